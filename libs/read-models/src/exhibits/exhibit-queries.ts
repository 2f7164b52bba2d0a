import { imeiChecks } from '#custody';
import { type KeyOf } from '#integrity';
import { isId, keysFor, opened, subjectsIn, type Reader } from '../queries/reader.js';
import { isSeen, seenOf, values } from '../visibility/seeing.js';
import { type ExhibitView } from '../views.js';
import { type ExhibitRow } from './exhibits.js';
import { byReference, shown, summaryOf, type Found } from './summaries.js';

export async function exhibit(reader: Reader, exhibitId: string): Promise<ExhibitView | undefined> {
  if (!isId(exhibitId)) return undefined;
  const { pool } = reader;
  const [{ rows }, { rows: parts }] = await Promise.all([
    pool.query<Found>(shown('WHERE exhibit_id = $1'), [exhibitId]),
    pool.query<Pick<ExhibitRow, 'exhibit_id' | 'exhibit_ref' | 'kind'>>(
      'SELECT exhibit_id, exhibit_ref, kind FROM exhibits WHERE parent_id = $1',
      [exhibitId],
    ),
  ]);
  const [row] = rows;
  const by = row && (await seenAs(reader, row.case_id, row.more.alsoIn));
  if (!by) return undefined;
  const isOwn = by.caseId === row.case_id;
  return {
    ...summaryOf(row),
    // Whoever sees it through another case that needs it is told of that one only.
    ...(isOwn ? {} : { caseId: by.caseId, operationName: by.operationName, bailEnds: null, bailEndsFirst: false }),
    ...(await linksOf(reader, row, by.alsoIn)),
    make: row.make,
    model: row.model,
    serial: row.serial,
    imei: row.imei,
    imeiChecks: row.imei === null ? null : imeiChecks(row.imei),
    power: row.power,
    seizedAt: row.seized_at,
    parent: row.parent_id === null ? null : { exhibitId: row.parent_id, exhibitRef: row.parent_ref ?? '' },
    parts: parts
      .map((part) => ({ exhibitId: part.exhibit_id, exhibitRef: part.exhibit_ref ?? '', kind: part.kind }))
      .sort((one, other) => byReference.compare(one.exhibitRef, other.exhibitRef)),
    questions: row.questions,
    images: row.images.map(({ id, sha256, bytes, tool, toolVersion, at, validation = null }) => ({
      ...{ id, sha256, bytes, tool: `${tool} ${toolVersion}`, at, validation },
    })),
    findings: row.findings,
    ...moreOf(row, await keysFor(reader, subjectsIn(row.more.attachments?.map(({ name }) => name?.value) ?? []))),
  };
}

/** The case through which an exhibit is seen: its own or, failing that, another that needs it; undefined when none is seen. */
export async function seenThrough(reader: Reader, exhibitId: string) {
  const { rows } = await reader.pool.query<Pick<ExhibitRow, 'case_id'> & { also: readonly string[] | null }>({
    name: 'read.cases of exhibit',
    text: `SELECT case_id, more->'alsoIn' AS also FROM exhibits WHERE exhibit_id = $1`,
    values: [exhibitId],
  });
  const [row] = rows;
  return row && seenAs(reader, row.case_id, row.also ?? undefined);
}

async function seenAs(reader: Reader, caseId: string, also: readonly string[] = []) {
  if (reader.sight === 'everything') return { caseId, operationName: '', alsoIn: also };
  const seen = await seenOf(reader, [caseId, ...also]);
  const first = [caseId, ...also].find((each) => seen.has(each));
  if (first === undefined) return undefined;
  return {
    caseId: first,
    operationName: seen.get(first) ?? '',
    alsoIn: also.filter((each) => each !== first && seen.has(each)),
  };
}

/** What it is linked to, by name; most exhibits are linked to nothing, and nobody is asked. */
async function linksOf(
  { pool, sight }: Reader,
  { more: { sameAs = [] } }: ExhibitRow,
  alsoIn: readonly string[],
): Promise<Pick<ExhibitView, 'alsoIn' | 'sameAs'>> {
  if (alsoIn.length + sameAs.length === 0) return { alsoIn: [], sameAs: [] };
  const { given, all } = values(alsoIn, sameAs);
  const { rows } = await pool.query<{ id: string; exhibit_ref: string | null; operation_name: string }>(
    `SELECT case_id AS id, NULL AS exhibit_ref, operation_name FROM cases WHERE case_id = ANY($1)
      UNION ALL SELECT exhibit_id, exhibit_ref, coalesce(operation_name, '') FROM exhibits LEFT JOIN cases USING (case_id)
        WHERE exhibit_id = ANY($2) AND ${isSeen(sight, 'case_id', given)}`,
    all,
  );
  const named = new Map(rows.map((row) => [row.id, row]));
  const operationName = (id: string) => named.get(id)?.operation_name ?? '';
  return {
    alsoIn: alsoIn.map((caseId) => ({ caseId, operationName: operationName(caseId) })),
    // Of a record in a case that is not seen nothing is told.
    sameAs: sameAs
      .filter((id) => sight === 'everything' || named.has(id))
      .map((exhibitId) => ({
        exhibitId,
        exhibitRef: named.get(exhibitId)?.exhibit_ref ?? null,
        operationName: operationName(exhibitId),
      })),
  };
}

type More =
  'formerRefs' | 'formerSeals' | 'ownerClaims' | 'holdsOn' | 'discrepancies' | 'attachments' | 'reports' | 'erasures';

const moreOf = (
  { more, discrepancies }: ExhibitRow,
  keyOf: KeyOf,
): Pick<ExhibitView, More | 'indecentImages' | 'disposedAt'> => ({
  indecentImages: more.indecentImages ?? false,
  formerRefs: more.formerRefs ?? [],
  formerSeals: more.formerSeals ?? [],
  ownerClaims: more.ownerClaims ?? [],
  holdsOn: more.holds ?? [],
  discrepancies,
  attachments: more.attachments?.map(({ name, ...attachment }) => ({ ...attachment, name: opened(name, keyOf) })) ?? [],
  reports: more.reports ?? [],
  disposedAt: more.disposedAt ?? null,
  erasures: more.erasures ?? [],
});
