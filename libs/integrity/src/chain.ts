import { ACTOR_NAME } from './commitment.js';
import { eventHash, NO_EVENT, type KeyOf, type RecordedEvent } from './event.js';
import { misfitsOf, type Misfit } from './misfits.js';

export type DamageKind = 'altered' | 'missing or reordered' | 'not this stream' | 'wrong key';

/** What does not fit, and where. */
export interface Damage {
  readonly kind: DamageKind;
  readonly stream: string;
  /** As the damaged event states it. */
  readonly revision: number;
  /** The field of the facts or of the envelope. Absent where it cannot be known: a hash covers its envelope as a whole. */
  readonly field?: string;
  readonly detail: string;
}

type Finding = Omit<Damage, 'stream' | 'revision'>;

/** What the chain so far says of the next event. */
interface Expected {
  readonly stream: string;
  readonly revision: number;
  readonly prev: string;
}

/** A field of an event with a wrong hash that, put right, mends it. */
type Culprit = 'hash' | keyof Expected;

/** The fields that nothing but the hash holds in place; of `actor` all but the name. */
const HELD_BY_HASH = [
  'type',
  'schema',
  'actor',
  'occurredAt',
  'recordedAt',
  'caseId',
  'commandId',
  'correlationId',
  'causationId',
] as const;

/**
 * Checks one stream as it is stored, from revision 0: the chain, the hashes, and every stored field against its commitment, for
 * which no subject's key is needed; where the key is there, also that it opens to what was committed to. An empty answer means
 * that nothing in it was altered, added, reordered or left out before the end. What cannot be hashed counts as altered.
 *
 * It MUST NOT be taken to mean that nothing was cut off at the end, or that the whole was not written anew: only the sealed log
 * shows that.
 */
export function checkStream(stream: string, events: readonly RecordedEvent[], keyOf: KeyOf): readonly Damage[] {
  const damage: Damage[] = [];
  let expected: Expected = { stream, revision: 0, prev: NO_EVENT };
  events.forEach((event, index) => {
    const computed = hashOf(event);
    const intact = computed !== undefined && computed === event.hash;
    const culprit = intact ? undefined : culpritOf(event, computed, expected, events[index + 1]);
    const misfits = misfitsOf(event, keyOf);
    const findings = [
      ...misplaced(event, expected, culprit),
      ...(intact ? [] : broken(event, culprit, misfits)),
      ...misfits,
    ];
    damage.push(...findings.map((finding) => ({ ...finding, stream, revision: event.revision })));
    expected = {
      stream,
      revision: (culprit === 'revision' ? expected.revision : event.revision) + 1,
      prev: culprit === 'hash' && computed !== undefined ? computed : event.hash,
    };
  });
  return damage;
}

/** undefined when what is stored has no hash at all, such as a revision that is not a number. */
function hashOf(event: RecordedEvent): string | undefined {
  try {
    return eventHash(event);
  } catch {
    return undefined;
  }
}

function culpritOf(
  event: RecordedEvent,
  computed: string | undefined,
  expected: Expected,
  next: RecordedEvent | undefined,
): Culprit | undefined {
  if (computed !== undefined && next?.prev === computed) return 'hash';
  return (['stream', 'revision', 'prev'] as const).find(
    (field) => event[field] !== expected[field] && hashOf({ ...event, [field]: expected[field] }) === event.hash,
  );
}

function misplaced(event: RecordedEvent, expected: Expected, culprit: Culprit | undefined): readonly Finding[] {
  const found: Finding[] = [];
  if (culprit !== 'stream' && event.stream !== expected.stream)
    found.push({ kind: 'not this stream', field: 'stream', detail: `belongs to ${JSON.stringify(event.stream)}` });
  const kind = 'missing or reordered';
  if (culprit !== 'revision' && event.revision !== expected.revision)
    found.push({ kind, field: 'revision', detail: `stands where revision ${expected.revision} belongs` });
  else if (culprit !== 'prev' && event.prev !== expected.prev)
    found.push({ kind, field: 'prev', detail: 'follows another event than the one that stands before it' });
  return found;
}

/** What is wrong with an event whose hash is not that of its envelope. */
function broken(event: RecordedEvent, culprit: Culprit | undefined, misfits: readonly Misfit[]): readonly Finding[] {
  const kind = 'altered';
  if (culprit) return [{ kind, field: culprit, detail: `${culprit} is not what the events beside it say` }];
  const absent = (['hash', ...HELD_BY_HASH] as const).find(
    (field) => event[field] === undefined && !misfits.some((misfit) => misfit.field === field),
  );
  if (absent) return [{ kind, field: absent, detail: `${absent} was taken out` }];
  if (misfits.some(({ field }) => field === 'id' || field === 'actor' || field === 'commitments')) return [];
  // A name that does not fit goes with another actor put in whole as well as with another commitment: it proves neither.
  if (misfits.some((misfit) => misfit.kind === kind && misfit.field !== ACTOR_NAME))
    return [{ kind, field: 'commitments', detail: 'its commitments fit neither its hash nor its facts' }];
  return [
    {
      kind,
      detail: `its hash is not that of its envelope: ${HELD_BY_HASH.join(', ')}, hash or its list of commitments was altered`,
    },
  ];
}
