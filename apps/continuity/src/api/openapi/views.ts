import { ROLES, type PersonOnDuty } from '#access';
import {
  CUSTODY,
  EXAMINATION,
  type CaseView,
  type ExhibitSummary,
  type ExhibitView,
  type OutcomesView,
  type Page,
  type PersonNamed,
  type SuspectView,
  type TimelineItem,
  type UnitOutcomes,
} from '#read-models';
import { type Receipt } from '../../commands/command-desk.js';
import { type ProblemDetails } from '../problem.js';
import {
  among,
  anything,
  byName,
  day,
  list,
  moment,
  nothing,
  nullable,
  object,
  optional,
  text,
  uuid,
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
  }),
);

export const receipt = named(
  'Receipt',
  object<Receipt>({
    stream: text,
    revision: wholeNumber(),
    position: wholeNumber(),
    events: list(object<Receipt['events'][number]>({ id: uuid, type: text })),
    hash: text,
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
  since: moment,
};
export const exhibitSummary = named('ExhibitSummary', object<ExhibitSummary>(exhibitFields));

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
    images: list(object<ExhibitView['images'][number]>({ sha256: text, bytes: wholeNumber(), tool: text, at: moment })),
    findings: nullable(text),
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
    caseId: uuid,
    exhibitId: nullable(uuid),
    suspectId: nullable(uuid),
    holder: nullable(personNamed),
    location: nullable(text),
    sealNumber: nullable(text),
    summary: text,
    late: yesOrNo,
    lateReason: nullable(text),
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
      object<NonNullable<SuspectView['bail']>>({ conditions: list(text), until: day, firstLimitEnds: day }),
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
    plea: nullable(text),
    verdict: nullable(text),
    sentence: nullable(
      object<NonNullable<SuspectView['sentence']>>({
        custodyMonths: wholeNumber(),
        suspended: yesOrNo,
        orders: list(text),
        court: text,
        at: moment,
      }),
    ),
  }),
);

type CaseSummary = Omit<CaseView, 'exhibits' | 'suspects' | 'warrants'>;
const caseFields: Fields<CaseSummary> = {
  caseId: uuid,
  operationName: text,
  force: text,
  unit: text,
  offenceTypes: list(text),
  status: among('open', 'closed'),
  openedAt: moment,
};
export const caseSummary = named('CaseSummary', object<CaseSummary>(caseFields));

export const caseView = named(
  'Case',
  object<CaseView>({
    ...caseFields,
    warrants: list(object<CaseView['warrants'][number]>({ warrantRef: text, at: moment, units: list(text) })),
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
