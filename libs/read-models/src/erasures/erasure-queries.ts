import { type StoredFacts } from '#custody';
import { type Position } from '#ledger';
import { type Line } from '../entries/entries.js';
import { type Reader } from '../queries/reader.js';
import { type ErasedView } from '../views.js';

/** What was erased after a position, in that order, at most 1,000. */
export async function erased({ pool }: Reader, after: Position): Promise<readonly ErasedView[]> {
  const { rows } = await pool.query<{ line: string }>(
    `SELECT coalesce(line, long) AS line FROM entries WHERE type = 'PersonalDataErased' AND position > $1
      ORDER BY position LIMIT 1000`,
    [after],
  );
  const told = rows.map(({ line }) => {
    const [position, , , , , , , , , , , , facts] = JSON.parse(line) as Line;
    return { position, subjects: (facts as unknown as StoredFacts['PersonalDataErased']).subjects };
  });
  const named = await pool.query<{ subject: string; exhibits: readonly string[] }>(
    'SELECT subject, exhibits FROM people WHERE subject = ANY($1)',
    [told.flatMap(({ subjects }) => subjects)],
  );
  const naming = new Map(named.rows.map(({ subject, exhibits }) => [subject, exhibits]));
  return told.map(({ position, subjects }) => {
    const streams = subjects.flatMap((subject) => [
      subject.split('/')[0],
      ...(naming.get(subject) ?? []).map((exhibitId) => `exhibit-${exhibitId}`),
    ]);
    return { position, subjects, streams: [...new Set(streams)] };
  });
}
