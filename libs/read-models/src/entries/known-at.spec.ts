import { randomUUID } from 'node:crypto';
import { pages, startReading } from '../../test/reading.js';
import { bell, examinedPhone, SEIZURE } from '../../test/story.js';
import { type Cursor } from '../views.js';

const { read, told } = await startReading();

describe('what was known at a past moment', () => {
  /** A phone that was moved, the move corrected a minute later. */
  async function movedPhone() {
    const phone = { id: '', caseId: '', stored: '', corrected: '', before: '' };
    await told((s) => {
      const one = s.exhibit();
      one.tell('DeviceSeized', SEIZURE);
      const stored = one.tell('StoredAt', { location: 'Shelf 1' }, { occurredAt: '2026-03-01T05:00:00.000Z' });
      const facts = {
        correctsEventId: stored.id,
        entryType: 'StoredAt',
        field: 'location',
        was: 'Shelf 1',
        now: 'Shelf 7',
      };
      const corrected = one.tell('EntryCorrected', { ...facts, reason: 'Misread' }, { by: bell });
      Object.assign(phone, {
        id: one.id,
        caseId: s.caseId,
        stored: stored.id,
        corrected: corrected.id,
        before: stored.recordedAt,
      });
    });
    return phone;
  }

  it('leaves out of every timeline and of the audit what was recorded later, corrections included', async () => {
    const { id, caseId, stored, corrected, before } = await movedPhone();
    const ask = { asKnownAt: before };
    for (const { items } of [
      await read.exhibitTimeline(id, ask),
      await read.caseTimeline(caseId, ask),
      await read.audit({ caseId, ...ask }),
    ]) {
      expect(items).toHaveLength(2);
      expect(items.map(({ correctedBy }) => correctedBy)).toEqual([[], []]);
    }
    for (const { items } of [
      await read.exhibitTimeline(id),
      await read.caseTimeline(caseId),
      await read.audit({ caseId }),
    ]) {
      expect(items.find((item) => item.id === stored)?.correctedBy).toEqual([
        { id: corrected, field: 'location', recordedAt: expect.any(String) as string },
      ]);
      expect(items.find((item) => item.id === corrected)?.corrects).toBe(stored);
    }
  });

  it('names a correction that is on a later page', async () => {
    const { id, stored, corrected } = await movedPhone();
    const found = (await pages((cursor) => read.exhibitTimeline(id, cursor), 2)).flat();
    expect(found.find((item) => item.id === stored)?.correctedBy).toMatchObject([{ id: corrected }]);
  });

  it('shows things as they happened, page by page', async () => {
    const { id, caseId, stored } = await movedPhone();
    for (const ask of [
      (cursor: Cursor) => read.exhibitTimeline(id, { ...cursor, order: 'happened' }),
      (cursor: Cursor) => read.caseTimeline(caseId, { ...cursor, order: 'happened' }),
    ]) {
      const found = (await pages(ask, 1)).flat();
      expect(found.map(({ type }) => type)).toEqual(['StoredAt', 'DeviceSeized', 'EntryCorrected']);
      expect(found[0]?.id).toBe(stored);
    }
  });

  it('proves continuity as it was known, and as it is known now', async () => {
    let id = '';
    await told((s) => void (id = examinedPhone(s).phone.id));
    const now = await read.continuity(id);
    expect(now).toMatchObject({ unbroken: true, legs: { length: 5 }, until: '2026-06-30T23:30:00.000Z' });
    const then = await read.continuity(id, { asKnownAt: '2026-03-01T06:03:30.000Z' });
    expect(then).toMatchObject({
      unbroken: true,
      legs: { length: 2 },
      sentence: expect.stringContaining('on its way to bell'),
    });
    expect(await read.continuity(randomUUID())).toBeUndefined();
  });

  it('proves the continuity of a whole case as it was known', async () => {
    let [id, caseId] = ['', ''];
    await told((s) => {
      id = examinedPhone(s).phone.id;
      caseId = s.caseId;
    });
    const asKnownAt = '2026-03-01T06:03:30.000Z';
    const then = await read.continuityOfCase(caseId, { asKnownAt });
    expect(then.get(id)).toEqual(await read.continuity(id, { asKnownAt }));
    expect((await read.continuityOfCase(caseId)).get(id)).toEqual(await read.continuity(id));
  });

  it('can be narrowed to types of event, page by page', async () => {
    const { id, caseId, stored } = await movedPhone();
    const types = ['StoredAt', 'EntryCorrected'];
    for (const ask of [
      (cursor: Cursor) => read.exhibitTimeline(id, { ...cursor, types }),
      (cursor: Cursor) => read.caseTimeline(caseId, { ...cursor, types }),
    ]) {
      const found = (await pages(ask, 1)).flat();
      expect(found.map(({ type }) => type)).toEqual(types);
      expect(found[0]).toMatchObject({ id: stored, correctedBy: { length: 1 } });
    }
  });

  it('finds in the audit what the facts contain', async () => {
    const { caseId, corrected } = await movedPhone();
    const { items } = await read.audit({ caseId, q: 'shelf 7' });
    expect(items.map((item) => item.id)).toEqual([corrected]);
    expect((await read.audit({ caseId, q: '100%' })).items).toEqual([]);
  });
});
