import { readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import {
  checkEvents,
  hashNodes,
  type Bytes,
  type Elsewhere,
  type EventsAsked,
  type EventsLooked,
  type NodesAsked,
} from '#integrity';

/** A file of the reader's, to be closed. @throws Error where it cannot be opened. */
export async function openFile(path: string): Promise<Bytes & { readonly close: () => Promise<void> }> {
  const file = await open(path);
  // There and then: a thread more that copies for this one takes longer than copying, once two look at events.
  const read = (from: number, length: number, into = Buffer.allocUnsafe(length)) =>
    new Promise<Buffer>((done) => done(into.subarray(0, readSync(file.fd, into, 0, length, from))));
  return { size: (await file.stat()).size, read, close: () => file.close() };
}

/** What tells the thread that it is one. */
interface Pack {
  readonly packToCheck: string;
}

/** A thread that looks at a part of the events of a pack. To be ended. */
export function secondThread(path: string): { readonly elsewhere: Elsewhere; readonly end: () => Promise<unknown> } {
  const worker = new Worker(new URL(import.meta.url), { workerData: { packToCheck: path } satisfies Pack });
  // Whoever waits for a thread that is gone looks at everything by itself.
  worker.on('error', () => undefined);
  const gone = new Promise<undefined>((done) => worker.once('exit', () => done(undefined)));
  const ask = <T>(asked: Asked): Promise<T | undefined> => {
    const answer = new Promise<T>((done) => worker.once('message', done));
    worker.postMessage(asked);
    return Promise.race([answer, gone]);
  };
  const elsewhere: Elsewhere = { events: (events) => ask({ events }), nodes: (nodes) => ask({ nodes }) };
  return { elsewhere, end: () => worker.terminate() };
}

/** Handed over, not copied. */
const memoryOf = ({ leaves, recorded, hashes }: EventsLooked[number]['part']) =>
  [leaves.buffer, recorded.buffer, hashes.buffer] as ArrayBuffer[];

type Asked = { readonly events: EventsAsked } | { readonly nodes: NodesAsked };

async function answer(path: string, asked: Asked): Promise<void> {
  if ('nodes' in asked) return parentPort?.postMessage(hashNodes(asked.nodes.proven, asked.nodes.nodes));
  const zip = await openFile(path);
  try {
    const looked = await checkEvents(zip, asked.events);
    parentPort?.postMessage(looked, looked?.flatMap(({ part }) => memoryOf(part)) ?? []);
  } finally {
    await zip.close();
  }
}

const { packToCheck } = (workerData ?? {}) as Partial<Pack>;
if (packToCheck !== undefined) parentPort?.on('message', (asked: Asked) => void answer(packToCheck, asked));
