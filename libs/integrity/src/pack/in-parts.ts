import { type Head } from '../log/heads.js';
import { type Finding } from './findings.js';
import { type Manifest } from './format.js';
import { PackedStreams, type EventsPart } from './packed-streams.js';
import { NotAPack, wholeLines, type Bytes, type Opened } from './zip.js';

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
    if (error instanceof NotAPack || error instanceof RangeError) return error;
    throw error;
  }
}

/** Finds out about a part of the events of a pack; undefined when there is anything to be said against them. */
export async function checkEvents(zip: Bytes, { manifest, lines }: EventsAsked): Promise<EventsPart | undefined> {
  let isInOrder = true;
  const streams = new PackedStreams(manifest, undefined, () => (isInOrder = false));
  if (await takeAll(zip, lines, streams)) return undefined;
  const part = streams.part();
  return isInOrder ? part : undefined;
}

/** The events in two parts, of which the second is looked at elsewhere. */
export class EventsInParts {
  readonly #rest: ReturnType<Elsewhere>;

  private constructor(
    private readonly zip: Bytes,
    private readonly manifest: Manifest,
    private readonly here: Opened,
    rest: ReturnType<Elsewhere>,
  ) {
    this.#rest = rest.catch(() => undefined);
  }

  /** Begins with the second part, if there are to be any: undefined where all are of one stream. */
  static async begin(
    zip: Bytes,
    file: Opened,
    manifest: Manifest,
    elsewhere: Elsewhere | undefined,
  ): Promise<EventsInParts | undefined> {
    const [here, lines] = (elsewhere && (await cutInTwo(zip, file))) ?? [];
    return elsewhere && here && lines && new EventsInParts(zip, manifest, here, elsewhere({ manifest, lines }));
  }

  /** The events, if there is nothing to be said but warnings; undefined when they have to be looked at one after the other. */
  async streams(heads: readonly Head[], found: (finding: Finding) => void): Promise<PackedStreams | undefined> {
    const findings: Finding[] = [];
    const streams = new PackedStreams(this.manifest, heads, (finding) => findings.push(finding));
    if (await takeAll(this.zip, this.here, streams)) return undefined;
    const rest = await this.#rest;
    if (!rest || !streams.add(rest)) return undefined;
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
