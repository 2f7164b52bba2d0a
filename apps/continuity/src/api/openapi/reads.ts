import { type AsKnownAt, type AuditFilter, type Cursor, type ExhibitFilter, type LookFilter } from '#read-models';
import { type PacksController } from '../packs.controller.js';
import { type ReadsController } from '../reads.controller.js';
import { among, day, moment, text, uuid, wholeNumber, type JsonSchema, type SchemaOf } from './schema.js';
import {
  caseSummary,
  caseView,
  continuityView,
  disclosureView,
  exhibitSummary,
  exhibitView,
  lookItem,
  outcomesView,
  packItem,
  page,
  personOnDuty,
  queueView,
  searchView,
  suspectView,
  timelineItem,
  toolView,
  wholeList,
  workView,
} from './views.js';

type Query<F> = { readonly [K in keyof F]-?: SchemaOf<Exclude<F[K], undefined>> };

export interface Read {
  readonly summary: string;
  readonly query: Readonly<Record<string, JsonSchema>>;
  readonly answer: JsonSchema;
}

interface ReadOf<T> extends Read {
  readonly answer: SchemaOf<T>;
}

const at = { at: wholeNumber() };
const cursor: Query<Cursor> = { after: text, limit: wholeNumber(1, 200) };
const listed = { ...at, ...cursor };
const exhibitFilter: Query<Pick<ExhibitFilter, 'status' | 'caseId' | 'holder' | 'q'>> = {
  status: text,
  caseId: uuid,
  holder: text,
  q: text,
};
const queueFilter: Query<Omit<ExhibitFilter, 'sentTo'>> = {
  ...{ ...exhibitFilter, unit: text, priority: wholeNumber(1, 4) },
  ...{ dueBefore: day, bailBefore: day },
};
const known: Query<AsKnownAt> = { asKnownAt: moment };
const timeline = { ...listed, ...known, order: among('recorded', 'happened') };
const auditFilter: Query<AuditFilter> = {
  ...known,
  suspectId: uuid,
  q: text,
  caseId: uuid,
  exhibitId: uuid,
  actor: text,
  from: moment,
  to: moment,
  type: text,
};

const lookFilter: Query<LookFilter> = {
  ...{ caseId: uuid, exhibitId: uuid, suspectId: uuid },
  ...{ actor: text, from: moment, to: moment, type: text },
};

/** Every read of the controller with what it answers: a read without its line here does not compile. */
export const reads: {
  readonly [M in keyof ReadsController]: ReadOf<Awaited<ReturnType<ReadsController[M]>>>;
} = {
  everybody: { summary: 'The people who may be named as the one who acts', query: {}, answer: wholeList(personOnDuty) },
  cases: { summary: 'Cases, the newest first', query: listed, answer: page(caseSummary) },
  caseFile: { summary: 'A case with its exhibits and suspects', query: at, answer: caseView },
  caseTimeline: { summary: 'Everything that happened in a case', query: timeline, answer: page(timelineItem) },
  exhibits: {
    summary: 'Exhibits by where they stand',
    query: { ...listed, ...exhibitFilter },
    answer: page(exhibitSummary),
  },
  queue: {
    summary: 'What waits for the bench, by the end of bail, with a forecast',
    query: { ...listed, ...queueFilter },
    answer: queueView,
  },
  search: {
    summary:
      'Exhibits and cases by any word, reference, seal (former ones too), serial number, IMEI or label; people by whole words of their names',
    query: { ...at, q: text },
    answer: searchView,
  },
  exhibit: { summary: 'An exhibit as it is now', query: at, answer: exhibitView },
  exhibitTimeline: {
    summary: 'Who had an exhibit, where, under which seal',
    query: timeline,
    answer: page(timelineItem),
  },
  continuity: {
    summary: 'Whether every minute of an exhibit is accounted for',
    query: { ...at, ...known },
    answer: continuityView,
  },
  disclosure: {
    summary: 'What of a case is scheduled for disclosure, and its packs',
    query: at,
    answer: disclosureView,
  },
  tools: { summary: 'The register of validated tools', query: at, answer: wholeList(toolView) },
  suspect: { summary: 'A suspect, from arrest to outcome', query: at, answer: suspectView },
  outcomes: {
    summary: 'Charges and sentences of a year by unit',
    query: { ...at, year: wholeNumber(1984, 2200), unit: text },
    answer: outcomesView,
  },
  work: {
    summary: 'Charges by offence, and days from seizure to result, of a year',
    query: { ...at, year: wholeNumber(1984, 2200), unit: text },
    answer: workView,
  },
  access: {
    summary: 'Who looked at what, when and why, and who was refused',
    query: { ...listed, ...lookFilter },
    answer: page(lookItem),
  },
  audit: { summary: 'Who did what, when', query: { ...listed, ...auditFilter }, answer: page(timelineItem) },
};

export const packs: { readonly list: ReadOf<Awaited<ReturnType<PacksController['list']>>> } = {
  list: {
    summary: 'The disclosure packs of a case, in the order in which they were requested (command RequestPack)',
    query: at,
    answer: wholeList(packItem),
  },
};

/** An answer that is no JSON. */
export interface FileAnswer {
  readonly summary: string;
  readonly mediaType: string;
  readonly binary?: true;
  /** Nobody need be signed in for it. */
  readonly open?: true;
  readonly inPath: Readonly<Record<string, JsonSchema>>;
  /** Its Cache-Control. */
  readonly cached?: string;
}

export const files = {
  pack: {
    ...{ summary: 'A disclosure pack that is built', mediaType: 'application/zip', binary: true },
    inPath: { caseId: uuid, packId: uuid },
  },
  checkpoint: {
    summary: 'The newest signed head of the log (C2SP tlog-checkpoint)',
    ...{ mediaType: 'text/plain', inPath: {}, cached: 'no-cache', open: true },
  },
  tile: {
    summary: 'A tile of the log, or a bundle of its entries (C2SP tlog-tiles)',
    ...{ mediaType: 'application/octet-stream', binary: true, open: true },
    inPath: { level: text, index: text },
    cached: 'public, max-age=31536000, immutable',
  },
  proof: {
    summary: 'That an event is in the log (C2SP tlog-proof); not found until it is sealed',
    ...{ mediaType: 'text/plain', inPath: { id: uuid }, cached: 'no-cache' },
  },
} satisfies Readonly<Record<string, FileAnswer>>;
