import {
  SCHEDULES,
  type Continuity,
  type CustodyLimit,
  type Doubt,
  type Flaw,
  type Leg,
  type Retention,
} from '#custody';
import { ROLES, type PersonOnDuty } from '#access';
import { type PackItem } from '#jobs';
import {
  CUSTODY,
  EXAMINATION,
  type CaseSummary,
  type CaseView,
  type DisclosureView,
  type ExhibitSummary,
  type ErasureView,
  type ExhibitView,
  type LookItem,
  type OutcomesView,
  type PackView,
  type Page,
  type PersonFound,
  type PersonNamed,
  type SuspectView,
  type TimelineItem,
  type ToolView,
  type UnitOutcomes,
  type QueueView,
  type SearchView,
  type WorkView,
  type ResultTimes,
} from '#read-models';
import { type Receipt } from '../../commands/command-desk.js';
import { type CommandAnswer } from '../commands.controller.js';
import { type ProblemDetails } from '../problem.js';
import {
  among,
  anything,
  byName,
  day,
  decimal,
  integer,
  list,
  moment,
  nothing,
  nullable,
  object,
  optional,
  text,
  uuid,
  uuidOrEmpty,
  wholeNumber,
  yesOrNo,
  type Fields,
  type JsonSchema,
  type SchemaOf,
} from './schema.js';

/** The schemas that have a name in the document. */
export const namedSchemas: Record<string, JsonSchema> = {};

function named<T>(name: string, schema: SchemaOf<T>): SchemaOf<T> {
  namedSchemas[name] = schema;
  return { $ref: `#/components/schemas/${name}` };
}

export const page = <T>(items: SchemaOf<T>): SchemaOf<Page<T>> =>
  object<Page<T>>({ items: list(items), next: nullable(text) });

/** A list that is always whole. */
export const wholeList = <T>(items: SchemaOf<T>): SchemaOf<{ items: readonly T[]; next: null }> =>
  object<{ items: readonly T[]; next: null }>({ items: list(items), next: nothing });

export const problem = named(
  'Problem',
  object<ProblemDetails>({
    type: text,
    title: text,
    status: wholeNumber(400, 599),
    detail: optional(text),
    errors: optional(byName(list(text))),
    rule: optional(text),
    state: optional(anything),
    receipt: optional(text),
  }),
);

export const receipt = named(
  'Receipt',
  object<CommandAnswer>({
    stream: text,
    revision: wholeNumber(),
    position: wholeNumber(),
    events: list(object<Receipt['events'][number]>({ id: uuid, type: text })),
    hash: text,
    receipt: text,
    proof: optional(text),
  }),
);

const person: Fields<PersonNamed> = { id: text, name: text };
const personNamed = named('PersonNamed', object<PersonNamed>(person));

export const personOnDuty = named(
  'PersonOnDuty',
  object<PersonOnDuty>({ ...person, role: among(...ROLES), force: text, unit: text }),
);

const exhibitFields: Fields<ExhibitSummary> = {
  exhibitId: uuid,
  caseId: uuid,
  operationName: text,
  exhibitRef: nullable(text),
  kind: text,
  description: nullable(text),
  custody: among(...CUSTODY),
  holder: nullable(personNamed),
  sentTo: nullable(text),
  location: nullable(text),
  seal: among('unsealed', 'sealed', 'opened', 'compromised'),
  sealNumber: nullable(text),
  examination: among(...EXAMINATION),
  examiner: nullable(text),
  priority: nullable(wholeNumber(1, 4)),
  dueBy: nullable(day),
  openDiscrepancies: wholeNumber(),
  holds: list(text),
  bailEnds: nullable(day),
  bailEndsFirst: yesOrNo,
  corrected: list(text),
  since: moment,
};
export const exhibitSummary = named('ExhibitSummary', object<ExhibitSummary>(exhibitFields));

const erasures = list(
  named(
    'Erasure',
    object<ErasureView>({
      ...{ id: uuid, whose: nullable(text), claimId: nullable(uuid), reason: text },
      ...{ requestedBy: text, requestedAt: moment, status: among('requested', 'declined', 'erased') },
      ...{ decidedBy: nullable(text), decidedAt: nullable(moment), decision: nullable(text) },
    }),
  ),
);

export const exhibitView = named(
  'Exhibit',
  object<ExhibitView>({
    ...exhibitFields,
    make: nullable(text),
    model: nullable(text),
    serial: nullable(text),
    imei: nullable(text),
    imeiChecks: nullable(yesOrNo),
    power: nullable(text),
    seizedAt: nullable(moment),
    parent: nullable(object<NonNullable<ExhibitView['parent']>>({ exhibitId: uuid, exhibitRef: text })),
    parts: list(object<ExhibitView['parts'][number]>({ exhibitId: uuid, exhibitRef: text, kind: text })),
    questions: nullable(text),
    images: list(
      object<ExhibitView['images'][number]>({
        ...{ id: uuid, sha256: text, bytes: wholeNumber(), tool: text, at: moment },
        validation: nullable(text),
      }),
    ),
    findings: nullable(text),
    indecentImages: yesOrNo,
    ...{ formerRefs: list(text), formerSeals: list(text) },
    alsoIn: list(object<ExhibitView['alsoIn'][number]>({ caseId: uuid, operationName: text })),
    sameAs: list(
      object<ExhibitView['sameAs'][number]>({ exhibitId: uuid, exhibitRef: nullable(text), operationName: text }),
    ),
    ownerClaims: list(
      object<ExhibitView['ownerClaims'][number]>({
        claimId: uuid,
        status: among('open', 'accepted', 'rejected', 'withdrawn'),
      }),
    ),
    holdsOn: list(
      object<ExhibitView['holdsOn'][number]>({ id: uuid, kind: text, reason: text, authority: text, at: moment }),
    ),
    discrepancies: list(
      object<ExhibitView['discrepancies'][number]>({ id: uuid, kind: text, detail: text, at: moment }),
    ),
    attachments: list(
      object<ExhibitView['attachments'][number]>({
        ...{ id: uuid, sha256: text, bytes: wholeNumber(1), mediaType: text, at: moment },
        name: nullable(text),
      }),
    ),
    reports: list(object<ExhibitView['reports'][number]>({ reference: text, at: moment })),
    disposedAt: nullable(moment),
    erasures,
  }),
);

export const timelineItem = named(
  'TimelineItem',
  object<TimelineItem>({
    position: wholeNumber(),
    id: uuid,
    type: text,
    label: text,
    occurredAt: moment,
    recordedAt: moment,
    actor: object<TimelineItem['actor']>({ ...person, role: text, unit: text, force: text }),
    caseId: uuidOrEmpty,
    exhibitId: nullable(uuid),
    exhibitRef: nullable(text),
    suspectId: nullable(uuid),
    holder: nullable(personNamed),
    location: nullable(text),
    sealNumber: nullable(text),
    summary: text,
    late: yesOrNo,
    lateReason: nullable(text),
    corrects: nullable(uuid),
    correctedBy: list(object<TimelineItem['correctedBy'][number]>({ id: uuid, field: text, recordedAt: moment })),
  }),
);

export const lookItem = named(
  'Look',
  object<LookItem>({
    ...{ position: wholeNumber(), id: uuid, type: text, label: text, recordedAt: moment, summary: text },
    actor: object<LookItem['actor']>({ ...person, role: text, unit: text, force: text }),
    permission: text,
    ...{ caseId: nullable(uuid), exhibitId: nullable(uuid), suspectId: nullable(uuid) },
    ...{ operationName: nullable(text), exhibitRef: nullable(text) },
  }),
);

export const suspectView = named(
  'Suspect',
  object<SuspectView>({
    suspectId: uuid,
    caseId: uuid,
    name: nullable(text),
    dateOfBirth: nullable(day),
    status: among(
      'arrested',
      'on bail',
      'under investigation',
      'charged',
      'remanded',
      'convicted',
      'acquitted',
      'sentenced',
      'no further action',
    ),
    suspectedOf: list(text),
    arrestedAt: nullable(moment),
    bail: nullable(
      object<NonNullable<SuspectView['bail']>>({
        conditions: list(text),
        until: day,
        daysLeft: integer,
        warning: nullable(wholeNumber(1)),
        firstLimitEnds: day,
      }),
    ),
    charges: list(
      object<SuspectView['charges'][number]>({
        act: text,
        section: text,
        description: text,
        counts: wholeNumber(1),
        at: moment,
      }),
    ),
    remandedTo: nullable(text),
    custodyLimit: nullable(object<CustodyLimit>({ lastDay: day, under: text })),
    plea: nullable(text),
    verdict: nullable(text),
    sentence: nullable(
      object<NonNullable<SuspectView['sentence']>>({
        custodyMonths: wholeNumber(),
        suspended: yesOrNo,
        orders: list(text),
        court: text,
        principalOffence: nullable(text),
        at: moment,
      }),
    ),
    erasures,
    corrected: list(text),
  }),
);

const caseFields: Fields<CaseSummary> = {
  caseId: uuid,
  operationName: text,
  force: text,
  unit: text,
  offenceTypes: list(text),
  status: among('open', 'closed'),
  openedAt: moment,
  closedReason: nullable(text),
  sensitivity: text,
  officers: list(object<CaseView['officers'][number]>({ officerId: text, name: text, role: text })),
  corrected: list(text),
};
export const caseSummary = named('CaseSummary', object<CaseSummary>(caseFields));

export const caseView = named(
  'Case',
  object<CaseView>({
    ...caseFields,
    warrants: list(object<CaseView['warrants'][number]>({ warrantRef: text, at: moment, units: list(text) })),
    retention: object<Retention>({ until: nullable(day), why: text }),
    erasures,
    exhibits: list(exhibitSummary),
    suspects: list(suspectView),
  }),
);

const counted: Fields<OutcomesView['total']> = {
  charges: wholeNumber(),
  custodialMonths: wholeNumber(),
  sentences: wholeNumber(),
};
export const outcomesView = named(
  'Outcomes',
  object<OutcomesView>({
    year: wholeNumber(),
    asOf: day,
    units: list(object<UnitOutcomes>({ unit: text, ...counted })),
    total: object<OutcomesView['total']>(counted),
  }),
);

const flaw = object<Flaw>({ at: moment, until: nullable(moment), eventId: uuid, why: text });

export const continuityView = named(
  'Continuity',
  object<Continuity>({
    unbroken: yesOrNo,
    sentence: text,
    from: nullable(moment),
    until: moment,
    legs: list(
      object<Leg>({
        is: among('held', 'in transit'),
        holder: personNamed,
        to: nullable(text),
        location: nullable(text),
        from: moment,
        until: nullable(moment),
        begins: uuid,
        ends: nullable(uuid),
        inStead: yesOrNo,
      }),
    ),
    gaps: list(flaw),
    overlaps: list(flaw),
    unsigned: list(flaw),
    doubts: list(object<Doubt>({ at: moment, eventId: uuid, kind: text, detail: text, explained: nullable(text) })),
  }),
);

const schedule = among(...SCHEDULES);

const packFields: Omit<Fields<PackView>, 'status'> = {
  packId: uuid,
  scope: list(uuid),
  purpose: text,
  redactions: list(
    object<PackView['redactions'][number]>({ type: optional(text), field: optional(text), reason: text }),
  ),
  includes: list(
    object<PackView['includes'][number]>({ materialId: optional(uuid), exhibitId: optional(uuid), reason: text }),
  ),
  agreedBy: nullable(text),
  requestedBy: text,
  requestedAt: moment,
  sha256: nullable(text),
  disclosed: list(object<PackView['disclosed'][number]>({ to: text, at: moment })),
};

export const packItem = named(
  'PackItem',
  object<PackItem>({
    ...packFields,
    status: among('waiting', 'working', 'built', 'failed'),
    progress: wholeNumber(0, 100),
    url: optional(text),
  }),
);

export const disclosureView = named(
  'Disclosure',
  object<DisclosureView>({
    caseId: uuid,
    materials: list(
      object<DisclosureView['materials'][number]>({
        materialId: uuid,
        schedule,
        itemNo: wholeNumber(1),
        item: text,
        sensitivity: nullable(text),
        exhibitId: nullable(uuid),
        eventId: nullable(uuid),
        outcome: nullable(among('undermines', 'assists', 'neither')),
        outcomeReason: nullable(text),
        withheld: nullable(text),
        at: moment,
      }),
    ),
    certificates: list(object<DisclosureView['certificates'][number]>({ schedule, items: wholeNumber(), at: moment })),
    packs: list(object<PackView>({ ...packFields, status: among('requested', 'built', 'disclosed') })),
    toSchedule: list(
      object<DisclosureView['toSchedule'][number]>({
        ...{ eventId: uuid, exhibitId: nullable(uuid), at: moment, kind: text, detail: text },
      }),
    ),
  }),
);

export const toolView = named(
  'Tool',
  object<ToolView>({
    tool: text,
    versions: list(
      object<ToolView['versions'][number]>({
        version: text,
        validationRef: text,
        scope: text,
        validatedAt: moment,
        withdrawnAt: nullable(moment),
        withdrawnBecause: nullable(text),
      }),
    ),
  }),
);

export const queueView = named(
  'Queue',
  object<QueueView>({
    items: list(
      object<QueueView['items'][number]>({
        ...exhibitFields,
        ...{ place: wholeNumber(1), forecast: nullable(day), misses: yesOrNo },
      }),
    ),
    next: nullable(text),
    waiting: wholeNumber(),
    tooLate: wholeNumber(),
    completed: wholeNumber(),
    paceDays: wholeNumber(),
  }),
);

export const searchView = named(
  'Search',
  object<SearchView>({
    opens: nullable(uuid),
    exhibits: list(
      named('ExhibitFound', object<SearchView['exhibits'][number]>({ ...exhibitFields, formerSeals: list(text) })),
    ),
    cases: list(caseSummary),
    people: list(
      object<PersonFound>({
        ...{ name: text, suspectId: nullable(uuid), caseId: uuid, operationName: text },
        exhibits: list(object<PersonFound['exhibits'][number]>({ exhibitId: uuid, exhibitRef: nullable(text) })),
      }),
    ),
    more: yesOrNo,
  }),
);

const days = nullable(decimal);
const resultTimes: Fields<ResultTimes> = { exhibits: wholeNumber(), medianDays: days, ninetiethDays: days };
export const workView = named(
  'Work',
  object<WorkView>({
    year: wholeNumber(),
    asOf: day,
    offences: list(
      object<WorkView['offences'][number]>({
        ...{ offence: nullable(text), charges: wholeNumber(), custodialMonths: wholeNumber() },
      }),
    ),
    results: list(object<WorkView['results'][number]>({ unit: text, ...resultTimes })),
    allResults: object<ResultTimes>(resultTimes),
  }),
);
