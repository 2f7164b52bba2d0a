import pg from 'pg';
import { DEMONSTRATION_PEOPLE, peopleOf } from '#access';
import { exhibitStream, suspectStream } from '#custody';
import { postgresSubjectKeys, type SubjectKeys } from '#ledger';
import { postgresReadModels, SCHEMA, type Seen } from '#read-models';
import { exhibitIdOf, EXHIBITS_A_CASE, idOf, type KeyFor } from './history.js';
import { median, progress, rounded } from './measure.js';
import { connected } from './server.js';

const ENTRIES_A_TIMELINE = 200;
/** So many exhibits are looked at, in turn. */
const EXHIBITS = 250;
const CALLS_A_BLOCK = 100;
/** In these, connections, plans, caches and machine code are made, as a product that runs has them. */
const BLOCKS_BEFORE = 5;

/** Keys for a history: those of the exhibits that are looked at are kept, so that what is sealed of them can be read. */
export async function keysKept(url: string, history: string): Promise<{ keys: SubjectKeys; keyFor: KeyFor }> {
  const keys = await postgresSubjectKeys({ url, masterKey: new Uint8Array(32).fill(9) });
  const exhibits = Array.from({ length: EXHIBITS }, (_, number) => number);
  const subjects = new Set(
    exhibits.flatMap((number) => [
      suspectStream({ suspectId: idOf(history, 'suspect', Math.floor(number / EXHIBITS_A_CASE)) }),
      `${exhibitStream({ exhibitId: exhibitIdOf(history, number) })}/summary`,
    ]),
  );
  const kept = new Map(
    await Promise.all([...subjects].map(async (subject) => [subject, await keys.keyFor(subject)] as const)),
  );
  const another = new Uint8Array(32).fill(1);
  return { keys, keyFor: (subject) => kept.get(subject) ?? another };
}

/**
 * Makes the entries so many times as many: to each exhibit the same happened again and again, each time after all of it had
 * happened to everybody. So an exhibit's entries lie scattered over the table, as they do when it was worked on for months.
 *
 * @param shown the last position of those that are looked at. The others' texts are left out: nobody reads them, and the index
 * has as many rows.
 */
export async function multiplyEntries(
  url: string,
  { events, times, shown }: { events: number; times: number; shown: number },
): Promise<void> {
  await connected(url, async (client) => {
    const columns = await client.query<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute WHERE attrelid = '${SCHEMA}.entries'::regclass AND attnum > 0 ORDER BY attnum`,
    );
    // Those of no use to an exhibit's timeline would only take their time.
    const indexes = await client.query<{ ddl: string }>(
      `SELECT indexdef AS ddl FROM pg_indexes
        WHERE schemaname = '${SCHEMA}' AND tablename = 'entries' AND indexdef ~ 'UNIQUE|exhibit_id'`,
    );
    // Unlogged, which is the same to who reads it: no gigabyte of log is still being flushed when others are measured.
    await client.query(
      `SET maintenance_work_mem = '512MB'; CREATE UNLOGGED TABLE ${SCHEMA}.many (LIKE ${SCHEMA}.entries)`,
    );
    for (let further = 0; further < times * events; further += events) {
      const copied: Readonly<Record<string, string>> = {
        position: `position + ${further}`,
        line: `CASE WHEN position <= ${shown} THEN line ELSE '[]' END`,
      };
      const values = columns.rows.map(({ name }) => copied[name] ?? name);
      await client.query(
        `INSERT INTO ${SCHEMA}.many SELECT ${values.join(', ')} FROM ${SCHEMA}.entries ORDER BY position`,
      );
    }
    await client.query(`DROP TABLE ${SCHEMA}.entries; ALTER TABLE ${SCHEMA}.many RENAME TO entries`);
    for (const { ddl } of indexes.rows) await client.query(ddl);
  });
}

export interface TimelineFigures {
  readonly timelineP50Ms: number;
  readonly select1P50Ms: number;
}

/** One caller at a time: blocks of SELECT 1 and of whole timelines of 200 entries, each of another exhibit, in turn. */
export async function measureTimelines(
  url: string,
  keys: SubjectKeys,
  { history, blocks }: { history: string; blocks: number },
): Promise<TimelineFigures> {
  const people = peopleOf(DEMONSTRATION_PEOPLE);
  const readModels = postgresReadModels({ url, keys, nameOf: (id) => people.find(id)?.name });
  const seen = readModels.seenBy('everything');
  // Not before whatever filled the database has ended: what it might still see is marked as visible to all only then.
  await connected(url, (client) => client.query(`VACUUM ANALYZE ${SCHEMA}.entries`));
  const pool = new pg.Pool({ connectionString: url, max: 8 });
  pool.on('error', () => undefined); // one that is idle when the server stops
  try {
    let exhibit = 0;
    const timeline = () => {
      exhibit = (exhibit + 1) % EXHIBITS;
      return readTimeline(seen, exhibitIdOf(history, exhibit));
    };
    const select1 = () => pool.query({ name: 'select 1', text: 'SELECT 1' });
    const took = { timeline: [] as number[], select1: [] as number[] };
    for (let block = -BLOCKS_BEFORE; block < blocks; block += 1) {
      const selects = await timesOf(select1);
      const timelines = await timesOf(timeline);
      if (block < 0) continue;
      took.select1.push(...selects);
      took.timeline.push(...timelines);
    }
    const figures = { timelineP50Ms: median(took.timeline), select1P50Ms: median(took.select1) };
    progress(`timeline: p50 ${rounded(figures.timelineP50Ms, 3)} ms; SELECT 1: ${rounded(figures.select1P50Ms, 3)} ms`);
    return figures;
  } finally {
    await Promise.all([readModels.close(), pool.end()]);
  }
}

async function timesOf(work: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (let call = 0; call < CALLS_A_BLOCK; call += 1) {
    const start = performance.now();
    await work();
    took.push(performance.now() - start);
  }
  return took;
}

async function readTimeline(seen: Seen, exhibitId: string): Promise<void> {
  const { items } = await seen.exhibitTimeline(exhibitId, { limit: ENTRIES_A_TIMELINE });
  if (items.length !== ENTRIES_A_TIMELINE) throw new Error(`A timeline has ${items.length} entries`);
  if (items.some(({ summary }) => summary.includes('[erased]'))) throw new Error('A timeline lacks a key');
}
