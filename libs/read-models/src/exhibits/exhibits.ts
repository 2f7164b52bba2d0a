import { type ExhibitFacts } from '#custody';
import { entries, entryOf } from '../entries/entries.js';
import { projection } from '../kernel/projection.js';
import { day, json, maybe, moment, table, text, uuid, whole, word, yesOrNo, type RowOf } from '../kernel/table.js';
import { exhibitOf, type Told } from '../kernel/told.js';
import { type ExhibitView } from '../views.js';

interface OpenDiscrepancy {
  readonly id: string;
  readonly kind: string;
}

const exhibitTable = table({
  name: 'exhibits',
  // Rows are rewritten often: room beside them keeps the new version on the same page.
  storage: 'fillfactor = 80',
  columns: {
    exhibit_id: uuid,
    case_id: uuid,
    exhibit_ref: maybe(text),
    kind: text,
    description: maybe(text),
    make: maybe(text),
    model: maybe(text),
    serial: maybe(text),
    imei: maybe(text),
    power: maybe(text),
    seized_at: maybe(moment),
    parent_id: maybe(uuid),
    parent_ref: maybe(text),
    custody: word<ExhibitView['custody']>(),
    holder_id: maybe(text),
    holder_name: maybe(text),
    sent_to: maybe(text),
    location: maybe(text),
    seal: word<ExhibitView['seal']>(),
    seal_number: maybe(text),
    seal_intact: yesOrNo,
    examination: word<ExhibitView['examination']>(),
    examiner: maybe(text),
    priority: maybe(whole),
    due_by: maybe(day),
    questions: maybe(text),
    findings: maybe(text),
    images: json<ExhibitView['images']>(),
    discrepancies: json<readonly OpenDiscrepancy[]>(),
    since: moment,
    urgency: text,
  },
  key: 'exhibit_id',
  indexes: {
    board: '(urgency, since, exhibit_id)',
    case: '(case_id)',
    holder: '(holder_id)',
    parts: '(parent_id) WHERE parent_id IS NOT NULL',
  },
});

export type ExhibitRow = RowOf<typeof exhibitTable>;

/** Where each exhibit is, who answers for it, under which seal, and how far its examination is. */
export const exhibits = projection<ExhibitFacts, typeof exhibitTable>({
  table: exhibitTable,
  version: 1,
  rowOf: exhibitOf,
  trail: { table: entries, entry: entryOf },
  blank: (exhibit_id, { caseId, occurredAt }) => ({
    exhibit_id,
    case_id: caseId,
    exhibit_ref: null,
    kind: '',
    description: null,
    make: null,
    model: null,
    serial: null,
    imei: null,
    power: null,
    seized_at: null,
    parent_id: null,
    parent_ref: null,
    custody: 'detected',
    holder_id: null,
    holder_name: null,
    sent_to: null,
    location: null,
    seal: 'unsealed',
    seal_number: null,
    seal_intact: true,
    examination: 'none',
    examiner: null,
    priority: null,
    due_by: null,
    questions: null,
    findings: null,
    images: [],
    discrepancies: [],
    since: occurredAt,
    urgency: urgency({ custody: 'detected', examination: 'none', priority: null, due_by: null }),
  }),
  on: {
    DeviceDetected: (_row, { kind, place }, { occurredAt }) => ({ kind, location: place, since: occurredAt }),
    DeviceSeized: (_row, { exhibitRef, kind, description, make, model, serial, imei, power, sealNumber }, event) => ({
      ...{ exhibit_ref: exhibitRef, kind, description, power, seized_at: event.occurredAt },
      ...{ make: make ?? null, model: model ?? null, serial: serial ?? null, imei: imei ?? null },
      ...heldBy(event),
      ...sealed(sealNumber),
    }),

    SealApplied: (_row, { sealNumber }, { occurredAt }) => ({ ...sealed(sealNumber), since: occurredAt }),
    SealBroken: (_row, _facts, { occurredAt }) => ({ seal: 'opened', seal_number: null, since: occurredAt }),

    // In transit the sender answers for it still, and where it is nobody can say.
    CustodyTransferred: (_row, { to }, { occurredAt }) => ({
      ...{ custody: 'in transit', sent_to: to, location: null, since: occurredAt },
    }),
    CustodyReceived: (row, { location, sealNumberSeen, sealIntact }, event) => ({
      ...heldBy(event),
      location,
      ...(sealIntact && sealNumberSeen === row.seal_number
        ? {}
        : { seal: 'compromised', seal_number: sealNumberSeen, seal_intact: sealIntact }),
    }),
    CustodyRefused: (_row, _facts, { occurredAt }) => ({ custody: 'held', sent_to: null, since: occurredAt }),
    StoredAt: (_row, { location }, { occurredAt }) => ({ location, since: occurredAt }),

    // In the stream of the exhibit that the part was taken out of, the same event says nothing about that exhibit's row.
    SubExhibitTaken: (row, { childId, exhibitRef, kind, parentId, parentRef, ...part }, event) =>
      childId !== row.exhibit_id
        ? {}
        : {
            ...{
              exhibit_ref: exhibitRef,
              kind,
              parent_id: parentId,
              parent_ref: parentRef,
              seized_at: event.occurredAt,
            },
            ...{ description: part.description ?? null, make: part.make ?? null },
            ...{ model: part.model ?? null, serial: part.serial ?? null },
            ...heldBy(event),
          },

    ExaminationRequested: (row, { priority, questions, dueBy }, event) => ({
      ...{ priority, questions, due_by: dueBy, examiner: null, findings: null },
      ...stage(row, 'requested', event, { priority, due_by: dueBy }),
    }),
    ExaminationStarted: (row, { examiner }, event) => ({ examiner, ...stage(row, 'started', event) }),
    ImageAcquired: ({ images }, { sha256, bytes, tool, toolVersion }, { occurredAt }) => ({
      images: [...images, { sha256, bytes, tool: `${tool} ${toolVersion}`, at: occurredAt }],
    }),
    ExaminationPaused: (row, _facts, event) => stage(row, 'paused', event),
    ExaminationResumed: (row, _facts, event) => stage(row, 'started', event),
    ExaminationCompleted: (row, { findings }, event) => ({ findings, ...stage(row, 'completed', event) }),
    ReportIssued: () => ({}),
    ExaminerNoteMade: () => ({}),

    DiscrepancyRaised: ({ discrepancies }, { kind }, { id }) => ({ discrepancies: [...discrepancies, { id, kind }] }),
    DiscrepancyResolved: (row, { discrepancyId }) => {
      const discrepancies = row.discrepancies.filter(({ id }) => id !== discrepancyId);
      return { discrepancies, ...sealWithout(row, discrepancies) };
    },
  },
});

const heldBy = ({ actor, occurredAt }: Told): Partial<ExhibitRow> => ({
  custody: 'held',
  holder_id: actor.id,
  holder_name: actor.name,
  sent_to: null,
  since: occurredAt,
});

const sealed = (seal_number: string): Partial<ExhibitRow> => ({ seal: 'sealed', seal_number });

/** Once no discrepancy about a compromised seal is open, the seal is what was seen: whole under that number, or opened. */
function sealWithout(row: Readonly<ExhibitRow>, open: readonly OpenDiscrepancy[]): Partial<ExhibitRow> {
  if (row.seal !== 'compromised' || open.some(({ kind }) => kind === 'seal')) return {};
  return row.seal_intact ? { seal: 'sealed' } : { seal: 'opened', seal_number: null };
}

type Urgent = Pick<ExhibitRow, 'custody' | 'examination' | 'priority' | 'due_by'>;

const stage = (
  row: Readonly<ExhibitRow>,
  examination: ExhibitView['examination'],
  { occurredAt }: Told,
  asked: Partial<Urgent> = {},
): Partial<ExhibitRow> => ({
  examination,
  since: occurredAt,
  urgency: urgency({ ...row, ...asked, examination }),
});

/** Sorts the board: what the bench has or waits for before the rest, the most urgent first, then by when the result is due. */
function urgency({ examination, priority, due_by }: Urgent): string {
  const turn = { requested: 0, started: 0, paused: 0, none: 1, completed: 2 }[examination] ?? 1;
  return `${turn} ${priority ?? 9} ${due_by ?? '9999-12-31'}`;
}
