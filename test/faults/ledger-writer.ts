import { openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { eventStoreLedger, NO_STREAM, postgresLedger } from '#ledger';
import { newStream, recorded } from '../../libs/ledger/src/ledger.contract.js';

/**
 * `ledger-writer.ts URL FOLDER SHARED` appends from 8 writers until it is killed, or in order when its standard input ends.
 * Seven have a stream each, one writes to the stream SHARED, which another process may write to. Prints `writing`.
 *
 * In FOLDER, `acknowledged` gets a line `id stream revision` for each event of an append that was answered, with the position
 * behind it for the last of them, and `in-hand-<n>` holds what writer n sent last. URL begins with esdb: or postgres:.
 */
const [url = '', folder = '', shared = ''] = process.argv.slice(2);
const open = url.startsWith('esdb:') ? eventStoreLedger : postgresLedger;
const ledger = await open({ url, patienceMs: 30_000 });
const acknowledged = openSync(join(folder, 'acknowledged'), 'a');
let stopping = false;
process.stdin.once('end', () => (stopping = true)).resume();

async function write(writer: number): Promise<void> {
  const stream = writer === 0 ? shared : newStream();
  let last = (await ledger.readStream(stream)).at(-1) as { revision: number; hash: string } | undefined;
  for (let written = 0; !stopping; written += 1) {
    const expected = last?.revision ?? NO_STREAM;
    const events = recorded(stream, 1 + (written % 3), last);
    writeFileSync(join(folder, `in-hand-${writer}`), JSON.stringify({ stream, expected, events }));
    const verdict = await ledger.append(stream, expected, events);
    if (verdict.is === 'conflict') {
      last = (await ledger.readStream(stream, verdict.actual)).at(-1);
      continue;
    }
    const lines = events.map(({ id, revision }) => `${id} ${stream} ${revision}`);
    writeSync(acknowledged, `${lines.join('\n')} ${verdict.position}\n`);
    last = events.at(-1);
  }
}

const writers = Array.from({ length: 8 }, (_, writer) => write(writer));
console.log('writing');
await Promise.all(writers);
await ledger.close();
process.stdin.destroy();
