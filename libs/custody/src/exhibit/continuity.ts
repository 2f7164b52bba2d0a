import { amended } from '../kernel/correction.js';
import { type Entry } from '../kernel/decision.js';
import { LATE_AFTER_MS } from '../kernel/times.js';
import { counted, momentInWords } from '../kernel/words.js';
import { type ExhibitFacts } from './events.js';

/** An entry of an exhibit, as the prover needs it. */
export type ChainEntry = Pick<Entry, 'id' | 'type' | 'facts' | 'by' | 'occurredAt' | 'recordedAt'>;

/** A stretch of time in which one person answers for the exhibit: it is in their hands, or on its way from them. */
export interface Leg {
  readonly is: 'held' | 'in transit';
  readonly holder: { readonly id: string; readonly name: string };
  /** Id of the addressee, in transit. */
  readonly to: string | null;
  /** Where it was last put. */
  readonly location: string | null;
  readonly from: string;
  /** null while it lasts. */
  readonly until: string | null;
  readonly begins: string;
  readonly ends: string | null;
  /** Whether a supervisor signed for who should have. */
  readonly inStead: boolean;
}

/** Something that is not as it should be, from when, and the event that shows it. */
export interface Flaw {
  readonly at: string;
  /** The end of a gap or an overlap. */
  readonly until: string | null;
  readonly eventId: string;
  readonly why: string;
}

/** A discrepancy that was raised; `explained` is what a supervisor found, null while it is open. */
export interface Doubt {
  readonly at: string;
  readonly eventId: string;
  readonly kind: string;
  readonly detail: string;
  readonly explained: string | null;
}

/** Whether every minute of an exhibit, from its seizure on, is accounted for. */
export interface Continuity {
  readonly unbroken: boolean;
  /** One honest sentence or two. */
  readonly sentence: string;
  /** Its seizure; null when it was not seized. */
  readonly from: string | null;
  /** When it was returned or destroyed; else the moment that was asked about. */
  readonly until: string;
  readonly legs: readonly Leg[];
  /** Time for which nobody signed. */
  readonly gaps: readonly Flaw[];
  /** Time for which two people signed, or that ends before it begins. */
  readonly overlaps: readonly Flaw[];
  /** Handovers that lack a signature. */
  readonly unsigned: readonly Flaw[];
  readonly doubts: readonly Doubt[];
}

const MINUTE = 60_000;

/**
 * Proves an exhibit's chain of custody from its entries alone, in the order in which they were recorded and as they were corrected.
 * It relies on no rule having been kept: what a rule would have refused, it finds.
 *
 * @param asOf a moment, ISO 8601 UTC: now, or the moment as known at which it is asked; entries recorded later are left out.
 * @param nameOf a person's name by their id.
 */
export function continuity(
  exhibitId: string,
  entries: readonly ChainEntry[],
  asOf: string,
  nameOf: (personId: string) => string,
): Continuity {
  const chain = new Chain(exhibitId, nameOf);
  for (const entry of amended(entries.filter(({ recordedAt }) => recordedAt <= asOf))) chain.take(entry);
  return chain.asOf(asOf);
}

type Facts<T extends keyof ExhibitFacts> = ExhibitFacts[T];
type Open = { -readonly [K in keyof Leg]: Leg[K] };

class Chain {
  readonly #legs: Open[] = [];
  readonly #gaps: Flaw[] = [];
  readonly #overlaps: Flaw[] = [];
  readonly #unsigned: Flaw[] = [];
  readonly #doubts: Doubt[] = [];
  #endedAt: string | undefined;
  /** When who answers for it last signed something. */
  #signedAt = '';

  constructor(
    private readonly exhibitId: string,
    private readonly nameOf: (personId: string) => string,
  ) {}

  take(entry: ChainEntry): void {
    const leg = this.#legs.at(-1);
    switch (entry.type) {
      case 'DeviceSeized':
        this.#begin(entry, {});
        break;
      case 'SubExhibitTaken':
        if ((entry.facts as Facts<'SubExhibitTaken'>).childId === this.exhibitId) this.#begin(entry, {});
        break;
      case 'CustodyTransferred':
        this.#handOver(entry, leg);
        break;
      case 'CustodyReceived':
        this.#receive(entry, leg);
        break;
      case 'CustodyRefused':
        if (leg) this.#begin(entry, { holder: leg.holder });
        break;
      case 'StoredAt':
        if (leg) leg.location = (entry.facts as Facts<'StoredAt'>).location;
        break;
      case 'DeviceReturned':
      case 'DeviceDestroyed':
        this.#unlessHolder(entry, leg, `${entry.type === 'DeviceReturned' ? 'given back' : 'destroyed'} by`);
        this.#close(entry);
        this.#endedAt = entry.occurredAt;
        break;
      case 'DiscrepancyRaised': {
        const { kind, detail } = entry.facts as Facts<'DiscrepancyRaised'>;
        this.#doubts.push({ at: entry.occurredAt, eventId: entry.id, kind, detail, explained: null });
        break;
      }
      case 'DiscrepancyResolved': {
        const { discrepancyId, explanation } = entry.facts as Facts<'DiscrepancyResolved'>;
        const at = this.#doubts.findIndex(({ eventId }) => eventId === discrepancyId);
        const doubt = this.#doubts[at];
        if (doubt) this.#doubts[at] = { ...doubt, explained: explanation };
        break;
      }
    }
    const holder = this.#legs.at(-1)?.holder;
    if (holder?.id === entry.by.id && entry.occurredAt > this.#signedAt) this.#signedAt = entry.occurredAt;
  }

  #handOver(entry: ChainEntry, leg: Leg | undefined): void {
    const { to, standInReason } = entry.facts as Facts<'CustodyTransferred'>;
    const inStead = standInReason !== undefined;
    if (leg?.is === 'in transit')
      this.#flaw(
        this.#unsigned,
        entry,
        `it was handed on by ${entry.by.name} before ${this.#named(leg.to)} had received it`,
      );
    else if (!inStead) this.#unlessHolder(entry, leg, 'handed over by');
    this.#begin(entry, { is: 'in transit', to, inStead });
  }

  #receive(entry: ChainEntry, leg: Leg | undefined): void {
    const { location, standInReason } = entry.facts as Facts<'CustodyReceived'>;
    const inStead = standInReason !== undefined;
    if (leg?.is !== 'in transit')
      this.#flaw(this.#unsigned, entry, `${entry.by.name} received it, and nobody had handed it over`);
    else if (leg.to !== entry.by.id && !inStead)
      this.#flaw(this.#unsigned, entry, `${entry.by.name} received what was handed to ${this.#named(leg.to)}`);
    this.#begin(entry, { location, inStead });
  }

  /** Between the last that the holder signed and this, nobody knows. */
  #unlessHolder(entry: ChainEntry, leg: Leg | undefined, done: string): void {
    if (leg?.holder.id === entry.by.id) return;
    const held = leg ? `recorded as held by ${leg.holder.name}` : 'in nobody’s hands';
    this.#flaw(this.#unsigned, entry, `it was ${done} ${entry.by.name} while ${held}`);
    if (leg && isLonger(this.#signedAt, entry.occurredAt))
      this.#gaps.push({
        ...{ at: this.#signedAt, until: entry.occurredAt, eventId: entry.id },
        why: `nobody signed for it between ${leg.holder.name} and ${entry.by.name}`,
      });
  }

  #begin(entry: ChainEntry, leg: Partial<Leg>): void {
    this.#close(entry);
    const { id, name } = entry.by;
    this.#legs.push({
      ...{ is: 'held', holder: { id, name }, to: null, location: null, from: entry.occurredAt, until: null },
      ...{ begins: entry.id, ends: null, inStead: false },
      ...leg,
    });
    this.#endedAt = undefined;
    this.#signedAt = entry.occurredAt;
  }

  #close(entry: ChainEntry): void {
    const leg = this.#legs.at(-1);
    if (!leg) return;
    if (this.#endedAt !== undefined) {
      this.#flaw(this.#overlaps, entry, `it was handled by ${entry.by.name} after it had been given back or destroyed`);
      return;
    }
    if (isLonger(entry.occurredAt, leg.from))
      this.#overlaps.push({
        ...{ at: entry.occurredAt, until: leg.from, eventId: entry.id },
        why: `${entry.by.name} acted on it before ${leg.holder.name} is recorded to have had it`,
      });
    leg.until = entry.occurredAt;
    leg.ends = entry.id;
  }

  #flaw(among: Flaw[], { occurredAt, id }: ChainEntry, why: string): void {
    among.push({ at: occurredAt, until: null, eventId: id, why });
  }

  #named = (personId: string | null): string => (personId === null ? 'nobody' : this.nameOf(personId));

  asOf(asOf: string): Continuity {
    const last = this.#legs.at(-1);
    const onItsWay = this.#endedAt === undefined && last?.is === 'in transit' ? last : undefined;
    if (onItsWay && Date.parse(asOf) - Date.parse(onItsWay.from) > LATE_AFTER_MS)
      this.#unsigned.push({
        ...{ at: onItsWay.from, until: null, eventId: onItsWay.begins },
        why: `it was handed over to ${this.#named(onItsWay.to)}, who never received it`,
      });
    const found = {
      from: this.#legs[0]?.from ?? null,
      until: this.#endedAt ?? asOf,
      legs: this.#legs,
      gaps: this.#gaps,
      overlaps: this.#overlaps,
      unsigned: this.#unsigned,
      doubts: this.#doubts,
    };
    const flaws = flawsIn(found);
    return {
      unbroken: flaws.length === 0 && found.from !== null,
      sentence: this.#sentence(found, flaws, onItsWay),
      ...found,
    };
  }

  #sentence(
    found: Pick<Continuity, 'from' | 'until' | 'legs' | 'doubts'>,
    flaws: readonly Flaw[],
    onItsWay?: Leg,
  ): string {
    const { from, until, legs, doubts } = found;
    if (from === null) return 'No chain of custody has begun: it was not seized.';
    const [first, ...more] = flaws;
    if (first) {
      const others = more.length > 0 ? ` ${counted(more.length, 'further flaw')} listed below.` : '';
      return `Continuity is broken at ${momentInWords(first.at)}: ${first.why}.${others}`;
    }
    const hands = new Set(legs.map(({ holder }) => holder.id)).size;
    const end = this.#endedAt === undefined ? 'now' : momentInWords(until);
    const explained = doubts.length > 0 ? ` ${counted(doubts.length, 'discrepancy', 'discrepancies')} explained.` : '';
    const away = onItsWay ? ` It is on its way to ${this.#named(onItsWay.to)}, who has not received it yet.` : '';
    return (
      `Continuity is unbroken: every minute from ${momentInWords(from)} to ${end} is accounted for, ` +
      `by ${counted(hands, 'person', 'people')}.${explained}${away}`
    );
  }
}

const isLonger = (from: string, until: string): boolean => Date.parse(until) - Date.parse(from) >= MINUTE;

/** All that breaks continuity, as it happened: a discrepancy does while nobody has explained it. */
function flawsIn({ gaps, overlaps, unsigned, doubts }: Pick<Continuity, 'gaps' | 'overlaps' | 'unsigned' | 'doubts'>) {
  const open = doubts
    .filter(({ explained }) => explained === null)
    .map(({ at, eventId, detail }): Flaw => ({ at, until: null, eventId, why: lowered(detail) }));
  return [...unsigned, ...gaps, ...overlaps, ...open].sort((one, other) =>
    one.at < other.at ? -1 : one.at > other.at ? 1 : 0,
  );
}

/** Goes on after a colon; a name or a number keeps its capital. */
const lowered = (text: string): string =>
  /^(Seal|Sent|Seen|Image|The|Its|A|Not) /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
