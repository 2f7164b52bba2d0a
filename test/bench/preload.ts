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
 * @param metadata `left out` of the copies: for what looks at indexes only, and must not run while a gigabyte is flushed.
 */
export async function multiplyLedger(
  url: string,
  { events, times, metadata }: { events: number; times: number; metadata: 'kept' | 'left out' },
): Promise<void> {
  await connected(url, async (client) => {
    for (let further = events; further < times * events; further += events) {
      await client.query(`
        INSERT INTO ledger.events (${COLUMNS})
          SELECT position + ${further}, left(stream, -36) || md5(stream || ${further})::uuid, revision,
            md5(id::text || ${further})::uuid, type, data, ${metadata === 'kept' ? 'metadata' : `'{}'`}
          FROM ledger.events WHERE position <= ${events} ORDER BY position`);
    }
    await client.query('VACUUM ANALYZE ledger.events');
  });
}
