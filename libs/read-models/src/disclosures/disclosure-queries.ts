import { type ExhibitFacts } from '#custody';
import { type Line } from '../entries/entries.js';
import { isId, type Reader } from '../queries/reader.js';
import { isSeen, values } from '../visibility/seeing.js';
import { type DisclosureView, type PackView } from '../views.js';
import { type DisclosureRow } from './disclosures.js';

/** Undefined when no case was opened under this id. */
export async function disclosure({ pool, sight }: Reader, caseId: string): Promise<DisclosureView | undefined> {
  if (!isId(caseId)) return undefined;
  const { given, all } = values(caseId);
  const [{ rows }, { rows: raised }] = await Promise.all([
    pool.query<Partial<DisclosureRow>>(
      `SELECT materials, certificates, packs FROM cases LEFT JOIN disclosures USING (case_id)
        WHERE case_id = $1 AND ${isSeen(sight, 'case_id', given)}`,
      all,
    ),
    pool.query<{ exhibit_id: string | null; line: string }>(
      `SELECT exhibit_id, coalesce(line, long) AS line FROM entries
        WHERE case_id = $1 AND type = 'DiscrepancyRaised' ORDER BY position`,
      [caseId],
    ),
  ]);
  const [row] = rows;
  if (!row) return undefined;
  const materials = row.materials ?? [];
  const about = new Set(materials.map(({ eventId }) => eventId));
  const toSchedule = raised.map(discrepancyIn).filter(({ eventId }) => !about.has(eventId));
  return { caseId, materials, certificates: row.certificates ?? [], packs: row.packs ?? [], toSchedule };
}

/** Those of each case whose packs are wanted. */
export async function packsWanted({ pool }: Reader): Promise<readonly { caseId: string; packId: string }[]> {
  const { rows } = await pool.query<Pick<DisclosureRow, 'case_id' | 'packs'>>(
    'SELECT case_id, packs FROM disclosures WHERE wanted > 0',
  );
  return rows.flatMap(({ case_id: caseId, packs }) =>
    packs.filter(isToBuild).map(({ packId }) => ({ caseId, packId })),
  );
}

/** What is kept back else waits for a second person. */
const isToBuild = ({ status, includes, agreedBy }: PackView) =>
  status === 'requested' && (includes.length === 0 || agreedBy !== null);

function discrepancyIn({ exhibit_id, line }: { exhibit_id: string | null; line: string }) {
  const [, eventId, , , , at, , , , , , , facts] = JSON.parse(line) as Line;
  const { kind, detail } = facts as unknown as ExhibitFacts['DiscrepancyRaised'];
  return { eventId, exhibitId: exhibit_id, at, kind, detail };
}
