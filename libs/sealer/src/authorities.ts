import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { openReply, stampRequest, type TrustedRoots } from '#integrity';
import { type Attestor } from './attesting.js';
import { type SealedLog } from './sealed-log.js';

const PATIENCE_MS = 10_000;
const REPLY_AT_MOST = 64 * 1024;

/** Has an RFC 3161 authority stamp the newest checkpoint every so often: the note as it is published then. */
export function authority(
  { url, roots, everyMs, clock }: { url: string; roots: TrustedRoots; everyMs: number; clock: () => number },
  log: SealedLog,
  pool: pg.Pool,
  stop: AbortSignal,
): Attestor {
  const last = async (): Promise<{ readonly size: number; readonly at: number }> => {
    const { rows } = await pool.query<{ size: string; stamped_at: Date }>(
      'SELECT size, stamped_at FROM seal.anchors WHERE url = $1 ORDER BY size DESC LIMIT 1',
      [url],
    );
    return rows[0] ? { size: Number(rows[0].size), at: rows[0].stamped_at.getTime() } : { size: 0, at: 0 };
  };
  return {
    name: new URL(url).host,
    async isDue({ size }) {
      const stamped = await last();
      return stamped.size < size && clock() - stamped.at >= everyMs;
    },
    async attest({ size, note }) {
      const { rows } = await pool.query('SELECT 1 FROM seal.anchors WHERE url = $1 AND size = $2', [url, size]);
      if (rows.length > 0) return;
      const published = note + (await log.attested.cosignatures(size));
      const nonce = randomBytes(8);
      const sentAt = clock();
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
        body: new Uint8Array(await stampRequest(published, nonce)),
        signal: AbortSignal.any([stop, AbortSignal.timeout(PATIENCE_MS)]),
      });
      if (!answer.ok) throw new Error(`The authority answered ${answer.status}`);
      const reply = Buffer.from(await answer.arrayBuffer());
      if (reply.length > REPLY_AT_MOST) throw new Error('The reply of the authority is too long');
      const asked = { note: published, nonce, sentAt, receivedAt: clock() };
      const stamp = await openReply(reply, asked, roots);
      await pool.query(
        `INSERT INTO seal.anchors (size, authority, stamped_at, note, reply, url)
         VALUES ($1, $2, to_timestamp($3 / 1000.0), $4, $5, $6) ON CONFLICT DO NOTHING`,
        [size, stamp.authority, stamp.stampedAt, published, reply, url],
      );
    },
  };
}
