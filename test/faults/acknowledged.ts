import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { checkStream, type RecordedEvent } from '#integrity';
import { START, type Ledger, type LedgerEvent } from '#ledger';
import { readAllAfter } from '../../libs/ledger/src/ledger.contract.js';

const notes = async (folder: string, name: RegExp): Promise<readonly string[]> => {
  const files = (await readdir(folder, { recursive: true })).filter((file) => name.test(file));
  return Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
};
const acknowledgements = async (folder: string) =>
  (await notes(folder, /acknowledged$/))
    .flatMap((text) => text.slice(0, text.lastIndexOf('\n')).split('\n'))
    .filter(Boolean);

/** How many events the writers whose folders are in this one were told are stored. */
export const acknowledgedIn = async (folder: string) => (await acknowledgements(folder)).length;

/**
 * Expects of a ledger that it has what those writers were told is stored, once, where they were told; and that what they had in
 * hand, sent again, is stored once too. `shared` is the stream that more than one of them wrote to.
 */
export async function expectStoredOnce(folder: string, ledger: Ledger, shared: string): Promise<void> {
  const acknowledged = await acknowledgements(folder);
  expect(acknowledged.length).toBeGreaterThan(100);
  const stored = await readAllAfter(ledger, START);
  expectWhole(stored);
  const places = stored.flatMap(({ id, stream, revision, position }) => {
    const place = `${id} ${stream} ${revision}`;
    return [place, `${place} ${position}`];
  });
  expect(missing(acknowledged, places)).toStrictEqual([]);
  expect(new Set(acknowledged).size).toBe(acknowledged.length);

  const inHand = (await notes(folder, /in-hand-\d+$/)).flatMap((text) => {
    try {
      return [JSON.parse(text) as { stream: string; expected: number; events: RecordedEvent[] }];
    } catch {
      return []; // killed while it wrote the note, so before it sent anything
    }
  });
  const verdicts = await Promise.all(
    inHand.map(({ stream, expected, events }) => ledger.append(stream, expected, events)),
  );
  const lost = inHand.filter(({ stream }, index) => verdicts[index]?.is === 'conflict' && stream !== shared);
  expect(lost).toStrictEqual([]);
  expect(verdicts.filter(({ is }) => is === 'already there').length).toBeGreaterThan(0);
  expectWhole(await readAllAfter(ledger, START));
}

const missing = (wanted: readonly string[], there: readonly string[]): readonly string[] => {
  const found = new Set(there);
  return wanted.filter((one) => !found.has(one));
};

/** In the order of position, no event twice, every stream without gaps and chained. */
function expectWhole(stored: readonly LedgerEvent[]): void {
  expect(stored.findIndex(({ position }, index) => position <= (stored[index - 1]?.position ?? START))).toBe(-1);
  expect(new Set(stored.map(({ id }) => id)).size).toBe(stored.length);
  const streams = new Map<string, LedgerEvent[]>();
  for (const event of stored) {
    const events = streams.get(event.stream);
    if (events) events.push(event);
    else streams.set(event.stream, [event]);
  }
  for (const [stream, events] of streams) expect(checkStream(stream, events, () => undefined)).toStrictEqual([]);
}
