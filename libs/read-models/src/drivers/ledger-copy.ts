import { type Worker } from 'node:worker_threads';
import { definitionOf, upcast } from '#custody';
import { type Actor, type JsonObject } from '#integrity';
import { type Ledger, type Metadata, type Position } from '#ledger';
import { actorKey, toldBy, type Told } from '../kernel/told.js';
import { copyOut, copyOutFrom } from './copy-out.js';
import { type LedgerPages } from './ledger-pages.js';

/**
 * Reads a PostgreSQL ledger's table of events by COPY, several times faster than through the port: texts are taken as they
 * stand, and facts are parsed only where a projection looks at them. It MUST NOT be used to verify anything: hashes are not read.
 *
 * @param url of the ledger's database.
 * @param ledger the same ledger, asked for events whose metadata are not in the order in which today's codec writes them.
 * @param reader a thread that `copyOutBeside` runs in, if there is one: it does the reading.
 */
export async function* copyLedger(url: string, ledger: Pick<Ledger, 'readAll'>, reader?: Worker): LedgerPages {
  const asked = {
    url,
    copy: `COPY (SELECT position, id::text, stream, type, data,
        substr(json_send(metadata), 1, position('${ENVELOPE_ENDS}'::bytea in json_send(metadata)))
      FROM ledger.events ORDER BY position) TO STDOUT WITH (FORMAT binary)`,
  };
  const copy = reader ? copyOutFrom(reader, asked) : copyOut(asked);
  const actors = new Map<string, By>();
  const row = new Row();
  let page: Told[] = [];
  let bytes = Buffer.alloc(0);
  let at = HEADER_BYTES;
  for await (const chunk of copy) {
    bytes = Buffer.concat([bytes, chunk]);
    while (row.isAt(bytes, at)) {
      const event = eventIn(row, actors) ?? (await ledger.readAll(row.position - 1, 1)).map(toldBy)[0];
      if (event) page.push(event);
      at = row.end;
    }
    if (at > bytes.length) continue;
    bytes = bytes.subarray(at);
    at = 0;
    yield page;
    page = [];
  }
}

const HEADER_BYTES = 19;
const COUNT_BYTES = 2;
const LENGTH_BYTES = 4;
const [POSITION, ID, STREAM, TYPE, DATA, ENVELOPE, FIELDS] = [0, 1, 2, 3, 4, 5, 6] as const;

/**
 * A row in COPY's binary format: the count of its fields, then each one's length and bytes (PostgreSQL manual, COPY, File
 * Formats). None of ours is null, and the trailer is shorter than a row. One object for all rows: there are millions.
 */
class Row {
  end = 0;
  #bytes: Buffer = Buffer.alloc(0);
  readonly #starts = new Uint32Array(FIELDS);
  readonly #ends = new Uint32Array(FIELDS);

  /** Whether a whole row begins here; it is then this one. */
  isAt(bytes: Buffer, start: number): boolean {
    this.#bytes = bytes;
    this.end = start + COUNT_BYTES;
    for (let field = 0; field < FIELDS; field += 1) {
      if (this.end + LENGTH_BYTES > bytes.length) return false;
      const length = bytes.readInt32BE(this.end);
      this.#starts[field] = this.end + LENGTH_BYTES;
      this.#ends[field] = this.end += LENGTH_BYTES + length;
    }
    return this.end <= bytes.length;
  }

  /** A text of its own, not a view that would keep the whole chunk alive. */
  text(field: number): string {
    return this.#bytes.toString('utf8', this.#starts[field], this.#ends[field]);
  }

  get position(): Position {
    return Number(this.#bytes.readBigInt64BE(this.#starts[POSITION]));
  }
}

/**
 * What of the metadata projections see comes first, as the ledger's codec writes it; the rest is three times as long. It is looked for
 * among bytes, in a third of the time of text, and comes with the comma behind it; empty where it is written in another way.
 */
const ENVELOPE_ENDS = ',"commandId":';
/** After the schema and the actor. A quote in what an actor is called would be escaped: this stands nowhere else. */
const WHEN_AND_WHERE = /,"occurredAt":"([^"\\]+)","recordedAt":"([^"\\]+)","caseId":"([^"\\]*)",$/;

/** Undefined when the envelope is written in another way. */
function eventIn(row: Row, actors: Map<string, By>): Told | undefined {
  const envelope = row.text(ENVELOPE);
  const found = WHEN_AND_WHERE.exec(envelope);
  const [, occurredAt, recordedAt, caseId] = found ?? [];
  if (!found || occurredAt === undefined || recordedAt === undefined || caseId === undefined) return undefined;
  const schemaAndActor = envelope.slice(0, found.index);
  let by = actors.get(schemaAndActor);
  if (!by) {
    by = byIn(schemaAndActor);
    if (!by) return undefined;
    actors.set(schemaAndActor, by);
  }
  return new CopiedEvent(row, by, occurredAt, recordedAt, caseId);
}

type By = Pick<Told, 'actor' | 'actorKey'> & { readonly schema: number };

function byIn(schemaAndActor: string): By | undefined {
  if (!/^\{"schema":"\d+","actor\.id":".*"$/.test(schemaAndActor)) return undefined;
  const { schema, ...named } = JSON.parse(`${schemaAndActor}}`) as Metadata;
  const actor = Object.fromEntries(
    Object.entries(named).map(([name, value]) => [name.slice('actor.'.length), value]),
  ) as unknown as Actor;
  return { schema: Number(schema), actor, actorKey: actorKey(actor) };
}

const isOfToday = (type: string, schema: number): boolean => (definitionOf(type)?.schema ?? schema) === schema;

const lifted = (type: string, schema: number, stored: string): string =>
  JSON.stringify(upcast({ type, schema, facts: JSON.parse(stored) as JsonObject }));

class CopiedEvent implements Told {
  #facts: JsonObject | undefined;
  readonly actor: Actor;
  readonly actorKey: string;
  readonly position: Position;
  readonly id: string;
  readonly stream: string;
  readonly type: string;
  readonly factsText: string;

  constructor(
    row: Row,
    by: By,
    readonly occurredAt: string,
    readonly recordedAt: string,
    readonly caseId: string,
  ) {
    this.actor = by.actor;
    this.actorKey = by.actorKey;
    this.position = row.position;
    this.id = row.text(ID);
    this.stream = row.text(STREAM);
    this.type = row.text(TYPE);
    const stored = row.text(DATA);
    this.factsText = isOfToday(this.type, by.schema) ? stored : lifted(this.type, by.schema, stored);
  }

  get facts(): JsonObject {
    return (this.#facts ??= JSON.parse(this.factsText) as JsonObject);
  }
}
