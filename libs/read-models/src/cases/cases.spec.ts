import { folded } from '../../test/rows.js';
import { Story } from '../../test/story.js';
import { cases, type CaseRow } from './cases.js';

describe('the row of a case', () => {
  const story = new Story();
  const file = story.theCase();
  const opening = {
    operationName: 'Otter',
    force: 'Hertfordshire Constabulary',
    unit: 'COST',
    offenceTypes: ['SHPO breach'],
  };
  file.tell('CaseOpened', opening);
  file.tell('WarrantExecuted', { warrantRef: 'W/1', premises: '1 Example Road', units: ['COST', 'PPU'] } as never);
  file.tell('WarrantExecuted', { warrantRef: 'W/2', premises: '2 Example Road', units: ['PPU'] } as never);
  const row = (events = story.events) => folded<CaseRow>(cases, events).rows.get(story.caseId);

  it('says what the case is about, whose it is and since when', () => {
    expect(row()).toMatchObject({
      ...{ operation_name: 'Otter', force: 'Hertfordshire Constabulary', unit: 'COST', offence_types: ['SHPO breach'] },
      ...{ status: 'open', opened_at: '2026-03-01T06:01:00.000Z' },
    });
  });

  it('has each warrant that was executed, and not where', () => {
    expect(JSON.stringify(row()?.warrants)).not.toContain('premises');
    expect(row()?.warrants).toMatchObject([
      { warrantRef: 'W/1', at: '2026-03-01T06:02:00.000Z', units: ['COST', 'PPU'] },
      { warrantRef: 'W/2', at: '2026-03-01T06:03:00.000Z', units: ['PPU'] },
    ]);
    expect(JSON.stringify(row())).not.toContain('Example Road');
  });

  it('is closed when the case is', () => {
    file.tell('CaseClosed', { reason: 'sentence passed' });
    expect(row()?.status).toBe('closed');
  });
});
