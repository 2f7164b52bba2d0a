import { bailDaysLeft, bailLimits, bailWarning, custodyLimit, londonDay, type Ended } from '#custody';
import { type KeyOf } from '#integrity';
import { isId, keysFor, opened, subjectsIn, type Reader } from '../queries/reader.js';
import { isSeen, values } from '../visibility/seeing.js';
import { type SuspectView } from '../views.js';
import { type SuspectRow } from './suspects.js';

export async function suspect(reader: Reader, suspectId: string): Promise<SuspectView | undefined> {
  if (!isId(suspectId)) return undefined;
  const [found] = await suspects(reader, (seen) => `suspect_id = $1 AND ${seen}`, suspectId);
  return found?.view;
}

/** Everybody suspected in a case, in the order of arrest. */
export const suspectsOfCase = (reader: Reader, caseId: string): Promise<readonly Found[]> =>
  suspects(reader, (seen) => `case_id = $1 AND ${seen} ORDER BY arrested_at, suspect_id`, caseId);

interface Found {
  readonly view: SuspectView;
  readonly dates: SuspectRow['dates'];
}

async function suspects(reader: Reader, where: (seen: string) => string, id: string): Promise<readonly Found[]> {
  const { given, all } = values(id);
  const seen = isSeen(reader.sight, 'case_id', given);
  const { rows } = await reader.pool.query<SuspectRow>(`SELECT * FROM suspects WHERE ${where(seen)}`, all);
  const kept = rows.flatMap(({ name, date_of_birth }) => [name?.value, date_of_birth?.value]);
  const now = reader.clock();
  const keyOf = await keysFor(reader, subjectsIn(kept));
  return rows.map((row) => ({ view: viewOf(row, keyOf, now), dates: row.dates }));
}

/** How far somebody's case has come, for how long its material is kept. */
export function endedOf({ view, dates }: Found): Ended {
  const { convictedAt, clearedAt } = dates;
  return {
    charged: view.charges.length > 0,
    ...(clearedAt === undefined ? {} : { clearedOn: londonDay(clearedAt) }),
    ...(convictedAt === undefined ? {} : { convictedOn: londonDay(convictedAt) }),
    ...(view.sentence ? { custodyMonths: view.sentence.suspended ? 0 : view.sentence.custodyMonths } : {}),
  };
}

function viewOf(row: SuspectRow, keyOf: KeyOf, now: string): SuspectView {
  return {
    suspectId: row.suspect_id,
    caseId: row.case_id,
    name: opened(row.name, keyOf),
    dateOfBirth: opened(row.date_of_birth, keyOf),
    status: row.status,
    suspectedOf: row.suspected_of,
    arrestedAt: row.arrested_at,
    bail: bailOf(row, now),
    charges: row.charges.map(({ event: _event, ...charge }) => charge),
    remandedTo: row.remanded_to,
    custodyLimit: custodyLimitOf(row),
    plea: row.plea,
    verdict: row.verdict,
    sentence: row.sentence && sentenceOf(row.sentence),
    erasures: row.erasures ?? [],
    corrected: row.corrected,
  };
}

const sentenceOf = ({ event: _event, ...sentence }: NonNullable<SuspectRow['sentence']>) => sentence;

/** While nobody is remanded, no clock of custody runs. */
function custodyLimitOf({ remanded_to, dates: { remandedAt, triedAs } }: SuspectRow): SuspectView['custodyLimit'] {
  if (remanded_to === null || remandedAt === undefined || triedAs === undefined) return null;
  return custodyLimit(remandedAt, triedAs) ?? null;
}

/** Rule 7: the first limit runs from the arrest, by the law of that day (PACE 1984 s.47ZB). */
function bailOf({ bail, arrested_at }: SuspectRow, now: string): SuspectView['bail'] {
  if (bail === null || arrested_at === null) return null;
  const [first] = bailLimits(arrested_at);
  const daysLeft = bailDaysLeft(bail.until, now);
  return { ...bail, daysLeft, warning: bailWarning(daysLeft), firstLimitEnds: first?.lastDay ?? bail.until };
}
