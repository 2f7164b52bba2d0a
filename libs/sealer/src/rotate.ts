import { rename } from 'node:fs/promises';
import pg from 'pg';
import { verifierKey, type VerifierKey } from '#integrity';
import { type Ledger } from '#ledger';
import { LogWriter } from './batch.js';
import { migrateSealedLog, leased } from './sealer.js';
import { SealedLog } from './sealed-log.js';
import { signingKeyFrom } from './signing-key.js';

export interface Rotated {
  readonly old: VerifierKey;
  readonly new: VerifierKey;
  /** The checkpoint that both keys signed. */
  readonly size: number;
  /** The note in which both say so. */
  readonly statement: string;
}

interface Rotating {
  readonly ledger: Ledger;
  readonly url: string;
  readonly file: string;
  readonly origin: string;
  /**
   * Records which key follows which, before the log says so; recorded already, it does nothing. It throws when it is not allowed:
   * nothing is changed then.
   */
  readonly record: (keys: { readonly oldKey: string; readonly newKey: string }) => Promise<void>;
}

/**
 * Makes a new key, has the log say that it follows the one in `file`, and puts it in its place; the old one is gone then. Waits
 * for the log to be free. Whatever it was stopped in, run again it finishes that: until the log has said so, the old key signs.
 *
 * @throws SealRefused when nothing is sealed yet, or the log is not what was signed; what `record` throws.
 */
export async function rotateKey({ ledger, url, file, origin, record }: Rotating, stop: AbortSignal): Promise<Rotated> {
  await migrateSealedLog(url);
  const client = new pg.Client({ connectionString: url, application_name: 'continuity rotate-key', keepAlive: true });
  await client.connect();
  try {
    if (!(await leased(client, stop))) throw new Error('Stopped while somebody else was sealing the log');
    const old = await signingKeyFrom(file, origin);
    const next = await signingKeyFrom(`${file}.next`, origin);
    const { attested } = new SealedLog(client);
    const said = async () => (await attested.rotations()).at(-1)?.statement ?? '';
    const keys = { oldKey: verifierKey(old).vkey, newKey: verifierKey(next).vkey };
    const isSaid = (await said()).includes(`\nnew ${keys.newKey}\n`);
    const writer = isSaid ? undefined : await LogWriter.open(client, ledger, old, Date.now);
    await record(keys);
    await (writer ? writer.rotate(next) : LogWriter.open(client, ledger, next, Date.now, old));
    await rename(`${file}.next`, file);
    const size = (await new SealedLog(client).checkpoint())?.size ?? 0;
    return { old: verifierKey(old), new: verifierKey(next), size, statement: await said() };
  } finally {
    await client.end();
  }
}
