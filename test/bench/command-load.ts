// `command-load.ts ORDER`: 32 connections that stay open store exhibits, each another one, through the API; ORDER is JSON. A
// process of its own, so that the product is not asked by whoever else is at work. Prints a line of JSON for each phase.
import { randomUUID } from 'node:crypto';
import { askToken } from '../../apps/continuity/src/access/ask-token.js';
import { exhibitIdOf, idOf } from './history.js';
import { KeepAlive } from './keep-alive.js';
import { percentile, type Load } from './measure.js';

export interface Order {
  /** Where the product answers. */
  readonly url: string;
  /** The history that the exhibits are of. */
  readonly history: string;
  readonly exhibitsACase: number;
  readonly connections: number;
  /** One after the other: which exhibits, by number, are stored. */
  readonly phases: readonly Phase[];
}

export interface Phase {
  readonly from: number;
  readonly exhibits: number;
}

async function store(connections: readonly KeepAlive[], { from, exhibits }: Phase): Promise<Load> {
  const took: number[] = [];
  let next = from;
  const ask = async (connection: KeepAlive) => {
    while (next < from + exhibits) {
      const exhibitId = exhibitIdOf(history, next);
      const caseId = idOf(history, 'case', Math.floor(next / exhibitsACase));
      next += 1;
      const occurredAt = new Date().toISOString();
      const start = performance.now();
      const { status, body } = await connection.post(
        '/api/commands/StoreExhibit',
        {
          'content-type': 'application/json',
          'idempotency-key': randomUUID(),
          authorization,
        },
        JSON.stringify({ caseId, exhibitId, occurredAt, location: `Shelf ${next}` }),
      );
      took.push(performance.now() - start);
      if (status !== 201) throw new Error(`A command was answered with ${status}: ${body}`);
    }
  };
  const start = performance.now();
  await Promise.all(connections.map(ask));
  const seconds = (performance.now() - start) / 1000;
  return { perSecond: exhibits / seconds, p50Ms: percentile(took, 0.5), p99Ms: percentile(took, 0.99) };
}

const { url, history, exhibitsACase, connections: count, phases } = JSON.parse(process.argv[2] ?? '') as Order;
const authorization = `Bearer ${await askToken(url, 'whitlock')}`;
const connections = await Promise.all(Array.from({ length: count }, () => KeepAlive.open(url)));
for (const phase of phases) console.log(JSON.stringify(await store(connections, phase)));
for (const connection of connections) connection.close();
