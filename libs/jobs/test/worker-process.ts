import { queueConnection, startWorker } from '#jobs';
import { InventedExhibit } from './invented-exhibit.js';

/** `worker-process.ts PLACE DATA_DIR ENTRIES SILENT_FOR_MS`: a worker that takes a job in hand, prints so, and never ends it. */
const [place = '', dataDir = '', entries = '', silentForMs = ''] = process.argv.slice(2);
const exhibit = new InventedExhibit(Number(entries));
exhibit.onTimeline = () => {
  console.log('in hand');
  return new Promise(() => undefined);
};
const log = { info: console.error, warn: console.error, error: console.error };
const connection = queueConnection(JSON.parse(place) as Parameters<typeof queueConnection>[0]);
await startWorker({ connection, dataDir, ...exhibit, log, silentForMs: Number(silentForMs) });
