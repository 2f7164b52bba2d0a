import { checkStream } from '#integrity';
import { START, type Ledger, type Position } from '#ledger';
import { readConfig, type Config } from './config.js';
import { openLedger } from './open-ledger.js';
import { lockDataFolder } from './postgres/data-folder.js';
import { startEmbeddedPostgres } from './postgres/embedded-postgres.js';

const PAGE = 2_000;

/**
 * `npm run check-log`: whether every event is as it was recorded and every stream's chain is whole. It ends with 1 and names
 * what is damaged. It cannot show that nothing was cut off at the end of a stream. With the embedded PostgreSQL, while the
 * product is stopped.
 */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const { dataDir, databaseUrl } = config;
  if (databaseUrl !== undefined) return check(config, databaseUrl);
  const lock = await lockDataFolder(dataDir);
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  try {
    await check(config, postgres.url);
  } finally {
    await postgres.stop();
    await lock.release();
  }
}

async function check(config: Config, url: string): Promise<void> {
  const { ledger } = await openLedger(config, url);
  try {
    const { events, streams, head } = await streamsIn(ledger);
    let damages = 0;
    for (const stream of streams) {
      for (const damage of checkStream(stream, await ledger.readStream(stream), () => undefined)) {
        damages += 1;
        console.error(`${stream}: ${JSON.stringify(damage)}`);
      }
    }
    console.log(
      `${events} events in ${streams.size} streams, up to position ${head}: ${damages === 0 ? 'whole' : `${damages} damages`}`,
    );
    if (damages > 0) process.exitCode = 1;
  } finally {
    await ledger.close();
  }
}

async function streamsIn(ledger: Ledger): Promise<{ events: number; streams: ReadonlySet<string>; head: Position }> {
  const streams = new Set<string>();
  let events = 0;
  for (let after = START; ;) {
    const page = await ledger.readAll(after, PAGE);
    const last = page.at(-1);
    if (!last) return { events, streams, head: after };
    for (const { stream } of page) streams.add(stream);
    events += page.length;
    after = last.position;
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
