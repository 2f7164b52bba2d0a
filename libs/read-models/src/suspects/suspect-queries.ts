import { bailLimits } from '#custody';
import { type KeyOf } from '#integrity';
import { isId, keysFor, opened, subjectsIn, type Reader } from '../queries/reader.js';
import { type SuspectView } from '../views.js';
import { type SuspectRow } from './suspects.js';

export async function suspect(reader: Reader, suspectId: string): Promise<SuspectView | undefined> {
  if (!isId(suspectId)) return undefined;
  const [found] = await suspects(reader, 'suspect_id = $1', suspectId);
  return found;
}

/** Everybody suspected in a case, in the order of arrest. */
export const suspectsOfCase = (reader: Reader, caseId: string): Promise<readonly SuspectView[]> =>
  suspects(reader, 'case_id = $1 ORDER BY arrested_at, suspect_id', caseId);

async function suspects(reader: Reader, where: string, id: string): Promise<readonly SuspectView[]> {
  const { rows } = await reader.pool.query<SuspectRow>(`SELECT * FROM suspects WHERE ${where}`, [id]);
  const kept = rows.flatMap(({ name, date_of_birth }) => [name?.value, date_of_birth?.value]);
  const keyOf = await keysFor(reader, subjectsIn(kept));
  return rows.map((row) => viewOf(row, keyOf));
}

function viewOf(row: SuspectRow, keyOf: KeyOf): SuspectView {
  return {
    suspectId: row.suspect_id,
    caseId: row.case_id,
    name: opened(row.name, keyOf),
    dateOfBirth: opened(row.date_of_birth, keyOf),
    status: row.status,
    suspectedOf: row.suspected_of,
    arrestedAt: row.arrested_at,
    bail: bailOf(row),
    charges: row.charges,
    remandedTo: row.remanded_to,
    plea: row.plea,
    verdict: row.verdict,
    sentence: row.sentence,
  };
}

/** Rule 7: the first limit runs from the arrest, by the law of that day (PACE 1984 s.47ZB). */
function bailOf({ bail, arrested_at }: SuspectRow): SuspectView['bail'] {
  if (bail === null || arrested_at === null) return null;
  const [first] = bailLimits(arrested_at);
  return { ...bail, firstLimitEnds: first?.lastDay ?? bail.until };
}
