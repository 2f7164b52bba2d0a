import { randomBytes, randomUUID } from 'node:crypto';
import { type LookFacts, type LookType, type RefusedLookFacts } from '#custody';
import { canonical, NO_EVENT, recordEvent, sha256, type JsonObject, type RecordedEvent } from '#integrity';
import { LedgerUnavailable, NO_STREAM, type Ledger, type SubjectKeys } from '#ledger';
import { type PersonOnDuty } from './people.js';

type Facts = Omit<LookFacts, 'typedUnder'>;

/** A look that was made, or refused. */
export type LookMade =
  | { readonly type: Exclude<LookType, 'AccessRefused'>; readonly by: PersonOnDuty; readonly facts: Facts }
  | {
      readonly type: 'AccessRefused';
      readonly by: PersonOnDuty;
      readonly facts: Omit<RefusedLookFacts, 'typedUnder'>;
    };

interface Waiting {
  readonly look: LookMade;
  readonly typedUnder: { readonly subject: string; readonly key: Uint8Array } | undefined;
  readonly recorded: () => void;
  readonly failed: (error: unknown) => void;
}

/** A stream that nobody else writes to, as far as it is known. */
interface Lane {
  readonly stream: string;
  readonly day: string;
  revision: number;
  head: string;
}

const IN_ONE_APPEND = 100;
const ATTEMPTS = 3;

/**
 * Records who looked, in streams `access-<day>-<n>`. Each process draws an `n` of its own, so that nobody meets another's
 * revision; it draws a new one when the day ends, or when it does not know how an append ended. What waits while an append is
 * under way goes into the next one together.
 */
export class AccessLog {
  #lane: Lane | undefined;
  #waiting: Waiting[] = [];
  #writing = false;

  constructor(
    private readonly ledger: Pick<Ledger, 'append'>,
    private readonly keys: Pick<SubjectKeys, 'keyFor'>,
    private readonly clock: () => Date = () => new Date(),
  ) {}

  /** Kept when it is durable. @throws LedgerUnavailable when it may not be: then nothing must be shown. */
  async record(look: LookMade): Promise<void> {
    const typed = look.facts.words !== undefined || look.facts.reasonInWords !== undefined;
    const subject = `look-${randomUUID()}`;
    const typedUnder = typed ? { subject, key: await this.keys.keyFor(subject) } : undefined;
    return new Promise((recorded, failed) => {
      this.#waiting.push({ look, typedUnder, recorded, failed });
      if (!this.#writing) void this.#write();
    });
  }

  async #write(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, IN_ONE_APPEND);
      try {
        await this.#append(batch);
        for (const { recorded } of batch) recorded();
      } catch (error) {
        this.#lane = undefined;
        for (const { failed } of batch) failed(error);
      }
    }
    this.#writing = false;
  }

  async #append(batch: readonly Waiting[]): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const now = this.clock().toISOString();
      const lane = this.#laneOf(now.slice(0, 10));
      const events = eventsOf(batch, lane, now);
      const verdict = await this.ledger.append(lane.stream, lane.revision, events);
      if (verdict.is !== 'conflict') {
        lane.revision += events.length;
        lane.head = events.at(-1)?.hash ?? lane.head;
        return;
      }
      this.#lane = undefined;
    }
    throw new LedgerUnavailable('recording who looked', { cause: 'every stream that was begun was somebody else’s' });
  }

  #laneOf(day: string): Lane {
    if (this.#lane?.day === day) return this.#lane;
    const stream = `access-${day}-${randomBytes(6).toString('hex')}`;
    return (this.#lane = { stream, day, revision: NO_STREAM, head: NO_EVENT });
  }
}

function eventsOf(batch: readonly Waiting[], lane: Lane, now: string): readonly RecordedEvent[] {
  const events: RecordedEvent[] = [];
  for (const { look, typedUnder } of batch) {
    const { type, by, facts } = look;
    const { words, reasonInWords, ...told } = facts;
    const typed = { words, reasonInWords };
    const id = randomUUID();
    const { name, role, force, unit } = by;
    const event = recordEvent(randomBytes, {
      ...{ id, stream: lane.stream, revision: lane.revision + 1 + events.length, type, schema: 1 },
      actor: { id: by.id, name, role, force, unit },
      ...{ occurredAt: now, recordedAt: now },
      // Its stream is of no case: whoever is shown a case's own record is not shown who looked at it.
      caseId: '',
      ...{ commandId: id, correlationId: id, causationId: id },
      fingerprint: sha256(canonical({ type, by: by.id, facts: told as unknown as JsonObject })),
      prev: events.at(-1)?.hash ?? lane.head,
      facts: { ...told, ...typed, typedUnder: typedUnder?.subject },
      personal: typedUnder ? new Map(Object.keys(typed).map((field) => [field, typedUnder])) : new Map(),
    });
    events.push(event);
  }
  return events;
}
