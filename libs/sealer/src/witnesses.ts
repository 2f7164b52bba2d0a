import type pg from 'pg';
import { cosignatureOf, parseCosignerKey, type CosignerKey } from '#integrity';
import { type Attestor } from './attesting.js';
import { type Sealed, type SealedLog } from './sealed-log.js';

/** Who watches that the log only grows: C2SP tlog-witness. */
export interface Witness {
  readonly key: CosignerKey;
  /** Without a slash at its end; `/add-checkpoint` is under it. */
  readonly url: string;
}

const PATIENCE_MS = 10_000;
const ANSWER_AT_MOST = 64 * 1024;

/** @param text the witness's verifier key, a space, its URL. @throws Error that says what is wrong. */
export function parseWitness(text: string): Witness {
  const [vkey = '', url = '', ...more] = text.trim().split(/\s+/);
  if (more.length > 0 || !/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new Error('a witness is its verifier key, a space, and its URL');
  const key = parseCosignerKey(vkey);
  if (key.kind !== 'ed25519') throw new Error('the key of a witness is an Ed25519 one (type 0x04)');
  return { key, url: url.replace(/\/+$/, '') };
}

/** Has a witness cosign each newest checkpoint. It is shown that the log only grew since the one that it saw last. */
export function witness({ key, url }: Witness, log: SealedLog, pool: pg.Pool, stop: AbortSignal): Attestor {
  const seen = async (): Promise<number> => {
    const { rows } = await pool.query<{ size: string | null }>(
      'SELECT max(size) AS size FROM seal.cosignatures WHERE vkey = $1',
      [key.vkey],
    );
    return Number(rows[0]?.size ?? 0);
  };
  const ask = async (old: number, { size, note }: Sealed): Promise<Response> => {
    const proof = old > 0 && old < size ? await log.consistency(old, size) : [];
    const lines = [`old ${old}`, ...proof.map((hash) => hash.toString('base64')), '', note];
    return fetch(`${url}/add-checkpoint`, {
      method: 'POST',
      body: lines.join('\n'),
      signal: AbortSignal.any([stop, AbortSignal.timeout(PATIENCE_MS)]),
    });
  };
  return {
    name: key.name,
    isDue: async ({ size }) => (await seen()) < size,
    async attest(sealed) {
      const { size, note } = sealed;
      let answer = await ask(Math.min(await seen(), size), sealed);
      if (answer.status === 409) {
        const known = Number((await answer.text()).trim());
        // It has seen a larger one already, which follows from this one: then it does not sign this one any more.
        if (!Number.isSafeInteger(known) || known > size) return;
        answer = await ask(known, sealed);
      }
      if (!answer.ok) throw new Error(`The witness ${key.name} answered ${answer.status}`);
      const lines = await answer.text();
      const found = lines.length <= ANSWER_AT_MOST ? await cosignatureOf(note + lines, key) : undefined;
      if (!found) throw new Error(`The witness ${key.name} did not cosign`);
      await keepCosignature(pool, size, key.vkey, found.line);
    },
  };
}

export async function keepCosignature(pool: pg.Pool, size: number, vkey: string, line: string): Promise<void> {
  await pool.query('INSERT INTO seal.cosignatures (size, vkey, line) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    ...[size, vkey, line],
  ]);
}
