import { entryOf, folded, LOG_KEY_STREAM, logKeyAggregate } from '#custody';
import { type Ledger } from '#ledger';
import { SealedLog } from '#sealer';
import { type CheckedParts } from './check-everything.js';

/**
 * Whether the keys of the sealed log followed one another as two people agreed in the ledger: whoever has the key alone can change
 * it, in a log that verifies.
 *
 * @returns a line for each change that one of the two has and the other has not.
 */
export async function keyChangesThatDiffer(
  ledger: Ledger,
  database: CheckedParts['database'],
): Promise<readonly string[]> {
  const { rotations } = folded(logKeyAggregate, LOG_KEY_STREAM, (await ledger.readStream(LOG_KEY_STREAM)).map(entryOf));
  const agreed = rotations.flatMap((each) =>
    each.is === 'rotated' ? [`old ${each.rotated.oldKey}\nnew ${each.rotated.newKey}\n`] : [],
  );
  const made = await new SealedLog(database).attested.rotations();
  return [
    ...made
      .filter(({ statement }) => !agreed.some((keys) => statement.includes(keys)))
      .map(({ leaf }) => `the key of the log was changed without the word of two people in the ledger, leaf ${leaf}`),
    ...agreed
      .filter((keys) => !made.some(({ statement }) => statement.includes(keys)))
      .map(() => 'the ledger has a change of the key that the log has not: run rotate-key again'),
  ];
}
