import { randomUUID } from 'node:crypto';
import { pages, startReading } from '../../test/reading.js';
import { examinedPhone, mensah, SEIZURE } from '../../test/story.js';
import { NotACursor } from '../queries/paging.js';

const { read, keys, told } = await startReading();

describe('the timeline of an exhibit', () => {
  it('says what happened, who did it, and who held it where and under which seal', async () => {
    let phoneId = '';
    const story = await told((s) => void (phoneId = examinedPhone(s).phone.id));
    const { items, next } = await read.exhibitTimeline(phoneId);
    expect(next).toBeNull();
    expect(items.map(({ type }) => type)).toEqual(
      story.events.filter(({ stream }) => stream === `exhibit-${phoneId}`).map(({ type }) => type),
    );
    expect(items[1]).toEqual({
      position: expect.any(Number) as number,
      id: story.events[1]?.id,
      type: 'DeviceSeized',
      label: 'Seized and sealed',
      occurredAt: '2026-03-01T06:02:00.000Z',
      recordedAt: '2026-03-01T06:02:00.000Z',
      actor: story.events[1]?.actor,
      caseId: story.caseId,
      exhibitId: phoneId,
      exhibitRef: 'TW/1',
      suspectId: null,
      holder: { id: 'whitlock', name: 'DC Tom Whitlock' },
      location: 'Behind the bath panel',
      sealNumber: 'S100',
      summary: 'Mobile phone seized from Alan Example under a warrant as TW/1 and sealed under S100',
      late: false,
      lateReason: null,
      corrects: null,
      correctedBy: [],
    });
    expect(items[2]).toMatchObject({ holder: { id: 'whitlock' }, location: null });
    expect(items[5]?.summary).toBe('Handed over to Abena Mensah under seal S100, purpose: examination');
  });

  it('asks for the keys of all of it at once', async () => {
    const story = await told((s) => void examinedPhone(s));
    const asked = keys.asked;
    await read.caseTimeline(story.caseId);
    expect(keys.asked - asked).toBe(1);
  });

  it('shows what was erased as erased, and goes on showing the rest', async () => {
    let id = '';
    await told((s) => void (id = s.exhibit().tell('DeviceSeized', SEIZURE).stream.slice('exhibit-'.length)));
    keys.destroy(`exhibit-${id}/from`);
    const { items } = await read.exhibitTimeline(id);
    expect(items[0]?.summary).toContain('seized from [erased] under a warrant as TW/1');
  });

  it('comes page by page, each event once', async () => {
    let id = '';
    await told((s) => void (id = examinedPhone(s).phone.id));
    const found = await pages((cursor) => read.exhibitTimeline(id, cursor), 4);
    expect(found.map(({ length }) => length)).toEqual([4, 4, 4, 3]);
    const positions = found.flat().map(({ position }) => position);
    expect(new Set(positions).size).toBe(15);
    expect(positions).toEqual([...positions].sort((one, other) => one - other));
  });

  it('has no page after one that is just full', async () => {
    let id = '';
    await told((s) => void (id = examinedPhone(s).phone.id));
    expect((await read.exhibitTimeline(id, { limit: 15 })).next).toBeNull();
  });

  it('tells facts that are too long for the index whole', async () => {
    const text = 'Größe "4\\5"\n'.repeat(300);
    let id = '';
    await told((s) => {
      const phone = s.exhibit();
      id = phone.id;
      phone.tell('DeviceSeized', SEIZURE);
      phone.tell('ExaminerNoteMade', { text }, { by: mensah });
    });
    const { items } = await read.exhibitTimeline(id);
    expect(items[1]).toMatchObject({ summary: `Note: ${text}`, actor: mensah, sealNumber: 'S100' });
  });

  it('shows a late entry as late, with the reason', async () => {
    let id = '';
    await told((s) => {
      const facts = { location: 'Shelf 4', lateReason: 'The reader was broken' };
      const phone = s.exhibit();
      id = phone.id;
      phone.tell('StoredAt', facts, { occurredAt: '2026-02-01T06:00:00.000Z' });
    });
    expect((await read.exhibitTimeline(id)).items[0]).toMatchObject({
      late: true,
      lateReason: 'The reader was broken',
    });
  });

  it('is empty for an id that nobody has, or that is none', async () => {
    for (const id of [randomUUID(), 'AB/1', '\0'])
      expect(await read.exhibitTimeline(id)).toEqual({ items: [], next: null });
  });

  it.each(['x', 'e30', 'WyJhIl0', 'WzEsMl0', 'WzEuNV0', 'W251bGxd'])(
    'refuses %s, which no page gave as next',
    async (after) => {
      await expect(read.exhibitTimeline(randomUUID(), { after })).rejects.toThrow(NotACursor);
      await expect(read.exhibits({}, { after })).rejects.toThrow(NotACursor);
      await expect(read.cases({ after })).rejects.toThrow(NotACursor);
      await expect(read.audit({}, { after })).rejects.toThrow(NotACursor);
    },
  );
});

describe('the audit', () => {
  it('finds by case, exhibit, person, type and time, the latest first', async () => {
    let phoneId = '';
    const { caseId } = await told((s) => {
      s.tell(`claim-seal-${s.caseId}`, 'SealNumberClaimed', { value: 'S1', exhibitId: randomUUID() });
      phoneId = examinedPhone(s).phone.id;
    });
    const types = async (filter: object) => (await read.audit({ caseId, ...filter })).items.map(({ type }) => type);
    expect(await types({})).toHaveLength(17);
    expect((await types({})).at(-1)).toBe('SealNumberClaimed');
    expect(await types({ exhibitId: phoneId })).toHaveLength(15);
    expect(await types({ actor: 'bell' })).toEqual(['CustodyTransferred', 'ExaminationRequested', 'CustodyReceived']);
    expect(await types({ type: 'SealApplied' })).toEqual(['SealApplied']);
    expect(await types({ from: '2026-03-01T06:03:00Z', to: '2026-03-01T06:05:00.000Z' })).toEqual([
      'CustodyTransferred',
      'DeviceSeized',
    ]);
    expect(await read.audit({ caseId: 'none' })).toEqual({ items: [], next: null });
    const found = await pages((cursor) => read.audit({ caseId }, cursor), 5);
    expect(new Set(found.flat().map(({ id }) => id)).size).toBe(17);
  });
});
