import { type RecordedEvent } from '#integrity';
import { LedgerUnavailable, type Verdict } from '#ledger';
import { checkStream } from '#integrity';
import { AccessLog, type LookMade } from './access-log.js';
import { DEMONSTRATION_PEOPLE, peopleOf } from './people.js';

const okafor = peopleOf(DEMONSTRATION_PEOPLE).find('okafor');
if (!okafor) throw new Error('The story has no Okafor');
const look = (exhibitId: string, words?: string): LookMade => ({
  type: 'RecordViewed',
  by: okafor,
  facts: { permission: 'see an exhibit', exhibitId, ...(words === undefined ? {} : { words }) },
});

/** What was appended, append by append; `answer` decides what becomes of each. */
function recording(answer: (number: number) => Promise<Verdict | undefined> = () => Promise.resolve(undefined)) {
  const appends: { stream: string; expected: number; events: readonly RecordedEvent[] }[] = [];
  const ledger = {
    append: async (stream: string, expected: number, events: readonly RecordedEvent[]): Promise<Verdict> => {
      appends.push({ stream, expected, events });
      const number = appends.length;
      await new Promise((later) => setImmediate(later));
      return (await answer(number)) ?? { is: 'appended', revision: expected + events.length, position: number };
    },
  };
  const keys = { keyFor: () => Promise.resolve(new Uint8Array(32).fill(7)) };
  const clock = { now: new Date('2026-11-28T09:00:00Z') };
  return { appends, clock, log: new AccessLog(ledger, keys, () => clock.now) };
}

it('takes what waits while one append is under way into the next one, in one chain', async () => {
  const { log, appends } = recording();
  await Promise.all(Array.from({ length: 30 }, (_, number) => log.record(look(String(number)))));
  expect(appends.map(({ events }) => events.length)).toEqual([1, 29]);
  const events = appends.flatMap((append) => append.events);
  expect(checkStream(appends[0]?.stream ?? '', events, () => undefined)).toEqual([]);
});

it('seals each thing that was typed under a key of its own', async () => {
  const { log, appends } = recording();
  await Promise.all(['Marsden', 'Example'].map((words) => log.record(look('1', words))));
  const data = appends.flatMap(({ events }) => events.map((event) => event.data));
  expect(JSON.stringify(data)).not.toMatch(/Marsden|Example/);
  expect(new Set(data.map(({ typedUnder }) => typedUnder)).size).toBe(2);
  expect(data[0]?.words).toMatchObject({ subject: data[0]?.typedUnder });
});

it('begins a stream each day', async () => {
  const { log, appends, clock } = recording();
  await log.record(look('1'));
  clock.now = new Date('2026-11-29T00:00:00Z');
  await log.record(look('2'));
  expect(appends.map(({ stream, expected }) => [stream.slice(0, 17), expected])).toEqual([
    ['access-2026-11-28', -1],
    ['access-2026-11-29', -1],
  ]);
});

it('is not recorded where the ledger does not say so, and goes on in another stream', async () => {
  const { log, appends } = recording((number) =>
    number === 1 ? Promise.reject(new LedgerUnavailable('test', { cause: 'test' })) : Promise.resolve(undefined),
  );
  await expect(log.record(look('1'))).rejects.toThrow(LedgerUnavailable);
  await log.record(look('2'));
  expect(appends[1]).toMatchObject({ expected: -1 });
  expect(appends[1]?.stream).not.toBe(appends[0]?.stream);
});

it('leaves a stream that is somebody else’s', async () => {
  const { log, appends } = recording((number) =>
    Promise.resolve(number === 1 ? { is: 'conflict', actual: 4 } : undefined),
  );
  await log.record(look('1'));
  expect(new Set(appends.map(({ stream }) => stream)).size).toBe(2);
});
