import {
  NO_EVENT,
  recordEvent,
  type JsonObject,
  type KeyOf,
  type RecordedEvent,
  type Unrecorded,
} from '../src/index.js';

/** `count` bytes that go up by one from `first`. */
export const bytesFrom = (first: number, count: number): Uint8Array =>
  Uint8Array.from({ length: count }, (_, i) => (first + i) % 256);

/** Randomness that is none: another 32-byte secret and another nonce each time, always the same ones. */
export function countingRandomness(): (bytes: number) => Uint8Array {
  let calls = 0;
  return (count) => bytesFrom(40 * calls++, count);
}

export const SUSPECT = 'suspect-7d0b1c52-6a55-4f0e-8f0e-0d6c1a4e9b21';
export const LANDLORD = 'exhibit-5c8e1c1e-3f6b-4a53-9d0b-2f3b1b7f8a11/from';
const keys = new Map([
  [SUSPECT, bytesFrom(128, 32)],
  [LANDLORD, bytesFrom(64, 32)],
]);
export const allKeys: KeyOf = (subject) => keys.get(subject);
/** As after `ErasePersonalData`: nobody's key is there any more. */
export const noKeys: KeyOf = () => undefined;

export const STREAM = 'exhibit-5c8e1c1e-3f6b-4a53-9d0b-2f3b1b7f8a11';

export const seizure: Unrecorded = {
  id: '2b1f8a0e-94f3-4c0b-8e55-0f4d2a6c7e10',
  stream: STREAM,
  revision: 0,
  type: 'DeviceSeized',
  schema: 1,
  actor: {
    id: 'whitlock',
    name: 'DC Tom Whitlock',
    role: 'search officer',
    force: 'Hertfordshire Constabulary',
    unit: 'Child Online Safeguarding Team',
  },
  occurredAt: '2026-01-14T06:12:00.000Z',
  recordedAt: '2026-01-14T06:13:41.250Z',
  caseId: '0b6f6e0e-3f6b-4a53-9d0b-2f3b1b7f8a12',
  commandId: '9a7c5d3b-1e2f-4a6b-8c9d-0e1f2a3b4c5d',
  fingerprint: 'o2ymVQPRSyyj5fNdZy2k5bD2hXzqJc0Bf0TtVwHh1eU',
  correlationId: '9a7c5d3b-1e2f-4a6b-8c9d-0e1f2a3b4c5d',
  causationId: '9a7c5d3b-1e2f-4a6b-8c9d-0e1f2a3b4c5d',
  prev: NO_EVENT,
  facts: { exhibitRef: 'AB/1', photographs: 3, from: 'Jörg Möbius' },
  personal: new Map([['from', { subject: SUSPECT, key: bytesFrom(128, 32) }]]),
};

/** A stream of events with these facts each; `from` and `keeper` are personal. */
export function recorded(facts: readonly JsonObject[], random = countingRandomness()): readonly RecordedEvent[] {
  const events: RecordedEvent[] = [];
  for (const [revision, of] of facts.entries()) {
    const id = `2b1f8a0e-94f3-4c0b-8e55-${String(revision).padStart(12, '0')}`;
    const owners = [
      ['from', SUSPECT],
      ['keeper', LANDLORD],
    ] as const;
    const personal = new Map(
      owners.map(([name, subject]) => [name, { subject, key: keys.get(subject) ?? bytesFrom(0, 32) }]),
    );
    const prev = events.at(-1)?.hash ?? NO_EVENT;
    events.push(recordEvent(random, { ...seizure, id, revision, prev, facts: of, personal }));
  }
  return events;
}
