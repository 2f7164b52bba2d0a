import fc from 'fast-check';
import { claimAggregate, claimStatement, claimStream, unlessClaimable, type Claimant } from '../claim/claim.js';
import { isRefusal, type Circumstances, type Outcome, type Person, type Statement } from '../kernel/decision.js';
import { CASE_ID, OPEN_CASE } from '../kernel/given.js';
import { definitionOf, rules, type Rule } from '../rules.js';
import { exhibitStream } from './events.js';
import { exhibitAggregate, type Exhibit } from './exhibit.js';
import { colleague, examiner, officer, otherLab, storekeeper, supervisor } from './given-exhibit.js';

const PEOPLE = [officer, storekeeper, examiner, colleague, otherLab, supervisor];
const IDS = ['0c5e0000-0000-4000-8000-00000000000a', '0c5e0000-0000-4000-8000-00000000000b'] as const;
const SEALS = Array.from({ length: 20 }, (_, n) => `S${100 + n}`);
const RULES = rules.filter(({ aggregate }) => aggregate.name === 'exhibit');
/** What moves an exhibit on; the rest can always be done. */
const ACTS = RULES.filter(({ name }) => !['MakeNote', 'RaiseDiscrepancy', 'StoreExhibit'].includes(name));
const WHEN = '2026-01-14T09:00:00.000Z';
const IN_TRANSIT = ['CustodyReceived', 'CustodyRefused', 'DiscrepancyRaised', 'ExaminerNoteMade'];

/**
 * One attempt on one exhibit. An eager one picks among what the rules allow the person whose turn it is, so that the sequence
 * gets somewhere; the others try anything.
 */
interface Step {
  readonly exhibitId: (typeof IDS)[number];
  readonly eager: boolean;
  readonly rule: number;
  readonly who: Person;
  readonly pick: number;
  /** Whether the seal is read right. */
  readonly right: boolean;
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    exhibitId: fc.constantFrom(IDS[0], IDS[0], IDS[1]),
    eager: fc.constantFrom(true, true, true, false),
    rule: fc.nat(1000),
    who: fc.constantFrom(...PEOPLE),
    pick: fc.nat(SEALS.length - 1),
    right: fc.constantFrom(true, true, false),
  }),
  { minLength: 40, maxLength: 120, size: 'max' },
);

interface Attempt {
  readonly rule: Rule;
  readonly by: Person;
}

/** What a clerk with a paper register would know of one exhibit. */
interface Register {
  answers?: string;
  addressee?: string;
  running: boolean;
  doubts: number;
}

class World {
  readonly exhibits = new Map<string, Exhibit>(
    IDS.map((id) => [id, exhibitAggregate.blank(exhibitStream({ exhibitId: id }))]),
  );
  readonly registers = new Map<string, Register>(IDS.map((id) => [id, { running: false, doubts: 0 }]));
  readonly claims = new Map<string, Claimant>();
  readonly sealsUsed: string[] = [];
  events = 0;

  exhibit(id: string): Exhibit {
    return this.exhibits.get(id) ?? exhibitAggregate.blank('');
  }

  register(id: string): Register {
    return this.registers.get(id) ?? { running: false, doubts: 0 };
  }

  /** What follows from an attempt: nothing when a rule refuses it. */
  take(step: Step): readonly string[] {
    const exhibit = this.exhibit(step.exhibitId);
    const attempts = step.eager
      ? ACTS.map((rule) => ({ rule, by: whoseTurn(rule.name, exhibit) })).filter((attempt) =>
          this.allows(attempt, step),
        )
      : RULES.map((rule) => ({ rule, by: step.who }));
    const attempt = attempts[step.rule % attempts.length];
    if (!attempt) return [];
    const outcome = this.decide(attempt, step);
    if (isRefusal(outcome) || !this.claim(outcome, exhibit.stream, attempt.by)) return [];
    for (const statement of outcome) this.record(step.exhibitId, statement, attempt.by);
    return outcome.map(({ type }) => type);
  }

  private decide({ rule, by }: Attempt, step: Step): Outcome<Statement> {
    const exhibit = this.exhibit(step.exhibitId);
    const command = Object.assign(new rule.command(), bodyOf(step, exhibit));
    return rule.decide(exhibit, command, by, { now: WHEN, theCase: OPEN_CASE });
  }

  private allows(attempt: Attempt, step: Step): boolean {
    return !isRefusal(this.decide(attempt, step));
  }

  private claim(statements: readonly Statement[], stream: string, by: Person): boolean {
    const claims = statements.flatMap(
      ({ type, facts }) => definitionOf(type)?.claims(facts as never, { caseId: CASE_ID, stream }) ?? [],
    );
    if (claims.some((claim) => unlessClaimable(claim, this.claims.get(claimStream(claim))))) return false;
    for (const claim of claims) {
      const { type, facts } = claimStatement(claim);
      this.claims.set(
        claimStream(claim),
        claimAggregate.evolve(undefined, type, facts, this.circumstances(stream, by)),
      );
    }
    return true;
  }

  private record(exhibitId: string, { type, facts }: Statement, by: Person): void {
    const exhibit = this.exhibit(exhibitId);
    this.exhibits.set(exhibitId, exhibitAggregate.evolve(exhibit, type, facts, this.circumstances(exhibit.stream, by)));
    this.enter(this.register(exhibitId), type, facts as Readonly<Record<string, string>>, by);
    this.events += 1;
  }

  private enter(register: Register, type: string, facts: Readonly<Record<string, string>>, by: Person): void {
    if (type === 'DeviceSeized' || type === 'SealApplied') this.sealsUsed.push(String(facts.sealNumber));
    if (type === 'DeviceSeized') register.answers = by.id;
    if (type === 'CustodyTransferred') register.addressee = facts.to;
    if (type === 'CustodyReceived') register.answers = by.id;
    if (type === 'CustodyReceived' || type === 'CustodyRefused') delete register.addressee;
    if (type === 'ExaminationStarted' || type === 'ExaminationResumed') register.running = true;
    if (type === 'ExaminationPaused' || type === 'ExaminationCompleted') register.running = false;
    if (type === 'DiscrepancyRaised') register.doubts += 1;
    if (type === 'DiscrepancyResolved') register.doubts -= 1;
  }

  private circumstances(stream: string, by: Person): Circumstances {
    const id = `0c5e0000-0000-4000-8000-${String(this.events).padStart(12, '0')}`;
    return { id, by, occurredAt: WHEN, recordedAt: WHEN, revision: this.events, stream, caseId: CASE_ID };
  }
}

function whoseTurn(rule: string, { custody }: Exhibit): Person {
  if (rule === 'ResolveDiscrepancy') return supervisor;
  if (custody.is === 'in transit') return PEOPLE.find(({ id }) => id === custody.to) ?? supervisor;
  return custody.is === 'held' ? custody.holder : officer;
}

function bodyOf({ exhibitId, pick, right }: Step, { custody, seal, discrepancies }: Exhibit): object {
  const onIt = custody.is === 'in transit' ? custody.sealNumber : seal.is === 'sealed' ? seal.number : undefined;
  const number = SEALS[pick];
  return {
    caseId: CASE_ID,
    exhibitId,
    occurredAt: WHEN,
    exhibitRef: `AB/${1 + (pick % 3)}`,
    childId: `0c5e0000-0000-4000-8000-0000000001${10 + pick}`,
    sealNumber: right ? (onIt ?? number) : number,
    sealNumberSeen: right ? onIt : number,
    sealIntact: right || pick % 2 === 0,
    standInReason: right ? 'Off sick' : undefined,
    to: PEOPLE[pick % PEOPLE.length]?.id,
    discrepancyId: discrepancies[0]?.id,
    kind: right ? 'seal' : 'label',
    examiner: 'mensah',
    sha256: 'a'.repeat(64),
    reason: 'for the test',
  };
}

type Invariant = (world: World, exhibitId: string, events: readonly string[], before: Exhibit) => boolean;

const INVARIANTS: Readonly<Record<string, Invariant>> = {
  'an exhibit has one holder, or is in transit and its sender answers for it': (world, exhibitId) => {
    const { custody } = world.exhibit(exhibitId);
    const { answers, addressee } = world.register(exhibitId);
    if (answers === undefined) return custody.is === 'not recorded' || custody.is === 'detected';
    if (addressee === undefined) return custody.is === 'held' && custody.holder.id === answers;
    return custody.is === 'in transit' && custody.sender.id === answers && custody.to === addressee;
  },
  'nothing happens to it in transit but that it is received, refused or remarked on': (_world, _id, events, before) =>
    before.custody.is !== 'in transit' || events.every((type) => IN_TRANSIT.includes(type)),
  'no examination runs while it is sealed, in transit, elsewhere or in doubt': (world, exhibitId) => {
    const { custody, seal, examination, discrepancies } = world.exhibit(exhibitId);
    const { running, doubts } = world.register(exhibitId);
    if ((examination.is === 'started') !== running || discrepancies.length !== doubts) return false;
    const atTheLab = custody.is === 'held' && custody.holder.unit === examiner.unit;
    return !running || (atTheLab && seal.is === 'opened' && doubts === 0);
  },
  'results come out of an open examination only': (_world, _id, events, { examination: { is } }) =>
    (!events.includes('ImageAcquired') || is === 'started') &&
    (!events.includes('ExaminationCompleted') || is === 'started' || is === 'paused'),
  'no seal number is put on twice, on either exhibit': ({ sealsUsed }) => new Set(sealsUsed).size === sealsUsed.length,
  'no two exhibits have one reference': ({ exhibits }) => {
    const references = [...exhibits.values()].flatMap(({ reference }) => (reference === undefined ? [] : [reference]));
    return new Set(references).size === references.length;
  },
};

const STATES = ['detected', 'held', 'in transit', 'sealed', 'opened', 'compromised', 'started', 'paused', 'completed'];

it('whatever several people try, in whatever order, what must hold of an exhibit holds after every step', () => {
  const reached = new Set<string>();
  fc.assert(
    fc.property(steps, (taken) => {
      const world = new World();
      for (const step of taken) {
        const before = world.exhibit(step.exhibitId);
        const events = world.take(step);
        const { custody, seal, examination } = world.exhibit(step.exhibitId);
        for (const name of [custody.is, seal.is, examination.is, ...events]) reached.add(name);
        for (const [name, holds] of Object.entries(INVARIANTS))
          if (!holds(world, step.exhibitId, events, before)) throw new Error(`Broken: ${name}`);
      }
    }),
    { numRuns: 150 },
  );
  // What is never put to the test holds for nothing: every state was reached, and every event happened.
  expect([...STATES, ...Object.keys(exhibitAggregate.events)].filter((name) => !reached.has(name))).toEqual([]);
});
