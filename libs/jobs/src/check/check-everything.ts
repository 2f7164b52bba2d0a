import { counted, type Signer, type TrustedRoots } from '#integrity';
import { type Ledger } from '#ledger';
import { compareWithRebuild, type NameKeys } from '#read-models';
import { checkWholeLedger, SealedLog } from '#sealer';
import type pg from 'pg';
import { keyChangesThatDiffer } from './key-changes.js';

export interface CheckedParts {
  readonly ledger: Ledger;
  /** Where the sealed log and the read models are. */
  readonly url: string;
  readonly ledgerUrl: string | undefined;
  /** What the index of names is made by. */
  readonly names: NameKeys;
  readonly database: Pick<pg.ClientBase, 'query'>;
  readonly signingKey: Pick<Signer, 'name' | 'publicKey'>;
  /** Of the authorities that stamp the log; undefined where none does. */
  readonly roots?: TrustedRoots | undefined;
}

export interface CheckResult {
  readonly events: number;
  readonly entries: number;
  readonly checkpoints: number;
  readonly unsealed: number;
  /** A line for each thing that differs, at most about 100. */
  readonly differences: readonly string[];
  readonly milliseconds: number;
}

/**
 * Checks the whole ledger against itself and the sealed log, and every read model against a rebuild.
 *
 * @param live while the product runs: what was recorded a moment ago need not be sealed and in the read models yet.
 */
export async function checkEverything(
  { ledger, url, ledgerUrl, names, database, signingKey, roots }: CheckedParts,
  live: boolean,
): Promise<CheckResult> {
  const began = performance.now();
  const sealed = await checkWholeLedger(ledger, database, signingKey, undefined, roots);
  const tables = await compareWithRebuild({ ledger, url, ledgerUrl, names, live });
  const unsealed =
    live || sealed.unsealed === 0
      ? []
      : [`in the ledger and not in the sealed log: ${counted(sealed.unsealed, 'event')}`];
  const { events, entries, checkpoints } = sealed;
  const differences = [
    ...sealed.differences.map(({ what, stream, revision, leaf }) =>
      [
        what,
        stream,
        revision === undefined ? undefined : `revision ${revision}`,
        leaf === undefined ? undefined : `leaf ${leaf}`,
      ]
        .filter((part) => part !== undefined)
        .join(', '),
    ),
    ...unsealed,
    ...(await keyChangesThatDiffer(ledger, new SealedLog(database))),
    ...tables.map(
      ({ table, missing, surplus }) =>
        `read model ${table}: ${counted(missing, 'row')} missing, ${surplus} not as a rebuild makes them`,
    ),
  ];
  const milliseconds = Math.round(performance.now() - began);
  return { events, entries, checkpoints, unsealed: sealed.unsealed, differences, milliseconds };
}
