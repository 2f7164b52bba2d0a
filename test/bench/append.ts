import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import { NO_EVENT, recordEvent, sha256, type RecordedEvent } from '#integrity';
import { metadataOf, NO_STREAM, postgresLedger, type Ledger } from '#ledger';
import { random } from '../../apps/continuity/src/commands/randomness.js';
import { deviceDetected, person } from './history.js';
import { tell, undoAtEnd } from './leftovers.js';
import { closedLoop, type Load } from './measure.js';
import { pgbench } from './pgbench.js';
import { type Server } from './server.js';

const CALLERS_AT_MOST = 32;

/** Somebody's way to append one event to a new stream, durably, the stream's revision checked. */
export interface Appender {
  load(callers: number, ms: number): Promise<Load>;
}

const { id, name, role, force, unit } = person('rees');
const actor = { id, name, role, force, unit };

/** A device found, as the product records it: the whole envelope, committed to and hashed. */
function deviceFound(): RecordedEvent {
  const commandId = randomUUID();
  const now = new Date().toISOString();
  const { type, facts } = deviceDetected();
  // Written out, as the product does it: spreading the parts into one would take half as long as recording.
  return recordEvent(random, {
    id: randomUUID(),
    stream: `exhibit-${randomUUID()}`,
    revision: 0,
    type,
    schema: 1,
    actor,
    occurredAt: now,
    recordedAt: now,
    caseId: randomUUID(),
    commandId,
    correlationId: commandId,
    causationId: commandId,
    fingerprint: sha256(commandId),
    prev: NO_EVENT,
    facts,
    personal: new Map(),
  });
}

export function appenderOf(ledger: Pick<Ledger, 'append'>): Appender {
  const append = async () => {
    const event = deviceFound();
    const { is } = await ledger.append(event.stream, NO_STREAM, [event]);
    if (is !== 'appended') throw new Error(`An append to a new stream ended in: ${is}`);
  };
  return { load: (callers, ms) => closedLoop(callers, ms, append) };
}

export async function openLedger(url: string): Promise<Ledger> {
  const ledger = await postgresLedger({ url, onTrouble: (error) => tell('ledger', error) });
  undoAtEnd(() => ledger.close());
  return ledger;
}

/** emmett-postgresql with the same facts and the same envelope, but for commitments and hashes: it has none. */
export async function emmettAppender(server: Server): Promise<Appender> {
  const url = await server.database('emmett');
  const pool = new pg.Pool({ connectionString: url, max: CALLERS_AT_MOST });
  const emmett = getPostgreSQLEventStore(url, { connectionOptions: { pooled: true, pool } });
  pool.on('error', () => undefined); // one that is idle when the server stops
  undoAtEnd(() => pool.end());
  undoAtEnd(() => emmett.close());
  await emmett.schema.migrate();
  const append = async () => {
    const commandId = randomUUID();
    const now = new Date().toISOString();
    const { type, facts: data } = deviceDetected();
    const metadata = {
      schema: 1,
      actor,
      occurredAt: now,
      recordedAt: now,
      caseId: randomUUID(),
      commandId,
      correlationId: commandId,
      causationId: commandId,
    };
    await emmett.appendToStream(`exhibit-${randomUUID()}`, [{ type, data, metadata }], {
      expectedStreamVersion: 'STREAM_DOES_NOT_EXIST',
    });
  };
  return { load: (callers, ms) => closedLoop(callers, ms, append) };
}

/** The floor: pgbench inserts the row that the ledger stores, and nothing is checked. @returns rows per second. */
export async function floor(
  server: Server,
  program: string,
): Promise<(callers: number, seconds: number) => Promise<number>> {
  const url = await server.database('floor');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`
    CREATE TABLE floor (
      position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, revision int NOT NULL, stream text NOT NULL,
      id uuid NOT NULL, type text NOT NULL, data json NOT NULL, metadata json NOT NULL)`);
  await client.end();
  const event = deviceFound();
  const sql = `INSERT INTO floor (revision, stream, id, type, data, metadata) VALUES (
    0, '${event.stream}', '${event.id}', '${event.type}', ${quoted(event.data)}, ${quoted(metadataOf(event))});\n`;
  const script = { file: join(server.folder, 'floor.sql'), sql: sql.replaceAll('\n    ', ' ') };
  return (callers, seconds) => pgbench(program, url, script, callers, seconds);
}

/** pgbench takes `:name` for a variable of its own, also within quotes; JSON may have a space there. */
const quoted = (json: object): string => `'${JSON.stringify(json).replaceAll("'", "''").replaceAll(':', ': ')}'`;
