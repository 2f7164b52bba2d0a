import { randomUUID } from 'node:crypto';
import { pages, startReading } from '../../test/reading.js';
import { SEIZURE, type Story } from '../../test/story.js';
import { rebuild } from '../drivers/rebuild.js';

const { at, read, keys, told } = await startReading();

describe('a case', () => {
  it('has its exhibits by reference and the people suspected in it', async () => {
    const story = await told((s) => {
      s.theCase().tell('CaseOpened', { operationName: 'Otter', force: 'Herts', unit: 'COST', offenceTypes: ['SHPO'] });
      for (const exhibitRef of ['TW/10', 'TW/9', 'TW/2']) s.exhibit().tell('DeviceSeized', { ...SEIZURE, exhibitRef });
      s.suspect().tell('PersonArrested', {
        name: 'Alan Example',
        dateOfBirth: '2001-02-03',
        suspectedOf: ['x'],
      } as never);
    });
    const view = await read.caseView(story.caseId);
    expect(view).toMatchObject({ operationName: 'Otter', status: 'open', suspects: [{ name: 'Alan Example' }] });
    expect(view?.exhibits.map(({ exhibitRef }) => exhibitRef)).toEqual(['TW/2', 'TW/9', 'TW/10']);
    expect(await read.caseView(randomUUID())).toBeUndefined();
  });

  it('has a timeline of all that happened in it, but not the taking of references', async () => {
    const story = await told((s) => {
      s.tell(`claim-seal-${s.caseId}`, 'SealNumberClaimed', { value: 'S1', exhibitId: randomUUID() });
      s.exhibit().tell('DeviceSeized', SEIZURE);
      s.suspect().tell('ReleasedUnderInvestigation', {});
    });
    const { items } = await read.caseTimeline(story.caseId);
    expect(items.map(({ type }) => type)).toEqual(['DeviceSeized', 'ReleasedUnderInvestigation']);
  });

  it('stands in the list of cases, the latest first, each once', async () => {
    const stories: Story[] = [];
    for (const _ of [1, 2, 3])
      stories.push(
        await told((s) => {
          s.theCase().tell('CaseOpened', { operationName: 'Otter', force: 'Herts', unit: 'COST', offenceTypes: [] });
        }),
      );
    const listed = (await pages((cursor) => read.cases(cursor), 2)).flat().map(({ caseId }) => caseId);
    expect(new Set(listed).size).toBe(listed.length);
    for (const { caseId } of stories) expect(listed).toContain(caseId);
  });
});

describe('a suspect', () => {
  it('has a name and a date of birth until they are erased', async () => {
    let id = '';
    await told((s) => {
      const suspect = s.suspect();
      id = suspect.id;
      const facts = { name: 'Alan Example', dateOfBirth: '2001-02-03', suspectedOf: ['x'] };
      suspect.tell('PersonArrested', facts, { occurredAt: '2026-01-14T05:40:00.000Z' });
      suspect.tell('BailGranted', { conditions: ['No phone'], until: '2026-04-01' });
    });
    expect(await read.suspect(id)).toMatchObject({
      ...{ name: 'Alan Example', dateOfBirth: '2001-02-03', status: 'on bail' },
      bail: {
        conditions: ['No phone'],
        until: '2026-04-01',
        daysLeft: -91,
        warning: null,
        firstLimitEnds: '2026-04-14',
      },
    });
    keys.destroy(`suspect-${id}`);
    expect(await read.suspect(id)).toMatchObject({ name: null, dateOfBirth: null, status: 'on bail' });
    expect(await read.suspect(randomUUID())).toBeUndefined();
  });
});

describe('clocks on what waits', () => {
  it('flags an exhibit whose bail ends before its examination is due, of whom it was taken from', async () => {
    let [hers, anybodys] = ['', ''];
    const story = await told((s) => {
      const [her, him] = [s.suspect(), s.suspect()];
      for (const [who, until] of [
        [her, '2026-05-20'],
        [him, '2026-03-20'],
      ] as const)
        who.tell('BailGranted', { until, conditions: [] });
      const ask = { priority: 1, questions: 'Any?', dueBy: '2026-04-01' };
      const [one, other] = [s.exhibit(), s.exhibit()];
      [hers, anybodys] = [one.id, other.id];
      one.tell('DeviceSeized', { ...SEIZURE, fromPersonId: her.id });
      other.tell('DeviceSeized', { ...SEIZURE, exhibitRef: 'TW/2' });
      one.tell('ExaminationRequested', ask);
      other.tell('ExaminationRequested', ask);
    });
    const { items } = await read.exhibits({ caseId: story.caseId });
    const found = Object.fromEntries(items.map((item) => [item.exhibitId, [item.bailEnds, item.bailEndsFirst]]));
    expect(found).toEqual({ [hers]: ['2026-05-20', false], [anybodys]: ['2026-03-20', true] });
  });

  it('shows the custody time limit while somebody is remanded, and how long a case is kept', async () => {
    let id = '';
    const story = await told((s) => {
      const suspect = s.suspect();
      id = suspect.id;
      s.theCase().tell('CaseOpened', { operationName: 'Otter', force: 'Herts', unit: 'PPU', offenceTypes: ['x'] });
      const offence = { act: 'SOA 2003', section: 's.103I', description: 'breach', counts: 2 };
      suspect.tell('ChargeBrought', { unit: 'PPU', offences: [offence] });
      suspect.tell('RemandedInCustody', { court: 'Luton', triedAs: 'either way' });
      suspect.tell('RemandedInCustody', { court: 'Luton' });
    });
    expect(await read.suspect(id)).toMatchObject({ custodyLimit: { lastDay: '2026-05-08' } });
    expect((await read.caseView(story.caseId))?.retention.until).toBeNull();
    story.suspect(id).tell('PleaEntered', { plea: 'guilty' });
    story.suspect(id).tell('SentencePassed', { custodyMonths: 12, suspended: true, orders: [], court: 'Luton' });
    await story.appendTo(at.ledger, 4);
    await rebuild({ ledger: at.ledger, url: at.url });
    expect(await read.suspect(id)).toMatchObject({ custodyLimit: null });
    expect((await read.caseView(story.caseId))?.retention.until).toBe('2026-09-01');
  });
});
