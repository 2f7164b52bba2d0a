import { type CaseFile } from '../case/case-file.js';
import { type Exhibit } from '../exhibit/exhibit.js';
import { refuse, type Refusal, type Setting } from '../kernel/decision.js';
import { dayInWords } from '../kernel/words.js';
import { londonDay, retention, type Ended } from '../law/index.js';
import { type Suspect } from '../suspect/suspect.js';

type Around = Pick<Setting<CaseFile>, 'others' | 'now'>;

const statesOf = <S>({ others }: Pick<Around, 'others'>, kind: string): readonly (readonly [string, S])[] =>
  [...others].flatMap(([stream, state]) =>
    stream.startsWith(kind) ? [[stream.slice(kind.length), state as S] as const] : [],
  );

/** The exhibits that a rule which looks around has found. */
export const exhibitsIn = (around: Pick<Around, 'others'>): readonly Exhibit[] =>
  statesOf<Exhibit>(around, 'exhibit-').map(([, exhibit]) => exhibit);

/**
 * Evidence is restricted, not erased, as long as it must be kept (DPA 2018 s.47(2)): under a hold, while it is examined, while
 * proceedings are open against anybody in its cases, and for as long as the CPIA Code of Practice says afterwards.
 */
export function unlessKept(around: Around): Refusal | undefined {
  for (const { stream, reference = 'an exhibit', holds, examination } of exhibitsIn(around)) {
    const [hold] = holds;
    if (hold)
      return refuse('hold-active', `A hold (${hold.kind}) is on ${reference}: ${hold.reason}`, { stream, hold });
    if (examination.is !== 'none' && examination.is !== 'completed')
      return refuse('examination-open', `The examination of ${reference} is not over.`, { stream, examination });
  }
  const suspects = statesOf<Suspect>(around, 'suspect-').map(([, suspect]) => suspect);
  for (const [caseId, file] of statesOf<CaseFile>(around, 'case-')) {
    const refusal = unlessOver(
      caseId,
      file,
      suspects.filter((suspect) => suspect.caseId === caseId),
      londonDay(around.now),
    );
    if (refusal) return refusal;
  }
  return undefined;
}

function unlessOver(caseId: string, file: CaseFile, suspects: readonly Suspect[], today: string): Refusal | undefined {
  const name = file.is === 'not opened' ? `case ${caseId}` : `Operation ${file.operationName}`;
  // For somebody who was cleared nothing is kept any longer.
  const asking = suspects.map(endedOf).filter(({ clearedOn }) => clearedOn === undefined);
  if (asking.length === 0 && (suspects.length > 0 || file.is === 'closed')) return undefined;
  const { until, why } = retention(asking);
  const met = { caseId, until, why };
  if (until === null) return refuse('proceedings-open', `Proceedings in ${name} are open. ${why}.`, met);
  return until >= today
    ? refuse('retention-not-over', `What belongs to ${name} is kept until ${dayInWords(until)}. ${why}.`, met)
    : undefined;
}

const endedOf = ({ proceedings, clearedAt, convictedAt, custodyMonths }: Suspect): Ended => ({
  charged: proceedings !== undefined,
  ...(clearedAt === undefined ? {} : { clearedOn: londonDay(clearedAt) }),
  ...(convictedAt === undefined ? {} : { convictedOn: londonDay(convictedAt) }),
  ...(custodyMonths === undefined ? {} : { custodyMonths }),
});
