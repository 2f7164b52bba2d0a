import { amended, entryOf, known, KNOWN_BY_NOBODY, type Aggregate, type KnownBy } from '#custody';
import { NO_EVENT, type RecordedEvent } from '#integrity';
import { NO_STREAM, type Ledger, type LedgerEvent, type Position } from '#ledger';
import { type Receipt } from './command-desk.js';

/** What a command left in its stream: enough to answer the same command again. */
export interface Recorded {
  readonly receipt: Receipt;
  readonly fingerprint: string;
}

/** A stream folded to its newest known event. */
export interface Folded<S = unknown> {
  readonly state: S;
  /** Who knows of its case by what happened in this stream. */
  readonly knownBy: KnownBy;
  readonly revision: number;
  /** Hash of the newest event: what the next one chains to. */
  readonly head: string;
  /** Shared by the same stream's earlier and later folds: what is in it was recorded, whoever looks. */
  readonly commands: Map<string, Recorded>;
}

/** Of some kilobytes each: a process for pages stays at some tens of megabytes of them. */
const STREAMS_A_GENERATION = 2_500;

/**
 * Folded streams, the recently used ones kept: in two generations, since moving each to the end of a map at each use costs more
 * than folding it. A cached state may be behind the ledger when another process appends; that is safe for appending, since every
 * append states its revision, but a refusal MUST be decided on a `fresh` one.
 */
export class Streams {
  #young = new Map<string, Folded>();
  #old = new Map<string, Folded>();

  constructor(private readonly ledger: Ledger) {}

  /** The stream as last seen here, read from the ledger when it was not yet. */
  async load<S>(aggregate: Aggregate<S>, stream: string): Promise<Folded<S>> {
    return this.#known<S>(stream) ?? this.fresh(aggregate, stream);
  }

  /** The stream as the ledger has it now: only what came since is read. */
  async fresh<S>(aggregate: Aggregate<S>, stream: string): Promise<Folded<S>> {
    const known = this.#known<S>(stream) ?? blank(aggregate, stream);
    const since = await this.ledger.readStream(stream, known.revision + 1);
    if (known.revision !== NO_STREAM && since.some(corrects)) {
      this.#forget(stream);
      return this.fresh(aggregate, stream);
    }
    return this.#keep(
      stream,
      fold(aggregate, known, since, ({ position }: LedgerEvent) => position),
    );
  }

  /** Takes in what was just appended, so that the next command need not read it. */
  appended<S>(aggregate: Aggregate<S>, before: Folded<S>, events: readonly RecordedEvent[], position: Position): void {
    const [first] = events;
    // A correction changes what is folded already: the stream is read from its beginning when it is next asked for.
    if (first && events.some(corrects)) this.#forget(first.stream);
    else if (first)
      this.#keep(
        first.stream,
        fold(aggregate, before, events, () => position),
      );
  }

  #known<S>(stream: string): Folded<S> | undefined {
    const young = this.#young.get(stream);
    const known = young ?? this.#old.get(stream);
    if (known && !young) this.#put(stream, known);
    return known as Folded<S> | undefined;
  }

  #keep<S>(stream: string, folded: Folded<S>): Folded<S> {
    const known = this.#known<S>(stream);
    if (known && known.revision >= folded.revision) return known;
    // What does not exist is not worth a place: a value that is claimed is looked for once.
    if (folded.revision !== NO_STREAM) this.#put(stream, folded);
    return folded;
  }

  #forget(stream: string): void {
    this.#young.delete(stream);
    this.#old.delete(stream);
  }

  #put(stream: string, folded: Folded): void {
    this.#young.set(stream, folded);
    if (this.#young.size < STREAMS_A_GENERATION) return;
    this.#old = this.#young;
    this.#young = new Map();
  }
}

const corrects = ({ type }: RecordedEvent): boolean => type === 'EntryCorrected';

const blank = <S>(aggregate: Aggregate<S>, stream: string): Folded<S> => ({
  state: aggregate.blank(stream),
  knownBy: KNOWN_BY_NOBODY,
  revision: NO_STREAM,
  head: NO_EVENT,
  commands: new Map(),
});

function fold<S, E extends RecordedEvent>(
  aggregate: Aggregate<S>,
  from: Folded<S>,
  events: readonly E[],
  positionOf: (event: E) => Position,
): Folded<S> {
  const last = events.at(-1);
  if (!last) return from;
  const { commands } = from;
  let { state, knownBy } = from;
  for (const event of events) {
    const { commandId } = event;
    commands.set(commandId, recorded(commands.get(commandId), event, positionOf(event)));
  }
  for (const entry of amended(events.map(entryOf))) {
    state = aggregate.evolve(state, entry.type, entry.facts, entry);
    knownBy = known(knownBy, entry);
  }
  return { state, knownBy, revision: last.revision, head: last.hash, commands };
}

function recorded(
  sofar: Recorded | undefined,
  { id, type, stream, revision, hash, caseId, recordedAt, fingerprint }: RecordedEvent,
  position: Position,
): Recorded {
  // Two who folded the same event, one after its append and one from the ledger, leave it once.
  if (sofar && sofar.receipt.revision >= revision) return sofar;
  const events = [...(sofar?.receipt.events ?? []), { id, type }];
  return { receipt: { stream, revision, position, events, hash, caseId, recordedAt }, fingerprint };
}
