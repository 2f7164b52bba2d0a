import {
  amended,
  definitionOf,
  exhibitAggregate,
  imeiChecks,
  isLate,
  sentence,
  upcast,
  type Entry,
  type Exhibit,
} from '#custody';
import {
  ACTOR_NAME,
  canonical,
  openFacts,
  redactionIn,
  redactionOf,
  type Json,
  type JsonObject,
  type KeyOf,
  type Redaction,
} from '#integrity';
import { type LedgerEvent } from '#ledger';
import { type TimelineItem } from '#read-models';
import { type CustodyRecord } from '../custody-record/record.js';
import { type Particulars } from '../custody-record/request.js';

/** What the custody records of a pack have in common. */
export interface PackedRecords {
  readonly redactions: readonly Redaction[];
  readonly operationName: string;
  /** Names of people as the pack shows them, by id. */
  readonly names: ReadonlyMap<string, string>;
  readonly by: { readonly id: string; readonly name: string };
  readonly askedAt: string;
  readonly mark: string;
  readonly sealedAt: string;
  readonly demonstration: boolean;
}

interface Opened {
  readonly event: LedgerEvent;
  /** As stored then, with a word in the place of what is withheld. */
  readonly facts: JsonObject;
  readonly erased: readonly string[];
  readonly withheld: readonly string[];
}

/** Of the request for a pack nothing is kept back but what it asks for itself. */
const REQUEST = { stream: '', id: '', type: 'PackRequested' };

/** What stands where something is withheld. */
export const placeholder = (redaction: number) => `[withheld, reason ${redaction + 1}]`;

/**
 * The custody record of an exhibit from its events alone, up to a checkpoint; nothing in it comes from a read model, which knows
 * only how things stand now. What the pack withholds is withheld.
 *
 * @param events of the exhibit's stream as far as the pack has them, at least one.
 */
export function exhibitRecord(events: readonly LedgerEvent[], keyOf: KeyOf, pack: PackedRecords): CustodyRecord {
  const { redactions, by, askedAt, mark, sealedAt, demonstration } = pack;
  const opened = events.map((event) => open(event, keyOf, redactions));
  const timeline = itemsOf(opened, pack);
  const last = timeline.at(-1);
  const end = events.at(-1);
  if (!last || !end) throw new Error('An exhibit without events has no record');
  return {
    ...{ position: last.position, last, timeline, hash: end.hash, demonstration, askedAt },
    by: redactionOf(redactions, REQUEST, ACTOR_NAME) === undefined ? by : { id: by.id, name: by.id },
    particulars: particularsOf(opened, pack.operationName),
    pack: {
      ...{ mark, sealedAt },
      reasons: redactions.map(({ reason }) => reason),
      sealWithheld: opened.some(({ withheld }) => withheld.some((name) => name.startsWith('seal'))),
    },
  };
}

function open(event: LedgerEvent, keyOf: KeyOf, redactions: readonly Redaction[]): Opened {
  const { facts, erased } = openFacts(event, keyOf);
  const kept = Object.keys(event.data).flatMap((name): [string, Json][] => {
    const redaction = redactionIn(redactions, event, name, (field) => event.data[field]);
    return redaction === undefined ? [] : [[name, placeholder(redaction)]];
  });
  const withheld = kept.map(([name]) => name);
  const { type, schema } = event;
  // A word in the place of a fact cannot be lifted to a newer schema.
  const said = withheld.length > 0 ? { ...facts, ...Object.fromEntries(kept) } : upcast({ type, schema, facts });
  return { event, facts: said, erased: erased.filter((name) => !(name in said)), withheld };
}

const entryOf = ({ event, facts }: Opened): Entry => {
  const { id, type, actor: by, occurredAt, recordedAt, revision, stream, caseId } = event;
  return { id, type, facts, by, occurredAt, recordedAt, revision, stream, caseId };
};

const after = (state: Exhibit, entry: Entry): Exhibit => exhibitAggregate.evolve(state, entry.type, entry.facts, entry);

function itemsOf(opened: readonly Opened[], { redactions, names }: PackedRecords): readonly TimelineItem[] {
  const nameOf = (personId: string) => names.get(personId) ?? personId;
  const [first] = opened;
  let state = exhibitAggregate.blank(first?.event.stream ?? '');
  return opened.map((one): TimelineItem => {
    const { event, facts } = one;
    state = after(state, entryOf(one));
    const { custody, seal } = state;
    const holder = custody.is === 'held' ? custody.holder : custody.is === 'in transit' ? custody.sender : undefined;
    const { position, id, type, actor, occurredAt, recordedAt, caseId } = event;
    const unnamed = redactionOf(redactions, event, ACTOR_NAME);
    const name = unnamed === undefined ? actor.name : placeholder(unnamed);
    return {
      ...{ position, id, type, occurredAt, recordedAt, caseId, suspectId: null },
      label: definitionOf(type)?.label ?? type,
      actor: { id: actor.id, name, role: actor.role, unit: actor.unit, force: actor.force },
      exhibitId: event.stream.slice('exhibit-'.length),
      exhibitRef: state.reference ?? null,
      holder: holder ? { id: holder.id, name: nameOf(holder.id) } : null,
      location: custody.is === 'held' ? (custody.location ?? null) : null,
      sealNumber: seal.is === 'sealed' ? seal.number : seal.is === 'compromised' ? seal.seen : null,
      summary: one.withheld.length > 0 ? fieldByField(one) : sentence(type, facts, one.erased, nameOf),
      late: isLate(occurredAt, recordedAt),
      lateReason: typeof facts.lateReason === 'string' ? facts.lateReason : null,
      corrects: null,
      correctedBy: [],
    };
  });
}

/** A sentence made without a fact may say the contrary of it: what is there is said as it is. */
const fieldByField = ({ facts, erased }: Opened): string =>
  [
    ...Object.entries(facts).map(
      ([name, value = null]) => `${name}: ${typeof value === 'string' ? value : canonical(value)}`,
    ),
    ...erased.map((name) => `${name}: [erased]`),
  ].join('; ');

function particularsOf(opened: readonly Opened[], operationName: string): Particulars {
  const entries = amended(opened.map(entryOf));
  const [first] = entries;
  const stream = first?.stream ?? '';
  const exhibitId = stream.slice('exhibit-'.length);
  const state = entries.reduce(after, exhibitAggregate.blank(stream));
  const known: Record<string, string> = {};
  const parts: { exhibitId: string; exhibitRef: string; kind: string }[] = [];
  let seizedAt: string | null = null;
  let parent: Particulars['parent'] = null;
  for (const { type, facts, occurredAt } of entries) {
    const said = textsOf(facts);
    const { childId = '', exhibitRef = '', kind = '', parentId = '', parentRef = '' } = said;
    if (type === 'SubExhibitTaken' && childId !== exhibitId) {
      parts.push({ exhibitId: childId, exhibitRef, kind });
      continue;
    }
    if (type === 'SubExhibitTaken') parent = { exhibitId: parentId, exhibitRef: parentRef };
    if (type === 'DeviceSeized') seizedAt = occurredAt;
    if (['DeviceDetected', 'DeviceSeized', 'SubExhibitTaken', 'ExhibitRelabelled'].includes(type))
      Object.assign(known, said);
  }
  const { exhibitRef = null, kind = 'not recorded', description = null, make = null, model = null } = known;
  const { serial = null, imei = null, power = null } = known;
  const { custody, seal, examination, discrepancies } = state;
  return {
    ...{
      exhibitId,
      caseId: first?.caseId ?? '',
      operationName,
      exhibitRef,
      kind,
      description,
      make,
      model,
      serial,
      imei,
    },
    ...{ power, seizedAt, parent, parts, seal: seal.is, examination: examination.is },
    imeiChecks: imei === null ? null : imeiChecks(imei),
    custody: custody.is === 'not recorded' ? 'detected' : custody.is,
    openDiscrepancies: discrepancies.length,
  };
}

const textsOf = (facts: object): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(facts).filter((fact): fact is [string, string] => typeof fact[1] === 'string'));
