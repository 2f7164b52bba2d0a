import { canonical } from '../canonical.js';
import { parseJson, type JsonObject } from '../json.js';
import { NotANote, openNote, signNote, type Signer, type VerifierKey } from './note.js';

/** What whoever acts is given at once: an event of this hash that is not in the log at `sealBy` was provably deleted. */
export interface Receipt {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly hash: string;
  readonly caseId: string;
  readonly recordedAt: string;
  /** ISO 8601 UTC. */
  readonly sealBy: string;
}

const HEADER = 'continuity/receipt/v1';

export const signReceipt = (receipt: Receipt, signer: Signer): Promise<string> =>
  signNote(`${HEADER}\n${canonical({ ...receipt })}\n`, [signer]);

/** @throws NotANote when it is no receipt, or none of these keys signed it. */
export async function openReceipt(note: string, keys: readonly VerifierKey[]): Promise<Receipt> {
  const [header, json = ''] = (await openNote(note, keys)).split('\n');
  const { stream, revision, id, hash, caseId, recordedAt, sealBy } = (
    header === HEADER ? parseJson(json) : {}
  ) as JsonObject & Receipt;
  const receipt = { stream, revision, id, hash, caseId, recordedAt, sealBy };
  if (header !== HEADER || canonical(receipt) !== json) throw new NotANote('Not a receipt');
  return receipt;
}
