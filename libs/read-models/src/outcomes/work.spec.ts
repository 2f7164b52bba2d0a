import { jest } from '@jest/globals';
import { bench, type Bench } from '../../test/database.js';
import { InventedKeys, SEIZURE, Story } from '../../test/story.js';
import { rebuild } from '../drivers/rebuild.js';
import { postgresReadModels, type LiveReadModels } from '../postgres-read-models.js';
import { type Seen } from '../views.js';

jest.setTimeout(60_000);

const keys = new InventedKeys();
let at: Bench;
let read: LiveReadModels & Seen;
const story = new Story(keys);

/** An exhibit seized at noon on New Year's Day, with results so many days later. */
function examined(days: number, again = false): string {
  const exhibit = story.exhibit();
  const after = (n: number) => ({
    occurredAt: new Date(Date.parse('2026-01-01T12:00:00Z') + n * 86_400_000).toISOString(),
  });
  exhibit.tell('DeviceSeized', SEIZURE, after(0));
  exhibit.tell('ExaminationCompleted', { findings: 'f' }, after(days));
  if (again) exhibit.tell('ExaminationCompleted', { findings: 'f' }, after(days + 100));
  return exhibit.id;
}

let first = '';
beforeAll(async () => {
  at = await bench();
  const live = postgresReadModels({ url: at.url, keys, clock: () => '2026-06-30T12:00:00.000Z' });
  read = { ...live, ...live.seenBy('everything') };
  story.theCase().tell('CaseOpened', { operationName: 'Otter', force: 'Herts', unit: 'POLIT', offenceTypes: ['x'] });
  first = examined(10, true);
  for (const days of [20, 30, 40, 50, 60, 70, 80, 90, 100, 110]) examined(days);
  story.suspect().tell('ChargeBrought', {
    offences: [{ act: 'Protection of Children Act 1978', section: '1', description: 'making', counts: 3 }],
    unit: 'PPU',
  });
  const SENTENCE = { suspended: false, orders: [], court: 'St Albans' };
  const charged = (...descriptions: readonly string[]) => {
    const suspect = story.suspect();
    const offences = descriptions.map((description) => ({ act: 'An Act', section: '1', description, counts: 1 }));
    suspect.tell('ChargeBrought', { offences, unit: 'COST' });
    return suspect;
  };
  charged('sharing').tell('SentencePassed', { ...SENTENCE, custodyMonths: 12 });
  const several = charged('sharing', 'breach');
  several.tell('SentencePassed', { ...SENTENCE, custodyMonths: 30, principalOffence: 'breach' });
  charged('sharing', 'breach').tell('SentencePassed', { ...SENTENCE, custodyMonths: 7 });
  charged('breach').tell('SentencePassed', { ...SENTENCE, suspended: true, custodyMonths: 9 });
  await story.appendTo(at.ledger);
  await rebuild({ ledger: at.ledger, url: at.url });
});
afterAll(async () => {
  await read.close();
  await at.close();
});

it('takes half of the exhibits no longer than the median, and nine in ten than the other figure', async () => {
  const { allResults, results } = await read.work(2026);
  expect(allResults).toEqual({ exhibits: 11, medianDays: 60, ninetiethDays: 100 });
  expect(results).toHaveLength(1);
  expect(results[0]).toMatchObject(allResults);
});

it('counts nothing in another year, and nothing of another unit', async () => {
  expect((await read.work(2025)).allResults).toEqual({ exhibits: 0, medianDays: null, ninetiethDays: null });
  expect((await read.work(2026, 'Nobody')).results).toEqual([]);
});

it('counts charges by offence, each count, and custody once, under the principal offence', async () => {
  const [making, sharing, breach, notSaid] = [
    { offence: 'making', charges: 3, custodialMonths: 0 },
    { offence: 'sharing', charges: 3, custodialMonths: 12 },
    { offence: 'breach', charges: 3, custodialMonths: 30 },
    { offence: null, charges: 0, custodialMonths: 7 },
  ];
  expect((await read.work(2026)).offences).toEqual([breach, sharing, making, notSaid]);
  expect((await read.work(2026, 'PPU')).offences).toEqual([making]);
  expect((await read.work(2025)).offences).toEqual([]);
});

it('proves every exhibit of a case in one answer, as it does each alone', async () => {
  const { caseId } = (await read.exhibit(first)) ?? { caseId: '' };
  const all = await read.continuityOfCase(caseId);
  expect(all.size).toBe(11);
  expect(all.get(first)).toEqual(await read.continuity(first));
});
