/**
 * The one place that knows the event store's client. Its successor, `@kurrent/kurrentdb-client`, speaks the same wire.
 *
 * Two things that the client does by itself are turned off, because each can end the process:
 * - Appending by one long call for all (`BatchAppend`). What waits for its answer is kept in one map for all clients of the
 *   process, which an error of any of them empties; an answer that comes afterwards throws in an event handler. Besides, such an
 *   append has no deadline. A call of its own for each (`Append`), as for servers that know no other, has neither fault.
 * - Closing the channel at an error. A call that is just being made on it throws where nobody can catch it. `Connection` takes a
 *   new client instead, and lets go of the old one when nobody uses it any more.
 */
import {
  BACKWARDS,
  END,
  EventStoreDBClient,
  jsonEvent,
  NO_STREAM as NO_EVENTS,
  NotLeaderError,
  START as FROM_THE_START,
  StreamNotFoundError,
  streamNameFilter,
  UnknownError,
  WrongExpectedVersionError,
  type AllStreamResolvedEvent,
  type AllStreamSubscription,
  type AppendToStreamOptions,
  type Position as StorePosition,
  type ReadPosition,
  type ResolvedEvent,
} from '@eventstore/db-client';
import { type JsonObject } from '#integrity';
import { UnreadableEvent, type Metadata } from '../codec.js';
import { NO_STREAM, START, type Position } from '../ledger.js';
import { type Endpoint } from './connection-string.js';

/** An event as it is sent. `id` is the store's own name for it: see `proposed`. */
export interface Proposed {
  readonly id: string;
  readonly type: string;
  readonly data: JsonObject;
  readonly metadata: Metadata;
}

/** A record as the store has it; whoever wrote it. */
export interface StoreRecord {
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
  readonly position: Position;
}

/** A place in the order of all records, of the store's own as well: from which it can be read or followed on. */
export type Place = ReadPosition;

export type Appended =
  /** The position of the last one, unless the store left it out, as it may when these very events were sent before. */
  | { readonly is: 'appended'; readonly position: Position | undefined }
  | { readonly is: 'elsewhere'; readonly actual: number };

/** No record begins at this place, so nothing can be read from it. */
export class NoSuchPlace extends RangeError {}

/** Nothing was heard of the store for longer than it may take. */
export class Unanswered extends Error {}

export const placeOf = (position: Position): Place =>
  position === START ? FROM_THE_START : { commit: BigInt(position), prepare: BigInt(position) };

/** Our position of a record. @throws RangeError when it is none: one number stands for both of the store's. */
function positionAt({ commit, prepare }: StorePosition): Position {
  if (commit !== prepare)
    throw new RangeError(`A record is at ${commit}, prepared at ${prepare}: one position was expected`);
  if (commit > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError(`${commit} is more than a position can be`);
  return Number(commit);
}

export class Client {
  readonly #client: EventStoreDBClient;

  /** @param answerWithinMs how long the store may say nothing while it is asked. */
  constructor(
    url: string,
    private readonly answerWithinMs: number,
  ) {
    this.#client = EventStoreDBClient.connectionString(url);
    this.#client['supports'] = () => Promise.resolve(false);
    this.#client['handleError'] = () => Promise.resolve();
  }

  async append(stream: string, expected: number, events: readonly Proposed[]): Promise<Appended> {
    const options: AppendToStreamOptions = {
      expectedRevision: expected === NO_STREAM ? NO_EVENTS : BigInt(expected),
      requiresLeader: true,
      deadline: this.answerWithinMs,
    };
    const sent = events.map((event) => jsonEvent({ ...event }));
    try {
      const appending = this.#client.appendToStream(stream, sent, options);
      const { position } = await answered(appending, this.answerWithinMs);
      return { is: 'appended', position: position && positionAt(position) };
    } catch (error) {
      if (!(error instanceof WrongExpectedVersionError)) throw error;
      return { is: 'elsewhere', actual: error.actualVersion === NO_EVENTS ? NO_STREAM : Number(error.actualVersion) };
    }
  }

  /** Empty for a stream that does not exist. */
  async readStream(stream: string, fromRevision: number, atMost?: number): Promise<readonly StoreRecord[]> {
    const maxCount = atMost === undefined ? {} : { maxCount: atMost };
    const options = { fromRevision: BigInt(fromRevision), requiresLeader: true, ...maxCount };
    try {
      return await this.#collect(this.#client.readStream(stream, options));
    } catch (error) {
      if (error instanceof StreamNotFoundError) return [];
      throw error;
    }
  }

  /** Records from a place on, the one that begins there among them. @throws NoSuchPlace */
  async readAll(fromPosition: Place, maxCount: number): Promise<readonly StoreRecord[]> {
    try {
      return await this.#collect(this.#client.readAll({ fromPosition, maxCount, requiresLeader: true }));
    } catch (error) {
      const isNoPlace = error instanceof UnknownError && error.message.includes('ReadAllResult: Error');
      throw isNoPlace ? new NoSuchPlace('No record begins there', { cause: error }) : error;
    }
  }

  /** The records before a place, or the last ones, the newest first. */
  readBackwards(before: Position | undefined, maxCount: number): Promise<readonly StoreRecord[]> {
    const fromPosition = before === undefined ? END : placeOf(before);
    return this.#collect(this.#client.readAll({ direction: BACKWARDS, fromPosition, maxCount, requiresLeader: true }));
  }

  /** Follows what comes after a place. @param room how much is fetched before it is taken. */
  follow(fromPosition: Place, room: number, onArrival: () => void): Incoming {
    const subscription = this.#client.subscribeToAll(
      {
        fromPosition,
        requiresLeader: true,
        filter: streamNameFilter({
          regex: '^[^$]',
          checkpointInterval: 32,
          // In line with the events, so that it is met when those before it have been taken.
          checkpointReached: (itself, place) => void itself.push({ checkpoint: place }),
        }),
      },
      { highWaterMark: room },
    );
    return new Incoming(subscription, this.answerWithinMs, onArrival);
  }

  /** Lets go of the connection. What is under way on it goes on. */
  close(): void {
    // One that has found no server yet need not look for it any more.
    this.#client['resolveUri'] = () => Promise.reject(new Error('closed'));
    this.#client['getChannel']().then((channel) => channel.close(), ignore);
  }

  async #collect(reading: ReturnType<EventStoreDBClient['readAll'] | EventStoreDBClient['readStream']>) {
    const records: StoreRecord[] = [];
    // Whatever it has to say after it was given up, nobody waits for it.
    reading.on('error', ignore);
    const silence = setTimeout(() => reading.destroy(unanswered(this.answerWithinMs)), this.answerWithinMs);
    try {
      for await (const resolved of reading) {
        silence.refresh();
        const record = recordIn(resolved);
        if (record) records.push(record);
      }
      return records;
    } finally {
      clearTimeout(silence);
      reading.cancel().catch(ignore);
    }
  }
}

/** What a subscription brings, in order, at the pace of whoever takes it. */
export class Incoming {
  /** Ends when the store has taken it on, or it was closed. */
  readonly begun: Promise<void>;
  #begin: () => void = ignore;
  #lost: { readonly to: unknown } | undefined;

  constructor(
    private readonly subscription: AllStreamSubscription,
    answerWithinMs: number,
    onArrival: () => void,
  ) {
    const lose = (error: unknown) => {
      this.#lost ??= { to: error };
      this.#begin();
      onArrival();
    };
    const begun = new Promise<void>((begin) => (this.#begin = begin));
    this.begun = answered(begun, answerWithinMs).then(() => this.#failIfLost());
    // Whoever closes it does not wait for this any more.
    this.begun.catch(ignore);
    subscription
      .on('confirmation', () => this.#begin())
      .on('readable', onArrival)
      .on('error', lose)
      .on('close', () => lose(new Error('The subscription ended')))
      .on('end', () => lose(new Error('The subscription ended')));
  }

  /** The next that has come; undefined when nothing has. @throws what ended it, after all that came before was taken. */
  take(): StoreRecord | { readonly checkpoint: Place } | undefined {
    const next = this.subscription.read() as AllStreamResolvedEvent | { readonly checkpoint: StorePosition } | null;
    if (next !== null) return 'checkpoint' in next ? next : (recordIn(next) ?? this.take());
    this.#failIfLost();
    return undefined;
  }

  close(): void {
    this.#begin();
    this.subscription.unsubscribe().catch(ignore);
  }

  #failIfLost(): void {
    if (this.#lost) throw this.#lost.to;
  }
}

function recordIn({ event }: ResolvedEvent | AllStreamResolvedEvent): StoreRecord | undefined {
  if (!event) return undefined;
  const { streamId, revision, type, data, metadata, position } = event;
  if (!position) throw new RangeError('The event store says no positions: it is older than 22.6');
  return { stream: streamId, revision: Number(revision), type, data, metadata, position: positionAt(position) };
}

export type Fault =
  /** It would fail again. */
  | 'lasting'
  /** The server that answered is well, but did not do it. */
  | 'slow'
  /** The server is gone, or hangs, or is not what it was. */
  | 'lost'
  | { readonly leader: Endpoint };

/** Met in what the store answered, or made by us. */
const OUR_OWN = [TypeError, RangeError, UnreadableEvent];
const LASTING_TYPES = new Set<unknown>([
  'access-denied',
  'invalid-argument',
  'invalid-transaction',
  'maximum-append-size-exceeded',
  'missing-required-metadata-property',
  'stream-deleted',
  'unsupported',
]);
/** INVALID_ARGUMENT, PERMISSION_DENIED, UNIMPLEMENTED of gRPC's status codes. */
const LASTING_CODES = new Set<unknown>([3, 7, 12]);

/** What an error of the client means for whoever might try again. An append that met any of them may have been carried out. */
export function faultOf(error: unknown): Fault {
  if (error instanceof NotLeaderError) return { leader: error.leader };
  if (!(error instanceof Error) || OUR_OWN.some((kind) => error instanceof kind)) return 'lasting';
  const { type, code } = error as { type?: unknown; code?: unknown };
  if (LASTING_TYPES.has(type) || LASTING_CODES.has(code)) return 'lasting';
  return type === 'timeout' ? 'slow' : 'lost';
}

async function answered<T>(answer: Promise<T>, withinMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => (timer = setTimeout(() => fail(unanswered(withinMs)), withinMs)));
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

const unanswered = (ms: number): Unanswered => new Unanswered(`The event store has not answered for ${ms} ms`);
function ignore(): void {
  // Nobody waits for it.
}
