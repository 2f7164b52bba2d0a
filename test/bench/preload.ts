import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { type RecordedEvent } from '#integrity';
import { metadataOf } from '#ledger';
import { connected } from './server.js';

const ROWS_A_CHUNK = 500;
const COLUMNS = 'position, stream, revision, id, type, data, metadata';

/** Fills an empty ledger with events at positions 1, 2, 3. */
export async function fillLedger(url: string, events: Iterable<RecordedEvent>): Promise<void> {
  await connected(url, (client) =>
    pipeline(Readable.from(chunks(events)), client.query(copyFrom(`COPY ledger.events (${COLUMNS}) FROM STDIN`))),
  );
}

function* chunks(events: Iterable<RecordedEvent>): Generator<string> {
  let position = 0;
  let lines: string[] = [];
  for (const event of events) {
    position += 1;
    const { stream, revision, id, type, data } = event;
    const texts = [JSON.stringify(data), JSON.stringify(metadataOf(event))].map(escaped);
    lines.push([position, stream, revision, id, type, ...texts].join('\t'));
    if (lines.length < ROWS_A_CHUNK) continue;
    yield `${lines.join('\n')}\n`;
    lines = [];
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`;
}

/** JSON has no tabs or line ends of its own, so backslashes are all that COPY's text format would take for its own. */
const escaped = (json: string): string => json.replaceAll('\\', '\\\\');

/**
 * Makes a ledger so many times as large: its events again, under other ids and in other streams of the same kinds, which is
 * far quicker than recording them.
 *
 * @param json `left out` of the copies: for what looks at indexes only, and must not run while a gigabyte is flushed.
 */
export async function multiplyLedger(
  url: string,
  { events, times, json }: { events: number; times: number; json: 'kept' | 'left out' },
): Promise<void> {
  await connected(url, async (client) => {
    await client.query(`
      INSERT INTO ledger.events (${COLUMNS})
        SELECT position + further, left(stream, -36) || md5(stream || further)::uuid, revision,
          md5(id::text || further)::uuid, type, ${json === 'kept' ? 'data, metadata' : `'{}', '{}'`}
        FROM generate_series(${events}, ${(times - 1) * events}, ${events}) further, LATERAL
          (SELECT ${COLUMNS} FROM ledger.events WHERE position <= ${events} ORDER BY position) copied`);
    await client.query('VACUUM ANALYZE ledger.events');
  });
}

/** The indexes whose pages are changed in no order. */
const UNIQUE = { events_id: 'id', events_stream_revision: 'stream, revision' };

/** So that many events are added in a fraction of the time; until `makeUsed`, nobody can append. */
export async function dropIndexes(url: string): Promise<void> {
  const drops = Object.keys(UNIQUE).map((name) => `DROP CONSTRAINT ${name}`);
  await connected(url, (client) => client.query(`ALTER TABLE ledger.events ${drops.join(', ')}`));
}

/**
 * Leaves a ledger as one that is in use is between two checkpoints: its indexes in memory, two thirds full, as those of random ids
 * grow, and their pages not due to be logged whole at the next change. The first few thousand appends after a checkpoint log seven
 * times as many bytes on a large ledger, and who measured those measured the load before.
 */
export async function makeUsed(url: string): Promise<void> {
  const made = Object.entries(UNIQUE).map(([name, key]) =>
    connected(url, (client) =>
      client.query(`
        SET maintenance_work_mem = '512MB'; SET enable_sort = off;
        CREATE UNIQUE INDEX ${name} ON ledger.events (${key}) WITH (fillfactor = 67);
        SELECT ${key} FROM ledger.events ORDER BY ${key} OFFSET 10000000`),
    ),
  );
  await Promise.all(made);
  const kept = Object.keys(UNIQUE).map((name) => `ADD CONSTRAINT ${name} UNIQUE USING INDEX ${name}`);
  await connected(url, (client) => client.query(`ALTER TABLE ledger.events ${kept.join(', ')}`));
}
