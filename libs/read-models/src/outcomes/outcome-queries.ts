import { londonDay } from '#custody';
import { type Reader } from '../queries/reader.js';
import { type OutcomesView, type ResultTimes, type UnitOutcomes, type WorkView } from '../views.js';

/**
 * What was achieved in a calendar year, by unit.
 *
 * @param now ISO 8601: of the year it is in, what happened up to today is counted.
 */
export async function outcomes(
  { pool }: Reader,
  year: number,
  unit: string | undefined,
  now: string,
): Promise<OutcomesView> {
  const { rows } = await pool.query<UnitOutcomes>(
    `SELECT counted.unit, sum(charges) AS charges, sum(months) AS "custodialMonths", sum(sentences) AS sentences
      FROM outcomes, json_to_recordset(counted) AS counted (at timestamptz, unit text, charges int, months int, sentences int)
      WHERE extract(year FROM at AT TIME ZONE 'Europe/London') = $1 AND ($2::text IS NULL OR counted.unit = $2)
      GROUP BY counted.unit ORDER BY counted.unit`,
    [year, unit ?? null],
  );
  const sum = (of: Exclude<keyof UnitOutcomes, 'unit'>) => rows.reduce((total, row) => total + row[of], 0);
  return {
    year,
    asOf: lastDayOf(year, now),
    units: rows,
    total: { charges: sum('charges'), custodialMonths: sum('custodialMonths'), sentences: sum('sentences') },
  };
}

/** The last day of a year that can be counted. */
function lastDayOf(year: number, now: string): string {
  const today = londonDay(now);
  return today.startsWith(String(year)) ? today : `${year}-12-31`;
}

const OFFENCES_SHOWN = 20;

/** A sentence counts under its principal offence, or the only one that the person was ever charged with. */
const BY_OFFENCE = `
  WITH counted AS (
      SELECT suspect_id, offences, months, principal
      FROM outcomes, json_to_recordset(counted) AS c (at timestamptz, unit text, offences json, months int, principal text)
      WHERE extract(year FROM at AT TIME ZONE 'Europe/London') = $1 AND ($2::text IS NULL OR c.unit = $2)),
    single AS (
      SELECT suspect_id, min(description) AS offence
      FROM outcomes, json_to_recordset(counted) AS c (offences json), json_to_recordset(c.offences) AS o (description text)
      WHERE suspect_id IN (SELECT suspect_id FROM counted WHERE months > 0)
      GROUP BY suspect_id HAVING count(DISTINCT description) = 1),
    each AS (
      SELECT description AS offence, counts, 0 AS months
      FROM counted, json_to_recordset(offences) AS o (description text, counts int)
      UNION ALL
      SELECT coalesce(principal, single.offence), 0, months FROM counted LEFT JOIN single USING (suspect_id) WHERE months > 0)
  SELECT offence, sum(counts)::int AS charges, sum(months)::int AS "custodialMonths"
  FROM each GROUP BY offence ORDER BY charges DESC, "custodialMonths" DESC, offence LIMIT ${OFFENCES_SHOWN}`;

/**
 * Charges and custody by offence, and how long it took from seizure to the first result, in a calendar year.
 *
 * @param now ISO 8601.
 */
export async function work({ pool }: Reader, year: number, unit: string | undefined, now: string): Promise<WorkView> {
  const [{ rows: offences }, { rows }] = await Promise.all([
    pool.query<WorkView['offences'][number]>(BY_OFFENCE, [year, unit ?? null]),
    pool.query<ResultTimes & { unit: string | null }>(
      `WITH completed AS (
          SELECT exhibit_id, min((coalesce(line, long)::json->>5)::timestamptz) AS at FROM entries
          WHERE type = 'ExaminationCompleted' GROUP BY exhibit_id),
        taken AS (
          SELECT unit, extract(epoch FROM at - seized_at::timestamptz) / 86400 AS days
          FROM completed JOIN exhibits USING (exhibit_id) JOIN cases USING (case_id)
          WHERE seized_at IS NOT NULL AND extract(year FROM at AT TIME ZONE 'Europe/London') = $1
            AND ($2::text IS NULL OR unit = $2))
        SELECT unit, count(*)::int AS exhibits,
          round(percentile_cont(0.5) WITHIN GROUP (ORDER BY days)::numeric, 1)::float AS "medianDays",
          round(percentile_cont(0.9) WITHIN GROUP (ORDER BY days)::numeric, 1)::float AS "ninetiethDays"
        FROM taken GROUP BY GROUPING SETS ((unit), ()) ORDER BY unit NULLS LAST`,
      [year, unit ?? null],
    ),
  ]);
  const all = rows.find((row) => row.unit === null);
  return {
    year,
    asOf: lastDayOf(year, now),
    offences,
    results: rows.flatMap(({ unit: of, ...times }) => (of === null ? [] : [{ unit: of, ...times }])),
    allResults: all
      ? { exhibits: all.exhibits, medianDays: all.medianDays, ninetiethDays: all.ninetiethDays }
      : { exhibits: 0, medianDays: null, ninetiethDays: null },
  };
}
