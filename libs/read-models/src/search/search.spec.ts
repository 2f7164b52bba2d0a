import { jest } from '@jest/globals';
import { bench, type Bench } from '../../test/database.js';
import { examinedPhone, InventedKeys, SEIZURE, Story } from '../../test/story.js';
import { rebuild } from '../drivers/rebuild.js';
import { postgresReadModels, type LiveReadModels } from '../postgres-read-models.js';
import { type Seen } from '../views.js';
import { CASE_TEXT, EXHIBIT_WORDS, partsQuery, prefixQuery, wordsOf } from './words.js';

jest.setTimeout(60_000);

const keys = new InventedKeys();
let at: Bench;
let read: LiveReadModels & Seen;
let phone = '';
let other = '';
let resealed = '';

beforeAll(async () => {
  at = await bench();
  const live = postgresReadModels({ url: at.url, keys });
  read = { ...live, ...live.seenBy('everything') };
  const story = new Story(keys);
  const seized = (facts: object) => {
    const exhibit = story.exhibit();
    exhibit.tell('DeviceSeized', { ...SEIZURE, ...facts });
    return exhibit.id;
  };
  phone = seized({
    exhibitRef: 'TW/1',
    sealNumber: 'HC-4410281',
    serial: 'R58-T30',
    imei: '356938035643809',
    description: 'Black smartphone (cracked), "no case"',
  });
  other = seized({
    exhibitRef: 'TW/10',
    sealNumber: 'HC-4410282',
    imei: '490154203237518',
    description: "It's a Größe [x] \\ 'quoted'",
  });
  const exhibit = story.exhibit();
  exhibit.tell('DeviceSeized', {
    ...SEIZURE,
    exhibitRef: 'TW/20',
    sealNumber: 'OLD-77001',
    imei: '350000000000006',
    description: 'Tablet',
  });
  exhibit.tell('SealBroken', { sealNumber: 'OLD-77001', reason: 'examination' });
  exhibit.tell('SealApplied', { sealNumber: 'OLD-88002' });
  resealed = exhibit.id;
  await story.appendTo(at.ledger);
  await rebuild({ ledger: at.ledger, url: at.url });
});
afterAll(async () => {
  await read.close();
  await at.close();
});

const found = async (typed: string) => (await read.search(typed)).exhibits.map(({ exhibitId }) => exhibitId);

it.each(['smartphone', 'SMART', 'cracked', 'black case', 'r58-t30', '3569380', 'hc-4410281'])(
  'an exhibit is found by %s',
  async (typed) => expect(await found(typed)).toEqual([phone]),
);

it.each(['8035643809', '5643', '4410281', '-4410281', 't30', 'smart 4410281', '58-t'])(
  'an exhibit is found by %s, a part of one of its numbers',
  async (typed) => expect(await found(typed)).toEqual([phone]),
);

it.each(['8035643800', '38', 'artphone', '4410281 56931', '%%%', '___'])(
  'a part of anything else finds nothing: %s',
  async (typed) => expect(await found(typed)).toEqual([]),
);

it('a part of a number opens nothing by itself', async () => expect((await read.search('643809')).opens).toBeNull());

describe('a seal that was broken', () => {
  const NOBODY = { all: false, marks: [], cases: [] };

  it.each(['OLD-77001', 'old-770', '77001', '7700', 'tw/20 7001'])(
    'finds its exhibit by %s, which is not opened but shown as once under it',
    async (typed) => {
      const { exhibits, opens } = await read.search(typed);
      expect(exhibits).toMatchObject([{ exhibitId: resealed, sealNumber: 'OLD-88002', formerSeals: ['OLD-77001'] }]);
      expect(opens).toBeNull();
    },
  );

  it('is named only where it was looked for', async () => {
    expect((await read.search('OLD-88002')).exhibits).toMatchObject([{ exhibitId: resealed, formerSeals: [] }]);
    expect((await read.search('OLD-88002')).opens).toBe(resealed);
    expect((await read.exhibits({ q: 'old-77001' })).items.map(({ exhibitId }) => exhibitId)).toEqual([resealed]);
    expect(await read.exhibit(resealed)).toMatchObject({ formerSeals: ['OLD-77001'] });
  });

  it('tells nothing to whoever does not know of the case', async () =>
    expect((await read.seenBy(NOBODY).search('OLD-77001')).exhibits).toEqual([]));
});

it('all of the words must fit', async () => expect(await found('black grey')).toEqual([]));

it('the exact reference comes before those that begin with it', async () =>
  expect(await found('tw/1')).toEqual([phone, other]));

it.each(['HC-4410281', '356938035643809', 'R58-T30'])(
  '%s, which no other has, opens its exhibit at once',
  async (typed) => expect((await read.search(typed)).opens).toBe(phone),
);

it('a reference, which every case may have, opens nothing by itself', async () =>
  expect((await read.search('TW/10')).opens).toBeNull());

it('a label opens its exhibit, by its square code and by its bars', async () => {
  expect((await read.search(`continuity:exhibit:${phone}`)).opens).toBe(phone);
  expect((await read.search(`X${phone.replaceAll('-', '').slice(0, 12)}`.toUpperCase())).opens).toBe(phone);
  expect((await read.search('X000000000000')).exhibits).toEqual([]);
});

it.each([`it's`, `'quoted'`, '\\', 'größe', '[x]', ':*', '& | !', '((', 'a'.repeat(3000), '\u0000', '%'])(
  'whatever is typed is words: %j',
  async (typed) => expect(await read.search(typed)).toHaveProperty('opens'),
);

it('finds the awkward words too', async () => {
  expect(await found(`it's`)).toEqual([other]);
  expect(await found(`'quoted'`)).toEqual([other]);
});

it('has those with the word whole before those whose words go on', async () => {
  const story = new Story(keys);
  for (const [exhibitRef, description] of [
    ['ZZ/1', 'Quagga'],
    ['ZZ/2', 'Quaggamuffin'],
  ])
    story.exhibit().tell('DeviceSeized', { ...SEIZURE, exhibitRef, description });
  await story.appendTo(at.ledger);
  await rebuild({ ledger: at.ledger, url: at.url });
  const { exhibits } = await read.search('quagga');
  expect(exhibits.map(({ exhibitRef }) => exhibitRef)).toEqual(['ZZ/1', 'ZZ/2']);
});

it('finds a case by any part of its name, by the index of trigrams', async () => {
  const story = new Story(keys);
  const facts = { operationName: 'Larkspur', force: 'Herts', unit: 'COST', offenceTypes: [] };
  story.theCase().tell('CaseOpened', facts);
  await story.appendTo(at.ledger);
  await rebuild({ ledger: at.ledger, url: at.url });
  const named = async (typed: string) => (await read.search(typed)).cases.map(({ operationName }) => operationName);
  expect(await named('rkspu cos')).toEqual(['Larkspur']);
  expect(await named('rkspu ppu')).toEqual([]);
  const client = await at.pool.connect();
  try {
    await client.query('BEGIN; SET LOCAL enable_seqscan = off');
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT 1 FROM cases WHERE ${CASE_TEXT} ILIKE '%rkspu%'`,
    );
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('cases_text');
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
});

it('takes eight words at most, and quotes them', () => {
  expect(wordsOf('A b, (c) d e f g h i')).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
  expect(prefixQuery(["it's", '\\'])).toBe(`'it''s':* & '\\\\':*`);
});

it('is answered by indexes', async () => {
  const client = await at.pool.connect();
  try {
    await client.query('BEGIN; SET LOCAL enable_seqscan = off');
    const planOf = async (condition: string, values: readonly unknown[]) => {
      const text = `EXPLAIN SELECT 1 FROM exhibits WHERE ${condition}`;
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(text, [...values]);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    };
    expect(await planOf(`${EXHIBIT_WORDS} @@ $1::tsquery`, [prefixQuery(['4410281'])])).toContain('exhibits_words');
    const { condition = '', values = [] } = partsQuery(['4410281', 'black']) ?? {};
    expect(await planOf(condition, values)).toContain('exhibits_numbers');
    await client.query('ROLLBACK');
  } finally {
    client.release();
  }
});

describe('the queue', () => {
  it('has what waits by the end of bail, and says when its turn comes', async () => {
    const story = new Story(keys);
    const asked = (dueBy: string) => {
      const exhibit = story.exhibit();
      exhibit.tell('DeviceSeized', { ...SEIZURE, exhibitRef: 'AB/1' });
      exhibit.tell('ExaminationRequested', { priority: 2, questions: 'q', dueBy });
      return exhibit.id;
    };
    const [later, sooner] = [asked('2026-09-01'), asked('2026-03-01')];
    await story.appendTo(at.ledger);
    await rebuild({ ledger: at.ledger, url: at.url });
    const { items, waiting, completed, next } = await read.queue({}, { limit: 1 });
    expect(items.map(({ exhibitId, place, forecast, misses }) => [exhibitId, place, forecast, misses])).toEqual([
      [sooner, 1, null, false],
    ]);
    expect([waiting, completed]).toEqual([2, 0]);
    const rest = await read.queue({}, { after: next ?? '' });
    expect(rest.items.map(({ exhibitId, place }) => [exhibitId, place])).toEqual([[later, 2]]);
    expect((await read.queue({ dueBefore: '2026-04-01' })).items).toHaveLength(1);
    expect((await read.queue({ unit: 'nobody' })).items).toHaveLength(0);
    expect((await read.exhibits({ bailBefore: '2027-01-01' })).items).toHaveLength(0);

    // One examination in 28 days: the first is ready on 7 April, too late, the second on 5 May.
    const done = new Story(keys);
    examinedPhone(done);
    await done.appendTo(at.ledger);
    await rebuild({ ledger: at.ledger, url: at.url });
    const then = postgresReadModels({ url: at.url, keys, clock: () => '2026-03-10T12:00:00.000Z' });
    const queue = await then.seenBy('everything').queue({}, { limit: 1 });
    await then.close();
    expect(queue).toMatchObject({ waiting: 2, tooLate: 1, completed: 1 });
    expect(queue.items).toMatchObject([{ exhibitId: sooner, forecast: '2026-04-07', misses: true }]);
  });
});
