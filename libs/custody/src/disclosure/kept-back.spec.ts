import { type Entry } from '../kernel/decision.js';
import { CASE_ID, circumstances } from '../kernel/given.js';
import { keptBack, scheduledEntries } from './kept-back.js';

const [PHONE, SIM, LAPTOP, ITEM, PACK, OTHER] = ['phone', 'sim', 'laptop', 'item', 'pack', 'other'];
const by = { id: 'nair', name: 'Nair', role: 'disclosure officer', force: 'Herts', unit: 'Safeguarding' };
let n = 0;
const told = (stream: string, type: string, facts: object): Entry => ({
  ...{ type, facts },
  ...circumstances((n += 1), stream, { by }),
});
const onDisclosure = (type: string, facts: object) => told(`disclosure-${CASE_ID}`, type, facts);
const item = (facts: object) =>
  onDisclosure('MaterialScheduled', { materialId: ITEM, schedule: 'MG6D', item: 'x', ...facts });
const hold = (exhibitId: string, kind: string) => told(`exhibit-${exhibitId}`, 'RetentionHeld', { kind, reason: 'x' });
const kept = (entries: readonly Entry[], includes: readonly object[] = []) =>
  keptBack(entries, { packId: PACK, includes: includes as [] }).map(({ within }) => [...within]);
const ids = (...entries: Entry[]) => entries.map(({ id }) => id);

describe('what a pack keeps back unasked', () => {
  it('is nothing in most cases', () => {
    const harmless = [item({ schedule: 'MG6C', exhibitId: PHONE }), hold(PHONE, 'retention')];
    expect(kept(harmless)).toStrictEqual([]);
  });

  it('is an item of MG6D, all that was said of it, and the exhibit that it is about', () => {
    const about = [item({ exhibitId: PHONE }), onDisclosure('MaterialReviewed', { materialId: ITEM, reason: 'x' })];
    const certified = onDisclosure('ScheduleCertified', { schedule: 'MG6D', items: 1 });
    const others = [
      item({ schedule: 'MG6C', materialId: OTHER }),
      onDisclosure('ScheduleCertified', { schedule: 'MG6C' }),
    ];
    expect(kept([...about, certified, ...others])).toStrictEqual([[...ids(...about, certified), `exhibit-${PHONE}`]]);
  });

  it('is the entry alone that an item is about, and what corrects it', () => {
    const note = told(`exhibit-${PHONE}`, 'ExaminerNoteMade', { text: 'x' });
    const correction = told(`exhibit-${PHONE}`, 'EntryCorrected', {
      correctsEventId: note.id,
      field: 'text',
      now: 'y',
    });
    const about = item({ exhibitId: PHONE, eventId: note.id });
    expect([...scheduledEntries([about])]).toStrictEqual([note.id]);
    expect(kept([note, correction, about])).toStrictEqual([ids(note, correction, about)]);
  });

  it('is an exhibit while it is held as privileged or as a victim’s, with its parts, its claims and what tells of them', () => {
    const taken = { childId: SIM, parentId: PHONE };
    const [inParent, inPart] = [PHONE, SIM].map((id) => told(`exhibit-${id}`, 'SubExhibitTaken', taken));
    const claim = told('claim-seal-S1', 'SealNumberClaimed', { exhibitId: SIM, value: 'S1' });
    const held = hold(PHONE, 'privilege');
    const entries = [inParent, inPart, claim, held];
    expect(kept(entries)).toStrictEqual([[...ids(claim), `exhibit-${PHONE}`, `exhibit-${SIM}`]]);
    const released = told(`exhibit-${PHONE}`, 'RetentionReleased', { holdId: held.id });
    expect(kept([...entries, released])).toStrictEqual([]);
    const onPart = hold(SIM, 'victim');
    expect(kept([inParent, inPart, onPart])).toStrictEqual([[...ids(inParent), `exhibit-${SIM}`]]);
    const corrected = told(`exhibit-${PHONE}`, 'EntryCorrected', {
      correctsEventId: held.id,
      field: 'kind',
      now: 'retention',
    });
    expect(kept([held, corrected])).toStrictEqual([]);
  });

  it('is less what two people include, each for itself', () => {
    const entries = [item({ exhibitId: PHONE }), hold(PHONE, 'victim'), hold(LAPTOP, 'privilege')];
    expect(kept(entries, [{ materialId: ITEM }])).toStrictEqual([[`exhibit-${LAPTOP}`], [`exhibit-${PHONE}`]]);
    const all = [{ materialId: ITEM }, { exhibitId: PHONE }, { exhibitId: LAPTOP }];
    expect(kept(entries, all)).toStrictEqual([]);
  });

  it('is what another pack was to include', () => {
    const asked = onDisclosure('PackRequested', { packId: OTHER, includes: [{ materialId: ITEM, reason: 'x' }] });
    const agreed = onDisclosure('InclusionAgreed', { packId: OTHER });
    const own = onDisclosure('PackRequested', { packId: PACK, includes: [{ materialId: ITEM, reason: 'x' }] });
    const plain = onDisclosure('PackRequested', { packId: OTHER, includes: [] });
    expect(kept([asked, agreed, own, plain])).toStrictEqual([ids(asked, agreed)]);
  });
});
