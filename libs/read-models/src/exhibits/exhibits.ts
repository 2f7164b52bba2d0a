import { type ExhibitFacts } from '#custody';
import { entries, entryOf } from '../entries/entries.js';
import { erasureChanges } from '../erasures/erasures.js';
import { projection } from '../kernel/projection.js';
import { day, json, maybe, moment, table, text, uuid, whole, word, yesOrNo, type RowOf } from '../kernel/table.js';
import { exhibitOf, keep, type Kept, type Told } from '../kernel/told.js';
import { EXHIBIT_NUMBERS, EXHIBIT_WORDS } from '../search/words.js';
import { type ExhibitView } from '../views.js';
import { corrected, nameOf } from './corrected.js';
import { numbered } from './seals.js';
import { urgency } from './urgency.js';

type OpenDiscrepancy = ExhibitView['discrepancies'][number];

interface Image {
  readonly id: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly tool: string;
  readonly toolVersion: string;
  readonly at: string;
  readonly validation?: string;
}

/** What few exhibits have; all of it in one column, for a column costs each of them. */
interface More {
  /** The events that told where it is, what is asked about it, what was found: a correction of another changes nothing here. */
  readonly by?: {
    readonly location?: string;
    readonly request?: string;
    readonly findings?: string;
    readonly taken?: string;
  };
  readonly fromPersonId?: string;
  readonly indecentImages?: true;
  readonly formerRefs?: readonly string[];
  readonly formerSeals?: readonly string[];
  readonly alsoIn?: readonly string[];
  readonly sameAs?: readonly string[];
  readonly ownerClaims?: ExhibitView['ownerClaims'];
  readonly holds?: ExhibitView['holdsOn'];
  readonly attachments?: readonly (Omit<ExhibitView['attachments'][number], 'name'> & { readonly name: Kept | null })[];
  readonly reports?: ExhibitView['reports'];
  readonly disposedAt?: string;
  readonly erasures?: ExhibitView['erasures'];
  readonly corrected?: readonly string[];
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
    images: json<readonly Image[]>(),
    discrepancies: json<readonly OpenDiscrepancy[]>(),
    more: json<More>(),
    since: moment,
    urgency: text,
  },
  key: 'exhibit_id',
  indexes: {
    board: '(urgency, since, exhibit_id)',
    case: '(case_id)',
    holder: '(holder_id)',
    parts: '(parent_id) WHERE parent_id IS NOT NULL',
    sent: '(sent_to) WHERE sent_to IS NOT NULL',
    // Without a list of what is not in it yet: every search would read that through.
    words: `USING gin ((${EXHIBIT_WORDS})) WITH (fastupdate = off)`,
    numbers: `USING gin ((${EXHIBIT_NUMBERS}) gin_trgm_ops) WITH (fastupdate = off)`,
  },
});

export type ExhibitRow = RowOf<typeof exhibitTable>;

/** Where each exhibit is, who answers for it, under which seal, and how far its examination is. */
export const exhibits = projection<ExhibitFacts, typeof exhibitTable>({
  table: exhibitTable,
  version: 6,
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
    more: {},
    since: occurredAt,
    urgency: urgency({ custody: 'detected', examination: 'none', priority: null, due_by: null }),
  }),
  on: {
    DeviceDetected: (row, { kind, place }, { id, occurredAt }) => ({
      kind,
      location: place,
      since: occurredAt,
      more: toldBy(row, { location: id }),
    }),
    DeviceSeized: (row, { exhibitRef, kind, description, power, sealNumber, fromPersonId, ...device }, event) =>
      together(
        heldBy(event),
        { exhibit_ref: exhibitRef, kind, description, power, seized_at: event.occurredAt },
        { make: device.make ?? null, model: device.model ?? null },
        { serial: device.serial ?? null, imei: device.imei ?? null },
        { seal: 'sealed', seal_number: sealNumber },
        fromPersonId === undefined ? {} : { more: { ...row.more, fromPersonId } },
      ),

    SealApplied: (row, { sealNumber }, { occurredAt }) =>
      together(numbered(row, sealNumber), { seal: 'sealed', since: occurredAt }),
    SealBroken: (row, _facts, { occurredAt }) => together(numbered(row, null), { seal: 'opened', since: occurredAt }),

    // In transit the sender answers for it still, and where it is nobody can say.
    CustodyTransferred: (_row, { to }, event) =>
      together(heldBy(event), { custody: 'in transit', sent_to: to, location: null }),
    CustodyReceived: (row, { location, sealNumberSeen, sealIntact }, event) =>
      together(
        heldBy(event),
        { location },
        sealIntact && sealNumberSeen === row.seal_number ? {} : { seal: 'compromised', seal_intact: sealIntact },
        numbered({ seal_number: row.seal_number, more: toldBy(row, { location: event.id }) }, sealNumberSeen),
      ),
    CustodyRefused: (_row, _facts, { occurredAt }) => ({ custody: 'held', sent_to: null, since: occurredAt }),
    StoredAt: (row, { location }, { id, occurredAt }) => ({
      location,
      since: occurredAt,
      more: toldBy(row, { location: id }),
    }),
    DeviceReturned: (row, _facts, event) => gone(row, 'returned', event),
    DeviceDestroyed: (row, _facts, event) => gone(row, 'destroyed', event),

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
            more: toldBy(row, { taken: event.id }),
          },

    ExaminationRequested: (row, { priority, questions, dueBy }, event) =>
      together(
        stage(row, 'requested', event, { priority, due_by: dueBy }),
        { priority, questions, due_by: dueBy, examiner: null, findings: null },
        { more: toldBy(row, { request: event.id }) },
      ),
    ExaminationStarted: (row, { examiner }, event) => together(stage(row, 'started', event), { examiner }),
    ImageAcquired: ({ images }, image, { id, occurredAt }) => ({ images: [...images, imageOf(id, image, occurredAt)] }),
    ExaminationPaused: (row, _facts, event) => stage(row, 'paused', event),
    ExaminationResumed: (row, _facts, event) => stage(row, 'started', event),
    ExaminationCompleted: (row, { findings, indecentImages }, event) =>
      together(stage(row, 'completed', event), {
        findings,
        more: Object.assign(toldBy(row, { findings: event.id }), indecentImages ? { indecentImages } : {}),
      }),
    ReportIssued: ({ more }, { reference }, { occurredAt }) => ({
      more: { ...more, reports: [...(more.reports ?? []), { reference, at: occurredAt }] },
    }),
    DestructionAuthorised: () => ({}),
    ExaminerNoteMade: () => ({}),
    AttachmentAdded: ({ more }, { sha256, bytes, mediaType }, event) => {
      const { id, occurredAt } = event;
      const attachment = { id, sha256, bytes, mediaType, name: keep(event, 'name'), at: occurredAt };
      return { more: { ...more, attachments: [...(more.attachments ?? []), attachment] } };
    },
    HashVerified: () => ({}),
    ExhibitSighted: () => ({}),
    EntryRejected: () => ({}),
    EntryCorrected: (row, correction) => {
      const now = corrected(row, correction);
      if (!now) return {};
      const more = { ...row.more, ...now.more };
      return {
        ...now,
        more: { ...more, corrected: [...new Set([...(more.corrected ?? []), nameOf(correction.field, now)])] },
      };
    },

    RetentionHeld: ({ more }, { kind = 'retention', reason, authority }, { id, occurredAt }) => ({
      more: { ...more, holds: [...(more.holds ?? []), { id, kind, reason, authority, at: occurredAt }] },
    }),
    RetentionReleased: ({ more }, { holdId }) => ({
      more: { ...more, holds: more.holds?.filter(({ id }) => id !== holdId) ?? [] },
    }),
    CaseLinked: ({ more }, { otherCaseId }) => ({ more: { ...more, alsoIn: [...(more.alsoIn ?? []), otherCaseId] } }),
    CaseUnlinked: ({ more }, { otherCaseId }) => ({
      more: { ...more, alsoIn: more.alsoIn?.filter((id) => id !== otherCaseId) ?? [] },
    }),
    ExhibitRelabelled: ({ more }, { exhibitRef, formerRef }) => ({
      exhibit_ref: exhibitRef,
      more: { ...more, formerRefs: [...(more.formerRefs ?? []), formerRef] },
    }),
    ExhibitsLinkedAsSame: ({ more }, { sameAs }) => ({ more: { ...more, sameAs: [...(more.sameAs ?? []), sameAs] } }),
    LinkUndone: ({ more }, { sameAs }) => ({
      more: { ...more, sameAs: more.sameAs?.filter((id) => id !== sameAs) ?? [] },
    }),
    OwnershipClaimed: ({ more }, { claimId }) => ({
      more: { ...more, ownerClaims: [...(more.ownerClaims ?? []), { claimId, status: 'open' }] },
    }),
    OwnershipSettled: ({ more }, { claimId, outcome }) => ({
      more: {
        ...more,
        ownerClaims: more.ownerClaims?.map((c) => (c.claimId === claimId ? { ...c, status: outcome } : c)) ?? [],
      },
    }),

    ...erasureChanges<ExhibitRow>(
      ({ more }) => more.erasures ?? [],
      (erasures, { more }) => ({ more: { ...more, erasures } }),
    ),

    DiscrepancyRaised: ({ discrepancies }, { kind, detail }, { id, occurredAt }) => ({
      discrepancies: [...discrepancies, { id, kind, detail, at: occurredAt }],
    }),
    DiscrepancyResolved: (row, { discrepancyId }) => {
      const discrepancies = row.discrepancies.filter(({ id }) => id !== discrepancyId);
      return { discrepancies, ...sealWithout(row, discrepancies) };
    },
  },
});

/** What most events change is put together by this: a literal that goes on behind a spread takes V8 ten times as long. */
const together = (changes: Partial<ExhibitRow>, ...further: readonly Partial<ExhibitRow>[]): Partial<ExhibitRow> =>
  Object.assign(changes, ...further) as Partial<ExhibitRow>;

const heldBy = ({ actor, occurredAt }: Told): Partial<ExhibitRow> => ({
  custody: 'held',
  holder_id: actor.id,
  holder_name: actor.name,
  sent_to: null,
  since: occurredAt,
});

const toldBy = ({ more }: Readonly<ExhibitRow>, by: NonNullable<More['by']>): More =>
  Object.assign({}, more, { by: Object.assign({}, more.by, by) });

const gone = (
  { more }: Readonly<ExhibitRow>,
  custody: 'returned' | 'destroyed',
  { occurredAt }: Told,
): Partial<ExhibitRow> => ({
  ...{ custody, holder_id: null, holder_name: null, sent_to: null, location: null, since: occurredAt },
  more: { ...more, disposedAt: occurredAt },
});

const imageOf = (id: string, image: ExhibitFacts['ImageAcquired'], at: string): Image => {
  const { sha256, bytes, tool, toolVersion, validation } = image;
  return { id, sha256, bytes, tool, toolVersion, at, ...(validation === undefined ? {} : { validation }) };
};

/** Once no discrepancy about a compromised seal is open, the seal is what was seen: whole under that number, or opened. */
function sealWithout(row: Readonly<ExhibitRow>, open: readonly OpenDiscrepancy[]): Partial<ExhibitRow> {
  if (row.seal !== 'compromised' || open.some(({ kind }) => kind === 'seal')) return {};
  return row.seal_intact ? { seal: 'sealed' } : { seal: 'opened', ...numbered(row, null) };
}

const stage = (
  { custody, priority, due_by }: Readonly<ExhibitRow>,
  examination: ExhibitView['examination'],
  { occurredAt }: Told,
  asked = { priority, due_by },
): Partial<ExhibitRow> => ({
  examination,
  since: occurredAt,
  urgency: urgency({ custody, examination, priority: asked.priority, due_by: asked.due_by }),
});
