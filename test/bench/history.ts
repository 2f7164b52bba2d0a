import { hash, randomBytes } from 'node:crypto';
import { DEMONSTRATION_PEOPLE, type PersonOnDuty } from '#access';
import { caseStream, definitionOf, exhibitStream, suspectStream } from '#custody';
import { NO_EVENT, recordEvent, sha256, type JsonObject, type RecordedEvent } from '#integrity';
import { NO_STREAM } from '#ledger';

/** A UUID that the same names always give. */
export function idOf(...names: readonly (string | number)[]): string {
  const hex = hash('md5', names.join('\n'), 'hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)].join('-');
}

export const exhibitIdOf = (history: string, exhibit: number): string => idOf(history, 'exhibit', exhibit);

/** The key of a data subject. */
export type KeyFor = (subject: string) => Uint8Array;

export const EVENTS_A_LIFE = 40;
export const EXHIBITS_A_CASE = 25;
const EVENTS_A_CASE = 6;
const FIRST_DAY = Date.UTC(2026, 0, 14, 5, 40);
const APART_MS = 15_000;

/** A fact as somebody told it, before it is recorded. */
export interface Told {
  readonly type: string;
  readonly by: string;
  readonly facts: JsonObject;
}

/** A stream that grows: where it is, and what the next event chains to. */
export interface Growing {
  readonly stream: string;
  readonly caseId: string;
  revision: number;
  head: string;
}

/**
 * A well-formed ledger of so many events, in order: cases with a suspect each, and exhibits whose lives of 40 events lie
 * interleaved, as they do where many are worked on at once. Hashed, chained and sealed as the product does it.
 *
 * @param keyFor the subjects' keys; where values need not be opened again, any will do.
 */
export function* history(
  name: string,
  events: number,
  keyFor: KeyFor,
  exhibitsACase = EXHIBITS_A_CASE,
): Generator<RecordedEvent> {
  const exhibits = exhibitsIn(events);
  const cases = Math.ceil(exhibits / exhibitsACase);
  const record = recorder(keyFor);
  let left = events;
  for (let number = 0; number < cases; number += 1) {
    const caseId = idOf(name, 'case', number);
    const suspectId = idOf(name, 'suspect', number);
    const streams = [begin(caseStream({ caseId }), caseId), begin(suspectStream({ suspectId }), caseId)] as const;
    for (const told of caseTold(number)) {
      if (left === 0) return;
      left -= 1;
      yield record(streams[told.type === 'CaseOpened' ? 0 : 1], told);
    }
  }
  const lives = Array.from({ length: exhibits }, (_, number) => {
    const caseNumber = Math.floor(number / exhibitsACase);
    const stream = begin(exhibitStream({ exhibitId: exhibitIdOf(name, number) }), idOf(name, 'case', caseNumber));
    return { stream, life: lifeTold(number, idOf(name, 'suspect', caseNumber)) };
  });
  for (let moment = 0; left > 0; moment += 1) {
    for (const { stream, life } of lives) {
      if (left === 0) return;
      left -= 1;
      yield record(stream, life[moment] ?? anotherShelf);
    }
  }
}

/** How many exhibits a history of so many events has. */
export const exhibitsIn = (events: number): number =>
  Math.floor(events / (EVENTS_A_LIFE + EVENTS_A_CASE / EXHIBITS_A_CASE));

export const begin = (stream: string, caseId: string): Growing => ({
  stream,
  caseId,
  revision: NO_STREAM,
  head: NO_EVENT,
});

/** Records what is told, each at the next revision of its stream, 15 s after the one before. */
export function recorder(keyFor: KeyFor): (growing: Growing, told: Told) => RecordedEvent {
  let recorded = 0;
  return (growing, { type, by, facts }) => {
    const { stream, caseId } = growing;
    recorded += 1;
    growing.revision += 1;
    const commandId = idOf(stream, growing.revision);
    const definition = definitionOf(type);
    if (!definition) throw new Error(`${type} is not in the catalogue`);
    const event = recordEvent(randomBytes, {
      id: idOf(commandId),
      stream,
      revision: growing.revision,
      type,
      schema: definition.schema,
      actor: person(by),
      occurredAt: new Date(FIRST_DAY + recorded * APART_MS).toISOString(),
      recordedAt: new Date(FIRST_DAY + recorded * APART_MS + 90_000).toISOString(),
      caseId,
      commandId,
      correlationId: commandId,
      causationId: commandId,
      fingerprint: sha256(commandId),
      prev: growing.head,
      facts,
      personal: new Map(
        Object.entries(definition.personal).flatMap(([field, subjectOf]) => {
          const subject = subjectOf(facts as never, { caseId, stream });
          return subject === undefined ? [] : [[field, { subject, key: keyFor(subject) }] as const];
        }),
      ),
    });
    growing.head = event.hash;
    return event;
  };
}

const people = new Map(DEMONSTRATION_PEOPLE.map((one) => [one.id, one]));

export function person(id: string): PersonOnDuty {
  const found = people.get(id);
  if (!found) throw new Error(`Nobody in the demonstration is called ${id}`);
  return found;
}

export const caseOpened = (number: number): Told => ({
  type: 'CaseOpened',
  by: 'okafor',
  facts: {
    operationName: `Operation ${number}`,
    force: 'Hertfordshire Constabulary',
    unit: 'Child Online Safeguarding Team',
    offenceTypes: ['Indecent images of children'],
  },
});

const caseTold = (number: number): readonly Told[] => [
  caseOpened(number),
  {
    type: 'PersonArrested',
    by: 'okafor',
    facts: {
      name: `Person ${number}`,
      dateOfBirth: '1984-03-02',
      suspectedOf: ['Making indecent photographs of a child'],
    },
  },
  { type: 'BailGranted', by: 'farrow', facts: { conditions: ['No unsupervised contact'], until: '2026-04-14' } },
  {
    type: 'ChargeBrought',
    by: 'okafor',
    facts: {
      offences: [
        {
          act: 'Protection of Children Act 1978',
          section: 's.1',
          description: 'Making indecent photographs',
          counts: 3,
        },
      ],
      unit: 'Child Online Safeguarding Team',
    },
  },
  { type: 'PleaEntered', by: 'okafor', facts: { plea: 'guilty' } },
  {
    type: 'SentencePassed',
    by: 'okafor',
    facts: { custodyMonths: 14, suspended: false, orders: [], court: 'St Albans Crown Court' },
  },
];

const handover = (from: string, to: string, sealNumber: string, location: string): readonly Told[] => [
  { type: 'CustodyTransferred', by: from, facts: { to, purpose: 'Storage until examination', sealNumber } },
  { type: 'CustodyReceived', by: to, facts: { sealNumberSeen: sealNumber, sealIntact: true, location } },
  { type: 'StoredAt', by: to, facts: { location: `${location}, shelf ${sealNumber.slice(-2)}` } },
];

const image = (number: number): Told => ({
  type: 'ImageAcquired',
  by: 'mensah',
  facts: { tool: 'Cellebrite UFED', toolVersion: '7.69', sha256: hexOf(number), bytes: 128_035_676_160 },
});
const hexOf = (number: number) => hash('sha256', String(number), 'hex');

const anotherShelf: Told = { type: 'StoredAt', by: 'doyle', facts: { location: 'Property Store, cage 3' } };

/** Made anew each time, as the facts of a command are. */
export const deviceDetected = (): Told => ({
  type: 'DeviceDetected',
  by: 'rees',
  facts: {
    kind: 'mobile phone',
    place: 'Behind the bath panel, first-floor bathroom, wrapped in a sock',
    detectedBy: { method: 'dog', name: 'Digi', handler: 'PC Dan Rees' },
  },
});

export const deviceSeized = (number: number, sealNumber: string, suspectId: string): Told => ({
  type: 'DeviceSeized',
  by: 'whitlock',
  facts: {
    ...{
      exhibitRef: `TW/${number + 1}`,
      kind: 'mobile phone',
      description: 'Black smartphone, cracked screen, no case',
    },
    ...{ make: 'Samsung', model: 'Galaxy A54', imei: '356938035643809', power: 'warrant', powerState: 'off' },
    ...{ from: `Person ${number}`, fromPersonId: suspectId, sealNumber },
  },
});

/** What happens to an exhibit from its finding to the property store: 40 events, one or two personal ones among them. */
function lifeTold(number: number, suspectId: string): readonly Told[] {
  const [first, second, third] = [`HC-${number}01`, `HC-${number}02`, `HC-${number}03`] as const;
  return [
    deviceDetected(),
    deviceSeized(number, first, suspectId),
    ...handover('whitlock', 'bell', first, 'Exhibits room, Hatfield'),
    ...handover('bell', 'doyle', first, 'Property Store, Welwyn Garden City'),
    ...handover('doyle', 'mensah', first, 'Digital Forensics Unit'),
    { type: 'ExaminationRequested', by: 'okafor', facts: { priority: 2, questions: 'Images?', dueBy: '2026-03-01' } },
    { type: 'SealBroken', by: 'mensah', facts: { sealNumber: first, reason: 'Examination' } },
    { type: 'ExaminationStarted', by: 'mensah', facts: { examiner: 'mensah', method: 'Logical extraction' } },
    image(number),
    { type: 'ExaminationPaused', by: 'mensah', facts: { reason: 'The bench is needed for an urgent exhibit' } },
    { type: 'SealApplied', by: 'mensah', facts: { sealNumber: second } },
    ...handover('mensah', 'kowalski', second, 'Digital Forensics Unit, bench 4'),
    { type: 'SealBroken', by: 'kowalski', facts: { sealNumber: second, reason: 'Examination' } },
    { type: 'ExaminationResumed', by: 'kowalski', facts: {} },
    image(number + 1),
    {
      type: 'ExaminationCompleted',
      by: 'kowalski',
      facts: { summary: 'Images of categories B and C in the gallery', findings: 'material found' },
    },
    { type: 'SealApplied', by: 'kowalski', facts: { sealNumber: third } },
    { type: 'ReportIssued', by: 'kowalski', facts: { reference: `DFU-2026-${number}` } },
    ...handover('kowalski', 'doyle', third, 'Property Store, Welwyn Garden City'),
    ...handover('doyle', 'bell', third, 'Exhibits room, Hatfield'),
    ...handover('bell', 'okafor', third, 'Child Online Safeguarding Team, Hatfield'),
    ...handover('okafor', 'doyle', third, 'Property Store, Welwyn Garden City'),
    { type: 'StoredAt', by: 'doyle', facts: { location: 'Property Store, cage 2' } },
    anotherShelf,
  ];
}
