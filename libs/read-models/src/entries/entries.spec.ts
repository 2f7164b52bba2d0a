import { folded } from '../../test/rows.js';
import { examinedPhone, SEIZURE, Story } from '../../test/story.js';
import { exhibits } from '../exhibits/exhibits.js';
import { type EntryRow, type Line } from './entries.js';

const entriesOf = (story: Story) => folded(exhibits, story.events).trail as unknown as readonly EntryRow[];
const standingOf = (entry: EntryRow) => lineOf(entry).slice(8, 12);
const lineOf = ({ line }: EntryRow) => JSON.parse(line ?? '') as Line;

describe('the entries', () => {
  it('have every event of every stream once', () => {
    const story = new Story();
    story.theCase().tell('CaseOpened', { operationName: 'Otter', force: 'Herts', unit: 'POLIT', offenceTypes: ['x'] });
    examinedPhone(story);
    story.suspect().tell('ReleasedUnderInvestigation', {});
    story.tell('claim-seal-S100', 'SealNumberClaimed', { value: 'S100', exhibitId: 'x' });
    expect(entriesOf(story).map(({ position }) => position)).toEqual(story.events.map(({ position }) => position));
  });

  it('say whose they are', () => {
    const story = new Story();
    const [phone, suspect] = [story.exhibit(), story.suspect()];
    phone.tell('ReportIssued', { reference: 'R/1' });
    suspect.tell('ReleasedUnderInvestigation', {});
    expect(entriesOf(story)).toMatchObject([
      { exhibit_id: phone.id, suspect_id: null, case_id: story.caseId, actor_id: 'whitlock', type: 'ReportIssued' },
      { exhibit_id: null, suspect_id: suspect.id, case_id: story.caseId },
    ]);
  });

  it('say who held the exhibit after each, where, and under which seal', () => {
    const story = new Story();
    examinedPhone(story);
    expect(entriesOf(story).slice(0, 4).map(standingOf)).toEqual([
      [null, null, 'Behind the bath panel', null],
      ['whitlock', 'DC Tom Whitlock', 'Behind the bath panel', 'S100'],
      ['whitlock', 'DC Tom Whitlock', null, 'S100'],
      ['bell', 'Karen Bell', 'Exhibits room', 'S100'],
    ]);
  });

  it('keep an event of a type that changes nothing with who holds it still', () => {
    const story = new Story();
    const { phone } = examinedPhone(story);
    phone.tell('ReportIssued', { reference: 'R/1' });
    expect(standingOf(entriesOf(story).at(-1) as EntryRow)).toEqual([
      'mensah',
      'Abena Mensah',
      'DFU, bench 3',
      'S100B',
    ]);
  });

  it('are late when told more than a day after', () => {
    const story = new Story();
    const phone = story.exhibit();
    phone.tell('ReportIssued', { reference: 'R/1' }, { occurredAt: '2026-02-28T06:01:30.000Z' });
    phone.tell('ReportIssued', { reference: 'R/2' }, { occurredAt: '2026-02-28T06:01:30.000Z' });
    expect(entriesOf(story).map((entry) => lineOf(entry)[7])).toEqual([0, 1]);
  });

  it('hold no personal value', () => {
    const story = new Story();
    story.exhibit().tell('DeviceSeized', SEIZURE);
    expect(JSON.stringify(entriesOf(story))).not.toContain(SEIZURE.from);
  });

  it('put what an index row cannot hold apart', () => {
    const story = new Story();
    const phone = story.exhibit();
    phone.tell('ReportIssued', { reference: 'é'.repeat(800) });
    phone.tell('ReportIssued', { reference: 'é'.repeat(1200) });
    const [held, apart] = entriesOf(story) as [EntryRow, EntryRow];
    expect(lineOf(held)[12]).toEqual({ reference: 'é'.repeat(800) });
    expect(held.long).toBeNull();
    expect(apart).toMatchObject({ line: null });
    expect(apart.long).toContain('é'.repeat(1200));
  });
});
