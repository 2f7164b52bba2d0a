import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { bench, quiet, until, type Bench } from '../test/database.js';
import { bell, examinedPhone, InventedKeys, mensah, SEIZURE, Story } from '../test/story.js';
import { rebuild } from './drivers/rebuild.js';
import { startProjectors } from './drivers/projector.js';
import { postgresReadModels, type LiveReadModels } from './postgres-read-models.js';
import { NotACursor } from './queries/paging.js';
import { type Cursor, type Page } from './views.js';

jest.setTimeout(60_000);

const keys = new InventedKeys();
const names = new Map([['mensah', 'Abena Mensah']]);

let at: Bench;
let read: LiveReadModels;

beforeAll(async () => {
  at = await bench();
  read = postgresReadModels({
    ...{ url: at.url, keys, nameOf: (id) => names.get(id), clock: () => '2026-06-30T23:30:00.000Z' },
  });
});
afterAll(async () => {
  await read.close();
  await at.close();
});

/** Appends what a story tells, and has the read models tell it too. */
async function told(tell: (story: Story) => void): Promise<Story> {
  const story = new Story(keys);
  tell(story);
  await story.appendTo(at.ledger);
  await rebuild({ ledger: at.ledger, url: at.url });
  return story;
}

/** All items of a list, page by page. */
async function pages<T>(ask: (cursor: Cursor) => Promise<Page<T>>, limit: number): Promise<readonly (readonly T[])[]> {
  const found: (readonly T[])[] = [];
  let after: string | null | undefined;
  do {
    const page: Page<T> = await ask({ limit, ...(typeof after === 'string' ? { after } : {}) });
    found.push(page.items);
    after = page.next;
  } while (after !== null);
  return found;
}

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

describe('the board', () => {
  it('has what is most urgent on top, page by page, each exhibit once', async () => {
    const story = await told((s) => {
      for (const [n, priority] of [3, 1, 4, 1, 2].entries()) {
        const phone = s.exhibit();
        phone.tell('DeviceSeized', { ...SEIZURE, exhibitRef: `TW/${n}` });
        phone.tell('ExaminationRequested', { priority, questions: '?', dueBy: `2026-05-0${n + 1}` });
      }
    });
    const found = await pages((cursor) => read.exhibits({ caseId: story.caseId }, cursor), 2);
    expect(found.map((page) => page.map(({ exhibitRef }) => exhibitRef))).toEqual([
      ['TW/1', 'TW/3'],
      ['TW/4', 'TW/0'],
      ['TW/2'],
    ]);
  });

  it('can be asked by stage, by custody, by holder and in words', async () => {
    const { caseId } = await told((s) => {
      s.theCase().tell('CaseOpened', { operationName: 'Otter', force: 'Herts', unit: 'COST', offenceTypes: [] });
      examinedPhone(s, 'TW/1', 'SEAL-1');
      const phone = s.exhibit();
      phone.tell(
        'DeviceSeized',
        { ...SEIZURE, exhibitRef: 'TW/2', serial: 'R58_N%2', sealNumber: 'SEAL-2' },
        { by: bell },
      );
      s.exhibit().tell('DeviceSeized', { ...SEIZURE, exhibitRef: 'TW/3', sealNumber: 'SEAL-3' });
      phone.tell('CustodyTransferred', { to: 'mensah', purpose: 'x', sealNumber: 'SEAL-2' }, { by: bell });
    });
    const asked = async (filter: object) =>
      (await read.exhibits({ caseId, ...filter })).items.map(({ exhibitRef }) => exhibitRef).sort();
    expect(await asked({})).toEqual(['TW/1', 'TW/1/1', 'TW/2', 'TW/3']);
    expect(await asked({ status: 'completed' })).toEqual(['TW/1']);
    expect(await asked({ status: 'in transit' })).toEqual(['TW/2']);
    expect(await asked({ status: 'lost' })).toEqual([]);
    expect(await asked({ holder: 'mensah' })).toEqual(['TW/1', 'TW/1/1']);
    expect(await asked({ holder: 'bell' })).toEqual(['TW/2']);
    expect(await asked({ q: 'sim CARD' })).toEqual(['TW/1/1']);
    expect(await asked({ q: 'seal-3' })).toEqual(['TW/3']);
    expect(await asked({ q: '8_n%2' })).toEqual(['TW/2']);
    expect(await asked({ q: '_' })).toEqual(['TW/2']);
    expect(await asked({ q: '\0' })).toEqual([]);
    expect((await read.exhibits({ caseId, q: 'TW/2' })).items[0]).toMatchObject({
      ...{
        operationName: 'Otter',
        custody: 'in transit',
        holder: { id: 'bell', name: 'Karen Bell' },
        sentTo: 'mensah',
      },
    });
  });

  it('counts the exhibits at each stage', async () => {
    const before = await read.stages();
    await told((s) => void examinedPhone(s));
    const after = await read.stages();
    expect(after).toEqual({ ...before, none: before.none + 1, completed: before.completed + 1 });
  });
});

describe('an exhibit', () => {
  it('has its particulars, its parts and its images', async () => {
    let ids = { phone: '', sim: '' };
    await told((s) => {
      const { phone, sim } = examinedPhone(s);
      ids = { phone: phone.id, sim: sim.id };
    });
    expect(await read.exhibit(ids.phone)).toMatchObject({
      ...{
        imei: '356938035643809',
        imeiChecks: true,
        power: 'warrant',
        parent: null,
        findings: 'relevant material found',
      },
      parts: [{ exhibitId: ids.sim, exhibitRef: 'TW/1/1', kind: 'SIM card' }],
      images: [{ bytes: 64e9, tool: 'UFED 7.68' }],
    });
    expect(await read.exhibit(ids.sim)).toMatchObject({
      parent: { exhibitId: ids.phone, exhibitRef: 'TW/1' },
      imeiChecks: null,
    });
    expect(await read.exhibit(randomUUID())).toBeUndefined();
    expect(await read.exhibit('AB/1')).toBeUndefined();
  });
});

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

describe('the outcomes of a year', () => {
  const offences = (counts: number) => [{ act: 'SOA 2003', section: '103I', description: 'breach', counts }];
  const at = (occurredAt: string) => ({ occurredAt });

  it('are counted by unit, in the year in London in which they happened', async () => {
    await told((s) => {
      const [one, other] = [s.suspect(), s.suspect()];
      one.tell('ChargeBrought', { offences: offences(3), unit: 'Unit A' }, at('2031-06-01T12:00:00.000Z'));
      one.tell('ChargeBrought', { offences: offences(1), unit: 'Unit A' }, at('2031-12-31T23:59:59.999Z'));
      other.tell('ChargeBrought', { offences: offences(5), unit: 'Unit B' }, at('2032-01-01T00:00:00.000Z'));
      const sentence = { custodyMonths: 20, suspended: false, orders: [], court: 'St Albans' };
      one.tell('SentencePassed', sentence, at('2031-12-31T12:00:00.000Z'));
      other.tell('SentencePassed', { ...sentence, suspended: true }, at('2032-02-01T12:00:00.000Z'));
    });
    expect(await read.outcomes(2031)).toEqual({
      ...{ year: 2031, asOf: '2031-12-31' },
      units: [{ unit: 'Unit A', charges: 4, custodialMonths: 20, sentences: 1 }],
      total: { charges: 4, custodialMonths: 20, sentences: 1 },
    });
    expect((await read.outcomes(2032)).units).toEqual([
      { unit: 'Unit B', charges: 5, custodialMonths: 0, sentences: 1 },
    ]);
    expect((await read.outcomes(2032, 'Unit A')).total).toEqual({ charges: 0, custodialMonths: 0, sentences: 0 });
  });

  it('are those up to today, in London, of the year that it is', async () => {
    expect((await read.outcomes(2026)).asOf).toBe('2026-07-01');
    expect((await read.outcomes(2025)).asOf).toBe('2025-12-31');
  });
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

describe('waiting for a position', () => {
  it('ends when the read models have it, and not before', async () => {
    const story = new Story(keys);
    examinedPhone(story);
    await story.appendTo(at.ledger);
    const head = await at.ledger.head();
    expect(await read.waitFor(head, 50)).toBe(false);
    const moved = new Set<string>();
    const end = read.onMove(({ about }) => about?.forEach((id) => moved.add(id)));
    const waiting = read.waitFor(head, 10_000);
    const projectors = await startProjectors({ ledger: at.ledger, url: at.url, log: quiet });
    try {
      expect(await waiting).toBe(true);
      expect(await read.waitFor(head, 0)).toBe(true);
      await until(() => Promise.resolve(moved.has(story.caseId)), 'it was told which case moved');
    } finally {
      end();
      await projectors.stop();
    }
  });

  it('goes on when nobody can tell that they moved', async () => {
    const deaf = postgresReadModels({ url: at.url, keys });
    await at.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'continuity read models listen' AND datname = current_database()`,
    );
    const story = new Story(keys);
    examinedPhone(story);
    await story.appendTo(at.ledger);
    const waiting = deaf.waitFor(await at.ledger.head(), 10_000);
    await rebuild({ ledger: at.ledger, url: at.url });
    expect(await waiting).toBe(true);
    await deaf.close();
  });
});

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

  it('finds in the audit what the facts contain', async () => {
    const { caseId, corrected } = await movedPhone();
    const { items } = await read.audit({ caseId, q: 'shelf 7' });
    expect(items.map((item) => item.id)).toEqual([corrected]);
    expect((await read.audit({ caseId, q: '100%' })).items).toEqual([]);
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
      tell('PackRequested', { packId, scope: [], purpose: 'Defence', redactions: [] });
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
