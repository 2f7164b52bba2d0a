import { entryOf, folded, LOG_KEY_STREAM, logKeyAggregate, type KeyRotation } from '#custody';
import { type Ledger } from '#ledger';
import { type SealedLog } from '#sealer';

/** Every change of the log's key that was asked for, the latest behind all others, as the ledger has them now. */
export async function keyRotationsIn(ledger: Pick<Ledger, 'readStream'>): Promise<readonly KeyRotation[]> {
  const entries = (await ledger.readStream(LOG_KEY_STREAM)).map(entryOf);
  return folded(logKeyAggregate, LOG_KEY_STREAM, entries).rotations;
}

/**
 * Whether the keys of the sealed log followed one another as two people agreed in the ledger: whoever has the key alone can change
 * it, in a log that verifies.
 *
 * @returns a line for each change that one of the two has and the other has not.
 */
export async function keyChangesThatDiffer(
  ledger: Pick<Ledger, 'readStream'>,
  { attested }: Pick<SealedLog, 'attested'>,
): Promise<readonly string[]> {
  const agreed = (await keyRotationsIn(ledger)).flatMap((each) =>
    each.is === 'rotated' ? [`old ${each.rotated.oldKey}\nnew ${each.rotated.newKey}\n`] : [],
  );
  const made = await attested.rotations();
  return [
    ...made
      .filter(({ statement }) => !agreed.some((keys) => statement.includes(keys)))
      .map(({ leaf }) => `the key of the log was changed without the word of two people in the ledger, leaf ${leaf}`),
    ...agreed
      .filter((keys) => !made.some(({ statement }) => statement.includes(keys)))
      .map(() => 'the ledger has a change of the key that the log has not: run rotate-key again'),
  ];
}
