import { on } from 'node:events';
import { parentPort, type Worker } from 'node:worker_threads';
import { to as copyTo } from 'pg-copy-streams';
import { connect } from './connection.js';

/** What `COPY ... TO STDOUT` gives, in the order and in chunks of any size. */
export async function* copyOut({ url, copy }: Asked): AsyncGenerator<Buffer> {
  const client = await connect(url, 'ledger copy');
  try {
    // An index gives the order; sorting a whole table would take longer than reading it.
    await client.query('SET enable_sort = off');
    yield* client.query(copyTo(copy)) as AsyncIterable<Buffer>;
  } finally {
    await client.end();
  }
}

export interface Asked {
  readonly url: string;
  /** The statement. */
  readonly copy: string;
}

const CHUNK_BYTES = 256 * 1024;
/** So many chunks are read before the first of them was taken. */
const CHUNKS_AHEAD = 16;
const TAKEN = 'taken';

/**
 * The same by another thread, in which `copyOutBeside` runs and which is not asked for anything else meanwhile: talking to the
 * server is a quarter of the work of a rebuild's thread.
 *
 * @throws whatever ended the thread.
 */
export async function* copyOutFrom(worker: Worker, asked: Asked): AsyncGenerator<Buffer> {
  const told = on(worker, 'message') as AsyncIterable<[Uint8Array<ArrayBuffer> | undefined]>;
  worker.postMessage(asked);
  for await (const [chunk] of told) {
    if (!chunk) return;
    yield Buffer.from(chunk.buffer, 0, chunk.length);
    worker.postMessage(TAKEN);
    // Messages that are there already come without a turn of the event loop: what is being sent would stand still meanwhile.
    await new Promise(setImmediate);
  }
}

/** Makes this thread one that `copyOutFrom` reads by, until it is ended. */
export function copyOutBeside(): void {
  let ahead = 0;
  let taken = () => undefined as void;
  const send = async (chunk: Buffer<ArrayBuffer>) => {
    ahead += 1;
    parentPort?.postMessage(chunk, [chunk.buffer]);
    if (ahead >= CHUNKS_AHEAD) await new Promise<void>((done) => (taken = done));
  };
  const answer = async (asked: Asked) => {
    ahead = 0;
    let chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    let used = 0;
    for await (const bytes of copyOut(asked)) {
      for (let from = 0; from < bytes.length;) {
        const copied = bytes.copy(chunk, used, from);
        from += copied;
        used += copied;
        if (used < CHUNK_BYTES) continue;
        await send(chunk);
        chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
        used = 0;
      }
    }
    if (used > 0) await send(chunk.subarray(0, used));
    parentPort?.postMessage(undefined);
  };
  parentPort?.on('message', (told: Asked | typeof TAKEN) => {
    if (told !== TAKEN) return void answer(told);
    ahead -= 1;
    taken();
  });
}
