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

/** The links behind a position up to another; while some are looked at, the next are asked for. */
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
  return ends.map((position, nth) => ({
    position,
    async *read() {
      const rows = await rowsOf(nth);
      asked.delete(nth);
      for (const next of [nth + 1, nth + 2]) if (next < count) void rowsOf(next);
      for (const [from, to, lines] of rows)
        yield cut(lines) ?? (await read(Number(from), Number(to) - Number(from))).map(linkOf);
    },
  }));
}

/** What JSON, also the canonical one, writes between quotes as it is. */
const PLAIN = '([^"\\\\\\x00-\\x1f]*)';
const COUNT = '(0|[1-9]\\d{0,14})';
const DIGEST = '[\\w-]{43}';
const text = (name: string) => `"${name}":"${PLAIN}"`;

/** A row as `LINKS` writes it, its metadata as `metadataOf` does; what an envelope has of it are groups. */
const LINE = new RegExp(
  `${COUNT}\\t${PLAIN}\\t${COUNT}\\t([0-9a-f-]{36})\\t${PLAIN}\\t\\{"schema":"${COUNT}",${text('actor\\.id')},` +
    `"actor\\.name":"(?:[^"\\\\]|\\\\.)*",${text('actor\\.role')},${text('actor\\.force')},${text('actor\\.unit')},` +
    `(?:${text('actor\\.onBehalfOf')},)?${text('occurredAt')},${text('recordedAt')},${text('caseId')},${text('commandId')},` +
    `"fingerprint":"[^"\\\\]*",${text('correlationId')},${text('causationId')},"secret":"[^"\\\\]*",` +
    `"commitments":"(${DIGEST}(?: ${DIGEST})*)",${text('prev')},${text('hash')}\\}\\n`,
  'y',
);

/**
 * What is hashed is put together of the stored text, in a third of the time of parsing it and writing it again; undefined when there is a
 * row that cannot be cut so, which may be in order.
 */
function cut(lines: string): readonly Link[] | undefined {
  const links: Link[] = [];
  LINE.lastIndex = 0;
  while (LINE.lastIndex < lines.length) {
    const parts = LINE.exec(lines);
    if (!parts) return undefined;
    const { 1: position, 2: stream, 3: revision, 4: id, 5: type, 6: schema, 7: actor, 8: role, 9: force } = parts;
    const { 10: unit, 11: onBehalfOf } = parts;
    const { 12: occurredAt, 13: recordedAt, 14: caseId, 15: commandId, 16: correlationId, 17: causationId } = parts;
    const { 18: commitments, 19: prev, 20: hash } = parts;
    const deputy = (onBehalfOf as string | undefined) === undefined ? '' : `,"onBehalfOf":"${onBehalfOf}"`;
    // As `envelopeText` writes it.
    const computed = sha256(
      `continuity/event/v1\n{"actor":{"force":"${force}","id":"${actor}"${deputy},"role":"${role}","unit":"${unit}"},` +
        `"case":"${caseId}","command":{"causationId":"${causationId}","correlationId":"${correlationId}","id":"${commandId}"},` +
        `"commitments":["${commitments.replaceAll(' ', '","')}"],"id":"${id}","prev":"${prev}","revision":${revision},` +
        `"schema":${schema},"stream":"${stream}","times":{"occurredAt":"${occurredAt}","recordedAt":"${recordedAt}"},"type":"${type}"}`,
    );
    // The one that was computed is no part of the text, so what keeps it keeps no more.
    const isWhole = computed === hash;
    links.push({
      position: Number(position),
      id,
      stream,
      revision: Number(revision),
      caseId,
      recordedAt,
      prev,
      hash: isWhole ? computed : hash,
      isWhole,
    });
  }
  return links;
}
