import { type Head } from '../log/heads.js';
import { hashNodes, provenNodes, rootOfMultiproof, type Digest, type Proven, type ProvenNode } from '../log/merkle.js';
import { type Finding } from './findings.js';
import { type Manifest } from './format.js';
import { PackedStreams, type EventsPart } from './packed-streams.js';
import { NotAPack, wholeLines, type Bytes, type Opened } from './zip.js';

/** Parts of events.jsonl that are looked at each by itself, and what has to be known for that. */
export interface EventsAsked {
  readonly manifest: Pick<Manifest, 'caseId' | 'scope' | 'redactions'>;
  readonly parts: readonly Opened[];
  /** How many of them somebody has taken: one number, in memory that threads share. Whoever is free takes the next. */
  readonly taken: Int32Array;
}

/** The parts that were taken here, as they were looked at. */
export type EventsLooked = readonly { readonly nth: number; readonly part: EventsPart }[];

/** What another thread does for the same pack; undefined from one that is gone. */
export interface Elsewhere {
  /** Takes its share of the parts: `checkEvents`. */
  events(asked: EventsAsked): Promise<EventsLooked | undefined>;
  /** `hashNodes` */
  nodes(asked: NodesAsked): Promise<readonly string[] | undefined>;
}

export interface NodesAsked {
  readonly proven: Proven;
  readonly nodes: readonly ProvenNode[];
}

/** Of what is left that is one part: the first are large, the last small, so that few do, and threads are done at the same time. */
const SHARE = 1 / 8;
const PART_BYTES = 2 ** 19;
const AT_LEAST = 4;
/** Bytes behind a place in which an end of a stream is looked for, and then once more. */
const WITHIN = [2 ** 16, 2 ** 18] as const;

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

/** Finds out about parts of the events of a pack until all are taken; undefined when there is anything to be said against one. */
export async function checkEvents(
  zip: Bytes,
  { manifest, parts, taken }: EventsAsked,
): Promise<EventsLooked | undefined> {
  const looked: { nth: number; part: EventsPart }[] = [];
  for (let nth = Atomics.add(taken, 0, 1); nth < parts.length; nth = Atomics.add(taken, 0, 1)) {
    const part = await look(zip, manifest, parts[nth]);
    if (!part) return undefined;
    looked.push({ nth, part });
  }
  return looked;
}

/** A part of the events whose streams begin and end in it. */
async function look(zip: Bytes, manifest: EventsAsked['manifest'], lines: Opened): Promise<EventsPart | undefined> {
  let isInOrder = true;
  const streams = new PackedStreams(manifest, undefined, () => (isInOrder = false));
  if (await takeAll(zip, lines, streams)) return undefined;
  const part = streams.part();
  return isInOrder ? part : undefined;
}

/** The events of a pack, looked at in parts, some of them elsewhere. What is in order needs no more: of anything else nothing is said here. */
export class EventsInParts {
  private constructor(
    private readonly zip: Bytes,
    private readonly asked: EventsAsked & { readonly manifest: Manifest },
    private readonly elsewhere: Promise<EventsLooked | undefined>,
  ) {}

  /** Begins elsewhere, while this thread has other things to do. */
  static async begin(
    zip: Bytes,
    file: Opened,
    manifest: Manifest,
    elsewhere: Elsewhere | undefined,
  ): Promise<EventsInParts> {
    const parts = elsewhere ? await cutAtStreams(zip, file) : [file];
    const asked = { manifest, parts, taken: new Int32Array(elsewhere ? new SharedArrayBuffer(4) : new ArrayBuffer(4)) };
    const { caseId, scope, redactions } = manifest;
    const rest = elsewhere?.events({ ...asked, manifest: { caseId, scope, redactions } }).catch(() => undefined);
    return new EventsInParts(zip, asked, rest ?? Promise.resolve([]));
  }

  /** All of them, if there is nothing to be said but warnings; undefined when they have to be looked at one after the other. */
  async streams(heads: readonly Head[], found: (finding: Finding) => void): Promise<PackedStreams | undefined> {
    const findings: Finding[] = [];
    const streams = new PackedStreams(this.asked.manifest, heads, (finding) => findings.push(finding));
    const [here, there] = [await checkEvents(this.zip, this.asked), await this.elsewhere];
    if (!here || here.length + (there?.length ?? 0) < this.asked.parts.length) return undefined;
    const looked = [...here, ...(there ?? [])].sort((a, b) => a.nth - b.nth);
    streams.leaves.reserve(looked.reduce((sum, { part }) => sum + part.events, 0));
    if (!looked.every(({ part }) => streams.add(part))) return undefined;
    streams.end();
    if (findings.some(({ kind }) => kind !== 'warning')) return undefined;
    findings.forEach(found);
    return streams;
  }
}

/** `rootOfMultiproof`, half of it hashed elsewhere. */
export async function rootInParts(
  proven: Proven,
  size: number,
  elsewhere: Elsewhere | undefined,
): Promise<Digest | undefined> {
  if (!elsewhere) return rootOfMultiproof(proven, size);
  const nodes = provenNodes(proven, size);
  const half = Math.ceil(nodes.length / 2);
  const asked = elsewhere.nodes({ proven, nodes: nodes.slice(half) }).catch(() => undefined);
  const here = hashNodes(proven, nodes.slice(0, half));
  const there = (await asked) ?? hashNodes(proven, nodes.slice(half));
  return rootOfMultiproof(proven, size, { nodes, hashes: [...here, ...there] });
}

/** Cuts events.jsonl where streams end. */
async function cutAtStreams(zip: Bytes, file: Opened): Promise<readonly Opened[]> {
  const least = Math.min(PART_BYTES, Math.ceil(file.bytes / AT_LEAST));
  const after = (from: number) => from + Math.max(least, Math.ceil((file.bytes - from) * SHARE));
  const ends = [0];
  for (let near = after(0); near < file.bytes;) {
    const end = (await streamEnd(zip, file, near, WITHIN[0])) ?? (await streamEnd(zip, file, near, WITHIN[1]));
    if (end !== undefined) ends.push(end);
    near = after(end ?? near);
  }
  return ends.map((end, nth) => ({ ...file, from: file.from + end, bytes: (ends[nth + 1] ?? file.bytes) - end }));
}

/** The first place behind another at which the lines of one stream end and those of the next begin; undefined where there is none. */
async function streamEnd(zip: Bytes, file: Opened, near: number, within: number): Promise<number | undefined> {
  const bytes = await zip.read(file.from + near, Math.min(within, file.bytes - near));
  let before: string | undefined;
  // The first is only the end of a line.
  for (
    let at = bytes.indexOf(10) + 1, end = bytes.indexOf(10, at) + 1;
    end > 0;
    at = end, end = bytes.indexOf(10, at) + 1
  ) {
    const stream = streamIn(bytes.subarray(at, end));
    if (before !== undefined && stream !== before) return near + at;
    before = stream;
  }
  return undefined;
}

const STREAM = '"stream":"';

function streamIn(line: Buffer): string {
  const from = line.indexOf(STREAM) + STREAM.length;
  return line.toString('latin1', from, line.indexOf(0x22, from));
}
