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
/** Written out, a class that is counted to 43 takes half as long. */
const DIGEST = `"${'[\\w-]'.repeat(43)}"`;
const list = (item: string) => `(?:${item}(?:,${item})*)?`;

/**
 * A line as `packedEvent` writes it, read as latin1. What is taken out of it is a group; the pieces that the envelope has too are cut
 * so that there are as few as can be.
 */
const LINE = new RegExp(
  `\\{"disclosures":\\[(${list('"[\\w-]+"')})\\],"event":\\{` +
    `("actor":\\{"force":"${PLAIN}","id":"${PLAIN}",(?:"onBehalfOf":"${PLAIN}",)?"role":"${PLAIN}","unit":"${PLAIN}"\\},)` +
    `"caseId":("${PLAIN}",)("causationId":"${PLAIN}",)"commandId":("${PLAIN}"),` +
    `("commitments":\\[(${DIGEST}(?:,${DIGEST})*)\\],)("correlationId":"${PLAIN}",)` +
    `("id":"${PLAIN}",)("occurredAt":"${PLAIN}",)("prev":"(${PLAIN})",)("recordedAt":"(${PLAIN})"),` +
    `("revision":(${COUNT}),"schema":${COUNT},"stream":"(${PLAIN})",)("type":"(${PLAIN})"\\}),` +
    `"leaf":(${COUNT}),"sealedAt":(${COUNT}),"withheld":\\[(${list(FIELD)})\\]\\}`,
  'y',
);
/** Salt, name, and a value that JSON writes in one way only; whether that is a text. */
const DISCLOSURE = new RegExp(`^\\["[\\w-]*","(${PLAIN})",(?:(")${PLAIN}"|-?[1-9]\\d{0,14}|0|true|false|null)\\]$`);
/** A regular expression that reads more than this could run out of room. */
const LINE_BYTES = 2 ** 16;
const SEPARATED_BYTES = 43 + '","'.length;
const ALIKE_AT_MOST = 10_000;

/** A text of what is withheld, and how many fields it names; as often as not the next event's is the same. */
interface Alike {
  readonly shown: string;
  readonly written: string;
  readonly fields: number;
}

/**
 * Reads events of a pack in a tenth of the time that it takes to parse them, and to write what is hashed of them again: the line
 * that a pack has is the canonical one, so it only needs to be cut. Knows but the lines that have nothing to be said against them;
 * of any other, and of those that are merely rare, nothing is known, and `parsePackedEvent` tells what is wrong, if anything is.
 */
export class PackedLines {
  /** What was found in order: by the event as far as redactions tell it from others and by what it shows, then by its text. */
  readonly #withheldAlike = new Map<string, Map<string, Alike>>();
  #last: Alike | undefined;
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
    const { 1: disclosures, 2: actor, 3: caseId, 4: causation, 5: command, 6: committed, 7: commitments } = parts;
    const { 8: correlation, 9: id, 10: occurred, 11: follows, 12: prev, 13: recorded, 14: recordedAt } = parts;
    const {
      15: placed,
      16: revision,
      17: stream,
      18: ofType,
      19: type,
      20: leaf,
      21: sealedAt,
      22: withheldText,
    } = parts;
    if (!ascend(commitments)) return undefined;
    const names = shownNames(disclosures, commitments);
    const withheld = names && this.#withheld(stream, id, type, names, withheldText);
    if (!names || withheld === undefined) return undefined;
    // As `envelopeText` writes it.
    const hash = sha256(
      `continuity/event/v1\n{${actor}"case":${caseId}"command":{${causation}${correlation}"id":${command}},` +
        `${committed}${id}${follows}${placed}"times":{${occurred}${recorded}},${ofType}`,
    );
    return {
      stream,
      revision: Number(revision),
      caseId: caseId.slice(1, -2),
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
  #withheld(
    stream: string,
    idMember: string,
    type: string,
    names: readonly string[],
    written: string,
  ): number | undefined {
    if (written === '') return 0;
    const of = this.#toldApart ? `${stream}\n${idMember}\n${type}` : type;
    const shown = names.length === 0 ? of : `${of}\n${names.join('\n')}`;
    if (shown !== this.#last?.shown || written !== this.#last.written)
      this.#last =
        this.#withheldAlike.get(shown)?.get(written) ??
        this.#newAlike({ stream, id: idMember.slice('"id":"'.length, -2), type }, names, shown, written);
    return this.#last?.fields;
  }

  #newAlike(event: Redactable, names: readonly string[], shown: string, written: string): Alike | undefined {
    const withheld = JSON.parse(`[${written}]`) as PackedEvent['withheld'];
    const fields = new Set([...names, ...withheld.map(({ field }) => field)]);
    const isInOrder =
      fields.size === names.length + withheld.length &&
      withheld.every(({ field, redaction }) => redactionOf(this.redactions, event, field) === redaction);
    if (!isInOrder) return undefined;
    if (this.#alike === ALIKE_AT_MOST) this.#withheldAlike.clear();
    this.#alike = this.#withheldAlike.size === 0 ? 1 : this.#alike + 1;
    // A part of a text holds the whole of it in memory: what is kept is not to be one.
    const found = { shown: copied(shown), written: copied(written), fields: withheld.length };
    const alike = this.#withheldAlike.get(found.shown) ?? new Map<string, Alike>();
    this.#withheldAlike.set(found.shown, alike.set(found.written, found));
    return found;
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
