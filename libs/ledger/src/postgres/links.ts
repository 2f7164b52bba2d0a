import { sha256 } from '#integrity';
import { linkOf, LINKS_TOGETHER, type LedgerEvent, type Link, type Links, type Position } from '../ledger.js';
import { ASKED_AS_TEXT } from './rows.js';

const LINES = 64;

/**
 * Events as text, a line each and so many together as make a text that is young still when it goes: a value for every column of every
 * row costs more than what is done with it.
 */
export const LINKS = {
  ...ASKED_AS_TEXT,
  name: 'ledger.links',
  text: `
    SELECT after, until, lines FROM generate_series($1::bigint, $2::bigint - 1, ${LINES}) after,
      LATERAL (
        SELECT max(position), string_agg(concat(position, E'\t', stream, E'\t', revision, E'\t', id, E'\t', type, E'\t', metadata, E'\n'), '')
        FROM (SELECT * FROM ledger.events WHERE position > after AND position <= least(after + ${LINES}, $2) ORDER BY position) e
      ) together(until, lines)
    WHERE lines IS NOT NULL`,
};
export type LinksRow = [after: string, until: string, lines: string];

interface Sources {
  readonly ask: (from: Position, until: Position) => Promise<readonly LinksRow[]>;
  readonly read: (after: Position, limit: number) => Promise<readonly LedgerEvent[]>;
}

/** The links behind a position up to another: the first are asked for at once, and the next while some are looked at. */
export function linksUpTo(after: Position, until: Position, { ask, read }: Sources): readonly Links[] {
  const count = Math.max(0, Math.ceil((until - after) / LINKS_TOGETHER));
  const ends = Array.from({ length: count }, (_, nth) => Math.min(until, after + (nth + 1) * LINKS_TOGETHER));
  const asked = new Map<number, Promise<readonly LinksRow[]>>();
  const rowsOf = (nth: number): Promise<readonly LinksRow[]> => {
    const rows = asked.get(nth) ?? ask(after + nth * LINKS_TOGETHER, ends[nth]);
    asked.set(nth, rows);
    rows.catch(() => asked.delete(nth));
    return rows;
  };
  if (count > 0) void rowsOf(0).catch(() => undefined);
  return ends.map((position, nth) => ({
    position,
    async *read() {
      const rows = await rowsOf(nth);
      asked.delete(nth);
      for (const next of [nth + 1, nth + 2]) if (next < count) void rowsOf(next);
      for (const [from, to, lines] of rows)
        yield linksIn(lines) ?? (await read(Number(from), Number(to) - Number(from))).map(linkOf);
    },
  }));
}

/** What JSON, also the canonical one, writes between quotes as it is. */
const PLAIN = '[^"\\\\\\x00-\\x1f]*';
const COUNT = '(0|[1-9]\\d{0,14})';
/** Written out, a class that is counted to 43 takes half as long. */
const DIGEST = '[\\w-]'.repeat(43);

/**
 * A row as `LINKS` writes it, its metadata as `metadataOf` does. What an envelope has of it are groups, some of them as they stand in
 * it: so there are as few as can be.
 */
const LINE = new RegExp(
  `${COUNT}\\t(${PLAIN})\\t${COUNT}\\t([0-9a-f-]{36})\\t(${PLAIN})\\t\\{"schema":"${COUNT}","actor\\.id":("${PLAIN}"),` +
    `"actor\\.name":"(?:[^"\\\\]|\\\\.)*","actor\\.role":("${PLAIN}"),"actor\\.force":("${PLAIN}"),"actor\\.unit":("${PLAIN}"),` +
    `(?:"actor\\.onBehalfOf":("${PLAIN}"),)?("occurredAt":"${PLAIN}","recordedAt":"(${PLAIN})"),"caseId":("${PLAIN}",)` +
    `"commandId":("${PLAIN}"),"fingerprint":"[^"\\\\]*",("correlationId":"${PLAIN}",)("causationId":"${PLAIN}",)` +
    `"secret":"[^"\\\\]*","commitments":"(${DIGEST}(?: ${DIGEST})*)",("prev":"(${PLAIN})",)"hash":"(${PLAIN})"\\}\\n`,
  'y',
);

/**
 * What is hashed is put together of the stored text, in a third of the time of parsing it and writing it again; undefined when there is a
 * row that cannot be cut so, which may be in order.
 */
export function linksIn(lines: string): readonly Link[] | undefined {
  const links: Link[] = [];
  LINE.lastIndex = 0;
  while (LINE.lastIndex < lines.length) {
    const parts = LINE.exec(lines);
    if (!parts) return undefined;
    const { 1: position, 2: stream, 3: revision, 4: id, 5: type, 6: schema, 7: actor, 8: role, 9: force } = parts;
    const { 10: unit, 11: onBehalfOf, 12: times, 13: recordedAt, 14: caseId, 15: commandId } = parts;
    const { 16: correlation, 17: causation, 18: commitments, 19: follows, 20: prev, 21: hash } = parts;
    const deputy = (onBehalfOf as string | undefined) === undefined ? '' : `,"onBehalfOf":${onBehalfOf}`;
    // As `envelopeText` writes it.
    const computed = sha256(
      `continuity/event/v1\n{"actor":{"force":${force},"id":${actor}${deputy},"role":${role},"unit":${unit}},"case":${caseId}` +
        `"command":{${causation}${correlation}"id":${commandId}},"commitments":[${quoted(commitments)}],"id":"${id}",` +
        `${follows}"revision":${revision},"schema":${schema},"stream":"${stream}","times":{${times}},"type":"${type}"}`,
    );
    // The one that was computed is no part of the text, so what keeps it keeps no more.
    const isWhole = computed === hash;
    links.push({
      position: Number(position),
      id,
      stream,
      revision: Number(revision),
      caseId: caseId.slice(1, -2),
      recordedAt,
      prev,
      hash: isWhole ? computed : hash,
      isWhole,
    });
  }
  return links;
}

/** Digests with a space between, as JSON has them in a list. */
function quoted(digests: string): string {
  let list = `"${digests.slice(0, 43)}"`;
  for (let at = 44; at < digests.length; at += 44) list += `,"${digests.slice(at, at + 43)}"`;
  return list;
}
