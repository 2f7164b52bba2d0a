import { type Cosigner, type TrustedRoots, cosign, parseCheckpoint, splitNote } from '#integrity';
import { pause } from '#ledger';
import { authority } from './authorities.js';
import { openSealedLog, type Sealed } from './sealed-log.js';
import { type SealerLog } from './sealer.js';
import { keepCosignature, witness, type Witness } from './witnesses.js';

/** Who says something of checkpoints: a witness, an authority, the log's second key. */
export interface Attestor {
  readonly name: string;
  isDue(newest: Sealed): Promise<boolean>;
  /** Does nothing where it has said so already. @throws Error when it is out of reach, or what it says is wrong. */
  attest(sealed: Sealed): Promise<void>;
}

export interface AttestingOptions {
  readonly url: string;
  readonly log: SealerLog;
  readonly cosigner?: Cosigner | undefined;
  readonly witnesses?: readonly Witness[];
  /** URLs of RFC 3161 authorities, and the roots that their stamps have to lead to. */
  readonly authorities?: readonly string[];
  readonly roots?: TrustedRoots;
  /** Between two stamps of an authority; a quarter of an hour unless told. */
  readonly everyMs?: number;
  /** How often it is looked whether there is a newer checkpoint; 500 ms unless told. */
  readonly lookMs?: number;
  readonly clock?: () => number;
}

export interface Attesting {
  /** Has the checkpoint of a size attested by all, as far as they answer within seconds. Never throws: a pack is made all the same. */
  readonly attest: (size: number) => Promise<void>;
  stop(): Promise<void>;
}

const LONGEST_PAUSE_MS = 5 * 60_000;

/**
 * Has each newest checkpoint cosigned and, every so often, stamped. Each of those who do so has a loop of its own: one that is
 * down holds up nothing and nobody, and is asked again after a while, at longest five minutes. Several processes may do this.
 */
export function startAttesting(options: AttestingOptions): Attesting {
  const { url, log: told, cosigner, witnesses = [], authorities = [], roots = [] } = options;
  const { everyMs = 15 * 60_000, lookMs = 500, clock = Date.now } = options;
  const trouble = (error: unknown): undefined => void told.warn({ err: error }, 'attesting: trouble with the database');
  const { log, pool, close } = openSealedLog(url, trouble);
  const stop = new AbortController();
  const cosigners: readonly Attestor[] = [
    ...(cosigner ? [ownCosigner(cosigner)] : []),
    ...witnesses.map((one) => witness(one, log, pool, stop.signal)),
  ];
  const stamping = authorities.map((one) => authority({ url: one, roots, everyMs, clock }, log, pool, stop.signal));

  function ownCosigner(key: Cosigner): Attestor {
    const has = async (size: number) =>
      (await pool.query('SELECT 1 FROM seal.cosignatures WHERE size = $1 AND vkey = $2', [size, key.vkey])).rows
        .length > 0;
    return {
      name: 'ML-DSA-44',
      isDue: async ({ size }) => !(await has(size)),
      attest: async ({ size, note }) =>
        keepCosignature(pool, size, key.vkey, cosign(parseCheckpoint(splitNote(note).text), key)),
    };
  }

  const keepOn = async (attestor: Attestor) => {
    for (let failures = 0; !stop.signal.aborted;) {
      try {
        const newest = await log.checkpoint();
        if (newest && (await attestor.isDue(newest))) await attestor.attest(newest);
        failures = 0;
        await pause(lookMs, stop.signal);
      } catch (error) {
        if (stop.signal.aborted) return;
        told.warn({ err: error, attestor: attestor.name }, 'a checkpoint is not attested; trying again');
        await pause(Math.min(LONGEST_PAUSE_MS, lookMs * 2 ** failures), stop.signal);
        failures += 1;
      }
    }
  };
  const once = (attestor: Attestor, sealed: Sealed) =>
    attestor.attest(sealed).catch((error: unknown) => {
      told.warn({ err: error, attestor: attestor.name, size: sealed.size }, 'a checkpoint is not attested');
    });
  const loops = [...cosigners, ...stamping].map(keepOn);
  return {
    async attest(size) {
      const sealed = await log.checkpoint(size).catch(trouble);
      if (!sealed) return;
      // The cosignatures first, so that the stamp is on them as well.
      await Promise.all(cosigners.map((one) => once(one, sealed)));
      await Promise.all(stamping.map((one) => once(one, sealed)));
    },
    async stop() {
      stop.abort();
      await Promise.all(loops);
      await close();
    },
  };
}
