import { randomBytes, randomUUID } from 'node:crypto';
import { definitionOf, exhibitStream, suspectStream, caseStream, type EventType, type StoredFacts } from '#custody';
import { NO_EVENT, recordEvent, type Actor, type JsonObject, type RecordedEvent } from '#integrity';
import { type Ledger, type LedgerEvent, type Position } from '#ledger';

const HERTS = 'Hertfordshire Constabulary';
const person = (id: string, name: string, role: string, unit: string): Actor => ({
  id,
  name,
  role,
  unit,
  force: HERTS,
});

export const whitlock = person('whitlock', 'DC Tom Whitlock', 'search officer', 'Child Online Safeguarding Team');
export const bell = person('bell', 'Karen Bell', 'exhibits officer', 'Child Online Safeguarding Team');
export const mensah = person('mensah', 'Abena Mensah', 'examiner', 'Digital Forensics Unit');

const EVERY_MS = 60_000;

interface Circumstances {
  readonly by?: Actor;
  readonly occurredAt?: string;
  readonly caseId?: string;
}

/** Keys of data subjects in memory. */
export class InventedKeys {
  readonly #keys = new Map<string, Uint8Array>();
  /** How often it was asked. */
  asked = 0;

  of(subject: string): Uint8Array {
    const key = this.#keys.get(subject) ?? randomBytes(32);
    this.#keys.set(subject, key);
    return key;
  }

  destroy(subject: string): void {
    this.#keys.delete(subject);
  }

  keysOf(subjects: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    this.asked += 1;
    return Promise.resolve(new Map([...this.#keys].filter(([subject]) => subjects.includes(subject))));
  }
}

/** Tells what happened, event by event, a minute apart from 1 March 2026, as the ledger would give it back. */
export class Story {
  readonly events: LedgerEvent[] = [];
  readonly caseId: string = randomUUID();
  readonly #heads = new Map<string, RecordedEvent>();
  #now = Date.parse('2026-03-01T06:00:00.000Z');

  constructor(readonly keys = new InventedKeys()) {}

  /** An exhibit of this story's case. */
  exhibit(id: string = randomUUID()) {
    return this.#teller(id, exhibitStream({ exhibitId: id }));
  }

  suspect(id: string = randomUUID()) {
    return this.#teller(id, suspectStream({ suspectId: id }));
  }

  theCase(id: string = this.caseId) {
    return this.#teller(id, caseStream({ caseId: id }));
  }

  #teller(id: string, stream: string) {
    return {
      id,
      tell: <T extends EventType>(
        type: T,
        facts: StoredFacts[T] & object,
        circumstances?: Circumstances,
      ): LedgerEvent => this.tell(stream, type, facts, circumstances),
    };
  }

  tell(stream: string, type: string, facts: object, circumstances: Circumstances = {}): LedgerEvent {
    this.#now += EVERY_MS;
    const recordedAt = new Date(this.#now).toISOString();
    const { by = whitlock, occurredAt = recordedAt, caseId = this.caseId } = circumstances;
    const before = this.#heads.get(stream);
    const commandId = randomUUID();
    const event = recordEvent(randomBytes, {
      id: randomUUID(),
      stream,
      revision: before ? before.revision + 1 : 0,
      type,
      schema: 1,
      actor: by,
      ...{ occurredAt, recordedAt, caseId, commandId, correlationId: commandId, causationId: commandId },
      fingerprint: randomBytes(32).toString('base64url'),
      prev: before?.hash ?? NO_EVENT,
      facts: facts as JsonObject,
      personal: this.#personal(type, facts, { caseId, stream }),
    });
    this.#heads.set(stream, event);
    const told = { position: this.events.length + 1, ...event };
    this.events.push(told);
    return told;
  }

  #personal(type: string, facts: object, ids: { caseId: string; stream: string }) {
    return new Map(
      Object.entries(definitionOf(type)?.personal ?? {}).flatMap(([field, subjectOf]) => {
        const subject = subjectOf(facts as never, ids);
        return subject === undefined ? [] : [[field, { subject, key: this.keys.of(subject) }] as const];
      }),
    );
  }

  /** Appends what was told after a position; the ledger gives the same positions if nobody else writes to it. */
  async appendTo(ledger: Ledger, after: Position = 0): Promise<void> {
    for (const [first, ...more] of runs(this.events.slice(after))) {
      const verdict = await ledger.append(first.stream, first.revision - 1, [first, ...more]);
      if (verdict.is !== 'appended')
        throw new Error(`${first.stream} ${first.revision} was not appended: ${verdict.is}`);
    }
  }
}

type Run = [LedgerEvent, ...LedgerEvent[]];

/** Events that follow one another in one stream. */
function runs(events: readonly LedgerEvent[]): readonly Run[] {
  const found: Run[] = [];
  for (const event of events) {
    const last = found.at(-1);
    if (last?.[0].stream === event.stream) last.push(event);
    else found.push([event]);
  }
  return found;
}

export const SEIZURE = {
  exhibitRef: 'TW/1',
  kind: 'mobile phone',
  description: 'Black Samsung phone, cracked screen',
  make: 'Samsung',
  model: 'SM-G991B',
  imei: '356938035643809',
  power: 'warrant',
  from: 'Alan Example',
  sealNumber: 'S100',
  powerState: 'off',
} as const;

/** A phone from its detection to the bench, a SIM taken out of it, and its examination: every axis of an exhibit moves. */
export function examinedPhone(story: Story, reference = 'TW/1', seal = 'S100') {
  const phone = story.exhibit();
  const sim = story.exhibit();
  const as = (by: Actor) => ({ by });
  phone.tell('DeviceDetected', {
    kind: 'mobile phone',
    place: 'Behind the bath panel',
    detectedBy: { method: 'dog', name: 'Micky' },
  });
  phone.tell('DeviceSeized', { ...SEIZURE, exhibitRef: reference, sealNumber: seal });
  phone.tell('CustodyTransferred', { to: 'bell', purpose: 'booking in', sealNumber: seal });
  phone.tell('CustodyReceived', { sealNumberSeen: seal, sealIntact: true, location: 'Exhibits room' }, as(bell));
  phone.tell('ExaminationRequested', { priority: 1, questions: 'Any messages?', dueBy: '2026-04-01' }, as(bell));
  phone.tell('CustodyTransferred', { to: 'mensah', purpose: 'examination', sealNumber: seal }, as(bell));
  phone.tell('CustodyReceived', { sealNumberSeen: seal, sealIntact: true, location: 'DFU, bench 3' }, as(mensah));
  phone.tell('SealBroken', { sealNumber: seal, reason: 'examination' }, as(mensah));
  const part = {
    childId: sim.id,
    exhibitRef: `${reference}/1`,
    kind: 'SIM card',
    parentId: phone.id,
    parentRef: reference,
  };
  phone.tell('SubExhibitTaken', part, as(mensah));
  sim.tell('SubExhibitTaken', part, as(mensah));
  phone.tell('ExaminationStarted', { examiner: 'mensah', method: 'physical extraction' }, as(mensah));
  phone.tell('ImageAcquired', { tool: 'UFED', toolVersion: '7.68', sha256: 'a'.repeat(64), bytes: 64e9 }, as(mensah));
  phone.tell('ExaminationPaused', { reason: 'passcode' }, as(mensah));
  phone.tell('ExaminationResumed', {}, as(mensah));
  const result = { findings: 'relevant material found', summary: 'Chats with a named child' };
  phone.tell('ExaminationCompleted', result, as(mensah));
  phone.tell('SealApplied', { sealNumber: `${seal}B` }, as(mensah));
  return { phone, sim };
}
