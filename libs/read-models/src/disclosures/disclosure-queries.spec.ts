import { randomUUID } from 'node:crypto';
import { startReading } from '../../test/reading.js';

const { read, told } = await startReading();

describe('disclosure and tools', () => {
  it('shows the schedules and packs of a case, and discrepancies that are on none', async () => {
    const [materialId, packId] = [randomUUID(), randomUUID()];
    let [seal, label] = ['', ''];
    const story = await told((s) => {
      s.theCase().tell('CaseOpened', { operationName: 'Otter', force: 'Herts', unit: 'PPU', offenceTypes: ['x'] });
      const phone = s.exhibit();
      seal = phone.tell('DiscrepancyRaised', { kind: 'seal', detail: 'Torn' }).id;
      label = phone.tell('DiscrepancyRaised', { kind: 'label', detail: 'Smudged' }).id;
      const tell = (type: string, facts: object) => s.tell(`disclosure-${s.caseId}`, type, facts);
      tell('MaterialScheduled', { materialId, schedule: 'MG6C', item: 'Torn bag', itemNo: 1, eventId: seal });
      tell('MaterialReviewed', { materialId, outcome: 'undermines', reason: 'Continuity' });
      tell('MaterialWithheld', { materialId, reason: 'No' });
      tell('ScheduleCertified', { schedule: 'MG6D', items: 0 });
      tell('PackRequested', { packId, scope: [], purpose: 'Defence', redactions: [], includes: [] });
      tell('PackBuilt', { packId, sha256: 'a'.repeat(64), checkpoint: 'c' });
      tell('PackDisclosed', { packId, to: 'Hatch & Co' });
    });
    expect(await read.disclosure(story.caseId)).toMatchObject({
      materials: [{ materialId, itemNo: 1, outcome: 'undermines', withheld: 'No', exhibitId: null, eventId: seal }],
      certificates: [{ schedule: 'MG6D', items: 0 }],
      packs: [{ packId, status: 'disclosed', sha256: 'a'.repeat(64), disclosed: [{ to: 'Hatch & Co' }] }],
      toSchedule: [{ eventId: label, kind: 'label', detail: 'Smudged' }],
    });
    expect(await read.disclosure(randomUUID())).toBeUndefined();
  });

  it('shows the register of tools, what was withdrawn in it', async () => {
    const tool = `Axe ${randomUUID()}`;
    await told((s) => {
      const tell = (type: string, facts: object) => s.tell(`tool-${tool}`, type, { tool, ...facts }, { caseId: '' });
      tell('ToolValidated', { version: '1', validationRef: 'VR-1', scope: 'phones' });
      tell('ToolValidated', { version: '2', validationRef: 'VR-2', scope: 'phones' });
      tell('ToolWithdrawn', { version: '1', reason: 'Misses chats' });
    });
    expect((await read.tools()).find((one) => one.tool === tool)?.versions).toMatchObject([
      { version: '1', withdrawnBecause: 'Misses chats' },
      { version: '2', validationRef: 'VR-2', withdrawnAt: null },
    ]);
  });
});
