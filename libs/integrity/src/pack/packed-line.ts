import { attempt } from '../attempt.js';
import { ACTOR_NAME } from '../commitment.js';
import { sha256 } from '../hashing.js';
import { parseDisclosure, redactionOf, type PackedEvent, type Redactable, type Redaction } from './format.js';

/** What is known of an event in a pack once it was looked at by itself: what its place among the others is checked by. */
export interface Seen {
  readonly stream: string;
  readonly revision: number;
  readonly caseId: string;
  readonly recordedAt: string;
  readonly prev: string;
  /** Computed from its envelope. */
  readonly hash: string;
  readonly leaf: number;
  readonly sealedAt: number;
}

/** An event that is in order as far as it can be told from itself; how many fields it shows, withholds and commits to. */
export interface InOrder extends Seen {
  readonly shown: number;
  readonly withheld: number;
  readonly commitments: number;
}

/** What JSON writes between quotes as it is, in ASCII. */
const PLAIN = '[ !#-[\\]-~]*';
const COUNT = '(?:0|[1-9]\\d{0,14})';
const FIELD = `\\{"field":"${PLAIN}","redaction":${COUNT}\\}`;
const TEXT = `"(${PLAIN})"`;
const list = (item: string) => `(?:${item}(?:,${item})*)?`;

/** A line as `packedEvent` writes it, read as latin1; what is taken out of it is a group. */
const LINE = new RegExp(
  `\\{"disclosures":\\[(${list('"[\\w-]+"')})\\],"event":\\{` +
    `"actor":(\\{"force":"${PLAIN}","id":"${PLAIN}",(?:"onBehalfOf":"${PLAIN}",)?"role":"${PLAIN}","unit":"${PLAIN}"\\}),` +
    `"caseId":${TEXT},"causationId":${TEXT},"commandId":${TEXT},` +
    `"commitments":\\[("[\\w-]{43}"(?:,"[\\w-]{43}")*)\\],"correlationId":${TEXT},` +
    `("id":"${PLAIN}"),"occurredAt":${TEXT},"prev":${TEXT},"recordedAt":${TEXT},` +
    `("revision":(${COUNT}),"schema":${COUNT},"stream":${TEXT}),"type":${TEXT}\\},` +
    `"leaf":(${COUNT}),"sealedAt":(${COUNT}),"withheld":\\[(${list(FIELD)})\\]\\}`,
  'y',
);
/** Salt, name, and a value that JSON writes in one way only; whether that is a text. */
const DISCLOSURE = new RegExp(`^\\["[\\w-]*","(${PLAIN})",(?:(")${PLAIN}"|-?[1-9]\\d{0,14}|0|true|false|null)\\]$`);
/** A regular expression that reads more than this could run out of room. */
const LINE_BYTES = 2 ** 16;
const SEPARATED_BYTES = 43 + '","'.length;
const ALIKE_AT_MOST = 10_000;

/**
 * Reads events of a pack in a tenth of the time that it takes to parse them, and to write what is hashed of them again: the line
 * that a pack has is the canonical one, so it only needs to be cut. Knows but the lines that have nothing to be said against them;
 * of any other, and of those that are merely rare, nothing is known, and `parsePackedEvent` tells what is wrong, if anything is.
 */
export class PackedLines {
  /**
   * How many fields each text of what is withheld names, of those that were found in order: by the event as far as redactions tell
   * it from others, and by what it shows.
   */
  readonly #withheldAlike = new Map<string, Map<string, number>>();
  readonly #toldApart: boolean;
  #alike = 0;

  constructor(private readonly redactions: readonly Redaction[]) {
    this.#toldApart = redactions.some(({ within }) => within !== undefined);
  }

  /** The event in the line that stands between two places of a text (latin1); undefined when nothing is known. */
  read(lines: string, at: number, end: number): InOrder | undefined {
    if (end - at > LINE_BYTES) return undefined;
    LINE.lastIndex = at;
    const parts = LINE.exec(lines);
    if (!parts || LINE.lastIndex !== end) return undefined;
    const { 1: disclosures, 2: actor, 3: caseId, 4: causation, 5: command, 6: commitments, 7: correlation } = parts;
    const { 8: id, 9: occurredAt, 10: prev, 11: recordedAt, 12: placed, 13: revision, 14: stream, 15: type } = parts;
    const { 16: leaf, 17: sealedAt, 18: withheldText } = parts;
    if (!ascend(commitments)) return undefined;
    const names = shownNames(disclosures, commitments);
    const event = { stream, id: id.slice('"id":"'.length, -1), type };
    const withheld = names && this.#withheld(event, names, withheldText);
    if (!names || withheld === undefined) return undefined;
    // As `envelopeText` writes it.
    const hash = sha256(
      `continuity/event/v1\n{"actor":${actor},"case":"${caseId}","command":{"causationId":"${causation}",` +
        `"correlationId":"${correlation}","id":"${command}"},"commitments":[${commitments}],${id},"prev":"${prev}",` +
        `${placed},"times":{"occurredAt":"${occurredAt}","recordedAt":"${recordedAt}"},"type":"${type}"}`,
    );
    return {
      stream,
      revision: Number(revision),
      caseId,
      recordedAt,
      prev,
      hash,
      leaf: Number(leaf),
      sealedAt: Number(sealedAt),
      shown: names.length,
      withheld,
      commitments: (commitments.length + 1) / SEPARATED_BYTES,
    };
  }

  /** How many fields are withheld, each for the reason that the manifest gives; undefined when nothing is known. */
  #withheld(event: Redactable, names: readonly string[], written: string): number | undefined {
    if (written === '') return 0;
    const of = this.#toldApart ? `${event.stream}\n${event.id}\n${event.type}` : event.type;
    const shown = names.length === 0 ? of : `${of}\n${names.join('\n')}`;
    const known = this.#withheldAlike.get(shown)?.get(written);
    if (known !== undefined) return known;
    const withheld = JSON.parse(`[${written}]`) as PackedEvent['withheld'];
    const fields = new Set([...names, ...withheld.map(({ field }) => field)]);
    const isInOrder =
      fields.size === names.length + withheld.length &&
      withheld.every(({ field, redaction }) => redactionOf(this.redactions, event, field) === redaction);
    if (!isInOrder) return undefined;
    if (this.#alike === ALIKE_AT_MOST) this.#withheldAlike.clear();
    this.#alike = this.#withheldAlike.size === 0 ? 1 : this.#alike + 1;
    const alike = this.#withheldAlike.get(shown) ?? new Map<string, number>();
    // A part of a text holds the whole of it in memory: what is kept is not to be one.
    this.#withheldAlike.set(copied(shown), alike.set(copied(written), withheld.length));
    return withheld.length;
  }
}

export const copied = (text: string): string => Buffer.from(text).toString();

/** Whether digests of 43 characters, each in quotes, stand in order and none twice, as `recordEvent` writes them. */
function ascend(digests: string): boolean {
  for (let at = 1; at + SEPARATED_BYTES < digests.length; at += SEPARATED_BYTES) {
    let nth = at;
    while (nth < at + 43 && digests.charCodeAt(nth) === digests.charCodeAt(nth + SEPARATED_BYTES)) nth += 1;
    if (nth === at + 43 || digests.charCodeAt(nth) > digests.charCodeAt(nth + SEPARATED_BYTES)) return false;
  }
  return true;
}

/** The names under which disclosures show something, where each has a name of its own and is committed to. */
function shownNames(disclosures: string, commitments: string): readonly string[] | undefined {
  const names: string[] = [];
  if (disclosures === '') return names;
  for (const encoded of disclosures.slice(1, -1).split('","')) {
    const name = nameIn(encoded);
    if (name === undefined || names.includes(name) || !commitments.includes(sha256(encoded))) return undefined;
    names.push(name);
  }
  return names;
}

function nameIn(encoded: string): string | undefined {
  const bytes = Buffer.from(encoded, 'base64url');
  const [, name, isText] = DISCLOSURE.exec(bytes.toString('latin1')) ?? [];
  if (name === undefined || (name === ACTOR_NAME && isText === undefined))
    return attempt(() => parseDisclosure(encoded))?.name;
  return bytes.toString('base64url') === encoded ? name : undefined;
}
