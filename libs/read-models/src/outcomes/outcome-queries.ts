import { londonDay } from '#custody';
import { type Reader } from '../queries/reader.js';
import { type OutcomesView, type UnitOutcomes } from '../views.js';

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
  const today = londonDay(now);
  return {
    year,
    asOf: today.startsWith(String(year)) ? today : `${year}-12-31`,
    units: rows,
    total: { charges: sum('charges'), custodialMonths: sum('custodialMonths'), sentences: sum('sentences') },
  };
}
