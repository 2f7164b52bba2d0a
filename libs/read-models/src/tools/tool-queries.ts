import { type Reader } from '../queries/reader.js';
import { type ToolView } from '../views.js';
import { type ToolRow } from './tools.js';

/** The whole register, by name: a lab has some dozens of tools. */
export async function tools({ pool }: Reader): Promise<readonly ToolView[]> {
  const { rows } = await pool.query<ToolRow>('SELECT * FROM tools ORDER BY lower(tool), tool');
  return rows.map(({ tool, versions }) => ({ tool, versions }));
}
