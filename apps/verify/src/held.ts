import {
  attempt,
  parseCosignerKey,
  parseVerifierKey,
  revocationListsFrom,
  rootsFromPem,
  type VerifyOptions,
} from '#integrity';

export const WARNINGS = ['no-time-stamp', 'key-in-pack', 'stamps-unchecked'] as const;

/** What a reader holds, as it was typed, and the contents of the files that were named. */
export interface Held {
  /** Keys of the log: Ed25519 ones, and at most one ML-DSA-44. */
  readonly keys: readonly string[];
  readonly known: readonly string[];
  /** PEM. */
  readonly tsaRoots: readonly string[];
  readonly tsaRevoked: readonly Uint8Array[];
  readonly witnesses: readonly string[];
  /** A number; all of the witnesses when it is not said. */
  readonly witnessesNeeded: string | undefined;
  readonly receipts: readonly string[];
  readonly receiptKeys: readonly string[];
  readonly accept: readonly (typeof WARNINGS)[number][];
}

/** The same for the command line and for the page. @throws Error for what cannot be understood, in a sentence. */
export function optionsFrom({ keys, tsaRoots, tsaRevoked, witnesses, witnessesNeeded, ...as }: Held): VerifyOptions {
  const ofLog = keys.filter((vkey) => attempt(() => parseVerifierKey(vkey)));
  const [cosigner, ...others] = keys.filter((vkey) => !ofLog.includes(vkey));
  if (cosigner !== undefined && attempt(() => parseCosignerKey(cosigner))?.kind !== 'ml-dsa-44')
    throw new Error(`${cosigner} is not the key of a log`);
  if (others.length > 0) throw new Error('A log has one ML-DSA-44 key');
  for (const vkey of as.receiptKeys)
    if (!attempt(() => parseVerifierKey(vkey))) throw new Error(`${vkey} is not a key of receipts`);
  for (const vkey of witnesses)
    if (!attempt(() => parseCosignerKey(vkey))) throw new Error(`${vkey} is not the key of a witness`);
  const needed = Number(witnessesNeeded ?? witnesses.length);
  if (!Number.isInteger(needed) || needed < 0 || needed > witnesses.length)
    throw new Error('How many witnesses are needed is a number, at most that of the witnesses given');
  tsaRoots.forEach(rootsFromPem);
  tsaRevoked.forEach(revocationListsFrom);
  return {
    ...as,
    ...{ derived: true, tsaRevoked, witnesses, witnessesNeeded: needed },
    ...(ofLog.length > 0 ? { keys: ofLog } : {}),
    ...(cosigner === undefined ? {} : { cosigner }),
    ...(tsaRoots.length === 0 ? {} : { tsaRoots: tsaRoots.join('\n') }),
  };
}
