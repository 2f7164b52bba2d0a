import { type Head } from '../log/heads.js';
import { type Finding } from './findings.js';
import { type Manifest } from './format.js';
import { PackedStreams, type EventsPart } from './packed-streams.js';
import { NotAPack, pieces, WholeLines, wholeLines, type Bytes, type Opened } from './zip.js';

/** A part of events.jsonl that is looked at by itself, and what has to be known for that. */
export interface EventsAsked {
  readonly manifest: Pick<Manifest, 'caseId' | 'scope' | 'redactions'>;
  readonly lines: Opened;
}

/** Looks at a part of the events of the same pack, in another thread: `checkEvents`. */
export type Elsewhere = (asked: EventsAsked) => Promise<EventsPart | undefined>;

/** The rest is for another thread: meanwhile this one sums the files, and then it replays the proof. */
const OWN_PART = 0.3;

/** Takes all lines of a file. @returns what kept it from reading on, if anything. */
export async function takeAll(zip: Bytes, lines: Opened, streams: PackedStreams): Promise<Error | undefined> {
  try {
    for await (const piece of wholeLines(zip, lines)) streams.takeLines(piece);
    return undefined;
  } catch (error) {
    if (isDamage(error)) return error;
    throw error;
  }
}

const isDamage = (error: unknown): error is NotAPack | RangeError =>
  error instanceof NotAPack || error instanceof RangeError;

/** A part of the events whose streams begin and end in it, as its bytes come; all is well until something is found. */
class Part {
  #isInOrder = true;
  readonly #cut = new WholeLines('events.jsonl');
  readonly #streams: PackedStreams;

  constructor(manifest: EventsAsked['manifest']) {
    this.#streams = new PackedStreams(manifest, undefined, () => (this.#isInOrder = false));
  }

  take(piece: Buffer): void {
    if (this.#isInOrder) this.#orNot(() => this.#streams.takeLines(this.#cut.take(piece)));
  }

  /** What there is to know of it; undefined when there is anything to be said against it. */
  end(): EventsPart | undefined {
    this.#orNot(() => this.#cut.end());
    const part = this.#isInOrder ? this.#streams.part() : undefined;
    return this.#isInOrder ? part : undefined;
  }

  #orNot(take: () => void): void {
    try {
      take();
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#isInOrder = false;
    }
  }
}

/** Finds out about a part of the events of a pack; undefined when there is anything to be said against them. */
export async function checkEvents(zip: Bytes, { manifest, lines }: EventsAsked): Promise<EventsPart | undefined> {
  const part = new Part(manifest);
  for await (const piece of pieces(zip, lines)) part.take(piece);
  return part.end();
}

/**
 * The events of a pack, looked at while its files are summed; some of them elsewhere. What is in order needs no more: of anything
 * else nothing is said here.
 */
export class EventsInParts {
  readonly #here: Part;
  readonly #rest: ReturnType<Elsewhere> | undefined;
  #left: number;

  private constructor(
    private readonly manifest: Manifest,
    here: number,
    rest: ReturnType<Elsewhere> | undefined,
  ) {
    this.#here = new Part(manifest);
    this.#left = here;
    this.#rest = rest?.catch(() => undefined);
  }

  /** Begins with what is for elsewhere: none where all are of one stream. */
  static async begin(
    zip: Bytes,
    file: Opened,
    manifest: Manifest,
    elsewhere: Elsewhere | undefined,
  ): Promise<EventsInParts> {
    const [here, lines] = (elsewhere && (await cutInTwo(zip, file))) ?? [file];
    return new EventsInParts(manifest, here.bytes, lines && elsewhere?.({ manifest, lines }));
  }

  /** The next bytes of events.jsonl. */
  take(piece: Buffer): void {
    if (this.#left > 0) this.#here.take(piece.subarray(0, this.#left));
    this.#left -= piece.length;
  }

  /** All of them, if there is nothing to be said but warnings; undefined when they have to be looked at one after the other. */
  async streams(heads: readonly Head[], found: (finding: Finding) => void): Promise<PackedStreams | undefined> {
    const findings: Finding[] = [];
    const streams = new PackedStreams(this.manifest, heads, (finding) => findings.push(finding));
    const parts = [this.#here.end(), ...(this.#rest ? [await this.#rest] : [])];
    for (const part of parts) if (!part || !streams.add(part)) return undefined;
    streams.end();
    if (findings.some(({ kind }) => kind !== 'warning')) return undefined;
    findings.forEach(found);
    return streams;
  }
}

/** Cuts events.jsonl where a stream ends: what is looked at here, and the rest; undefined when it is not to be cut. */
async function cutInTwo(zip: Bytes, file: Opened): Promise<readonly [here: Opened, rest: Opened] | undefined> {
  const near = Math.floor(file.bytes * OWN_PART);
  const end = await streamEnd(zip, file, near).catch((error: unknown) => {
    if (!(error instanceof NotAPack)) throw error;
  });
  return end === undefined
    ? undefined
    : [
        { ...file, bytes: end },
        { ...file, from: file.from + end, bytes: file.bytes - end },
      ];
}

/** The first place behind another at which the lines of one stream end and those of the next begin. */
async function streamEnd(zip: Bytes, file: Opened, near: number): Promise<number | undefined> {
  let at = near;
  let before: string | undefined;
  for await (const piece of wholeLines(zip, { ...file, from: file.from + near, bytes: file.bytes - near }))
    for (const line of piece.toString('latin1').split(/(?<=\n)/)) {
      // The first is only the end of a line.
      const stream = at === near ? undefined : /"stream":"[^"]*"/.exec(line)?.[0];
      if (before !== undefined && stream !== before) return at;
      before = stream;
      at += line.length;
    }
  return undefined;
}
