import { type Worker } from 'node:worker_threads';
import { START, type Ledger, type Position } from '#ledger';
import { type Projection } from '../kernel/projection.js';
import { type NameKeys } from '../search/names.js';
import { announce } from './announce.js';
import { Building, type TableDifference } from './building.js';
import { holdCheckpoints } from './checkpoints.js';
import { connect, transaction } from './connection.js';
import { copyLedger } from './ledger-copy.js';
import { readLedger, type LedgerPages } from './ledger-pages.js';
import { projections as every } from './projections.js';
import { ONE_AT_A_TIME, schemaOf } from './schema.js';

export interface RebuildOptions {
  readonly ledger: Pick<Ledger, 'readAll'>;
  /** The read models' database. */
  readonly url: string;
  /** The ledger's database, where the ledger is PostgreSQL: it is then read by COPY, several times faster. */
  readonly ledgerUrl?: string | undefined;
  /** What names are opened and looked for by; without it nobody is found by name. */
  readonly names?: NameKeys | undefined;
  /** All unless told; others have a schema of their own. */
  readonly projections?: readonly Projection[];
}

export interface Rebuilt {
  readonly events: number;
  /** Of the last event that the new tables have. */
  readonly position: Position;
  readonly milliseconds: number;
}

/**
 * Builds read models anew from the ledger, in tables beside those in use, and puts them in their place in one commit. Pages
 * read the old tables until then. A projector that runs goes on meanwhile, waits for the last stretch, and takes up from the
 * new checkpoint. What is sealed stays sealed; keys of subjects are needed for the index of names only. The new tables are
 * committed before they are indexed, so that two connections can do it; what a crash leaves of them is dropped by whatever
 * comes next: a rebuild, a projector that begins to lead, or the nightly check.
 *
 * @param reader a thread that `copyOutBeside` runs in, which reads a PostgreSQL ledger; of no further use once a rebuild failed.
 * @throws UnknownEventType, and whatever the database or the ledger refuse; the read models are then as they were.
 */
export async function rebuild({
  ledger,
  url,
  ledgerUrl,
  names,
  projections = every,
  reader,
}: RebuildOptions & { readonly reader?: Worker }): Promise<Rebuilt> {
  const began = performance.now();
  const schema = schemaOf(projections);
  const client = await connect(url, 'read models rebuild', schema);
  try {
    await client.query(`SELECT pg_advisory_lock(${ONE_AT_A_TIME})`);
    const building = new Building(client, schema, projections, names);
    try {
      await transaction(client, async () => {
        await building.begin();
        await building.add(eventsIn(ledger, ledgerUrl, reader));
      });
      await building.finish(url);
      await transaction(client, async () => {
        await holdCheckpoints(client, projections);
        await building.addLast(readLedger(ledger, building.position));
        await building.takePlace();
      });
    } finally {
      await building.drop().catch(() => undefined); // the connection is lost: see above
    }
    const { position, events } = building;
    await announce(client, { position });
    return { events, position, milliseconds: Math.round(performance.now() - began) };
  } finally {
    await client.end();
  }
}

/** While the product runs: what came since the read models were held is not for them yet. */
export interface ComparisonOptions extends RebuildOptions {
  readonly live?: boolean;
}

/**
 * Builds read models anew beside those in use and compares them; changes nothing. Whatever moves the read models waits meanwhile.
 *
 * @throws Error when they have not come as far as the ledger.
 */
export async function compareWithRebuild(options: ComparisonOptions): Promise<readonly TableDifference[]> {
  const { ledger, url, ledgerUrl, names, projections = every } = options;
  const schema = schemaOf(projections);
  const client = await connect(url, 'read models check', schema);
  try {
    return await transaction(client, async () => {
      await client.query(`SELECT pg_advisory_xact_lock(${ONE_AT_A_TIME})`);
      const held = await holdCheckpoints(client, projections);
      const building = new Building(client, schema, projections, names);
      await building.begin();
      const pages = eventsIn(ledger, ledgerUrl);
      const last = Math.max(...[...held.values()].map(({ position }) => position));
      await building.add(options.live ? upTo(pages, last) : pages);
      for (const [{ name }, { position }] of held)
        if (position !== building.position)
          throw new Error(
            `${name} is at position ${position}, the ledger at ${building.position}: check when it is there`,
          );
      return building.compare();
    });
  } finally {
    await client.end();
  }
}

const eventsIn = (ledger: RebuildOptions['ledger'], url: string | undefined, reader?: Worker): LedgerPages =>
  url === undefined ? readLedger(ledger, START) : copyLedger(url, ledger, reader);

/** The events up to a position. */
async function* upTo(pages: LedgerPages, last: Position): LedgerPages {
  for await (const page of pages) {
    yield page.filter(({ position }) => position <= last);
    if ((page.at(-1)?.position ?? START) >= last) return;
  }
}
