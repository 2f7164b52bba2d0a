// `command-load.ts ORDER`: 32 connections that stay open store exhibits, each another one, through the API; ORDER is JSON. A
// process of its own, so that the product is not asked by whoever else is at work. Prints a line of JSON for each phase.
import { randomUUID } from 'node:crypto';
import autocannon from 'autocannon';
import { exhibitIdOf, idOf } from './history.js';
import { percentile, type Load } from './measure.js';

export interface Order {
  /** Where the product answers. */
  readonly url: string;
  /** The history that the exhibits are of. */
  readonly history: string;
  readonly connections: number;
  /** One after the other: which exhibits, by number, are stored. */
  readonly phases: readonly { readonly from: number; readonly exhibits: number }[];
}

/** It looks this often whether all were answered. */
const SAMPLE_MS = 50;

async function store({ url, history, connections }: Order, from: number, exhibits: number): Promise<Load> {
  const caseId = idOf(history, 'case', 0);
  let next = from;
  const run = autocannon({
    url: `${url}/api/commands/StoreExhibit`,
    method: 'POST',
    connections,
    amount: exhibits,
    sampleInt: SAMPLE_MS,
    requests: [
      {
        setupRequest: (request) => {
          const exhibitId = exhibitIdOf(history, next);
          next += 1;
          return {
            ...request,
            headers: {
              'content-type': 'application/json',
              'idempotency-key': randomUUID(),
              'x-continuity-actor': 'whitlock',
            },
            body: JSON.stringify({
              caseId,
              exhibitId,
              occurredAt: new Date().toISOString(),
              location: `Shelf ${next}`,
            }),
          };
        },
      },
    ],
  });
  const took: number[] = [];
  const others: number[] = [];
  const start = performance.now();
  let end = start;
  void run.on('response', (_client, status, _bytes, ms) => {
    end = performance.now();
    if (status === 201) took.push(ms);
    else others.push(status);
  });
  const { errors, timeouts } = await run;
  if (took.length !== exhibits || errors + timeouts > 0)
    throw new Error(
      `Of ${exhibits} commands ${took.length} were answered with 201; others: ${[...new Set(others)].join(', ')}, ` +
        `${errors} errors, ${timeouts} time-outs`,
    );
  return { perSecond: exhibits / ((end - start) / 1000), p50Ms: percentile(took, 0.5), p99Ms: percentile(took, 0.99) };
}

const order = JSON.parse(process.argv[2] ?? '') as Order;
for (const { from, exhibits } of order.phases) console.log(JSON.stringify(await store(order, from, exhibits)));
