import { eventHash } from '../event.js';
import { decodeEntry, streamTag } from '../log/entry.js';
import { type Head } from '../log/heads.js';
import { leafHash } from '../log/merkle.js';
import { NotANote, parseVerifierKey } from '../log/note.js';
import { parseProof, verifyProof } from '../log/proof-file.js';
import { openReceipt, type Receipt } from '../log/receipt.js';
import { exitOf, type Finding, type Report } from './findings.js';
import { type Manifest, type PackedEvent } from './format.js';

/** Receipts that a reader was handed, and the keys of receipts as they came by another way. */
export interface HeldReceipts {
  readonly receipts?: readonly string[];
  readonly receiptKeys?: readonly string[];
}

/** What the log of a pack says of receipts; `heads` are those of all streams of its case. */
export async function checkReceipts(
  { receipts = [], receiptKeys = [] }: HeldReceipts,
  { manifest, heads, events }: { manifest: Manifest; heads: readonly Head[]; events: AsyncIterable<PackedEvent> },
  on: { readonly checked: string[]; readonly findings: Finding[] },
): Promise<void> {
  const held = new Map<string, Receipt>();
  for (const note of receipts) {
    const receipt = await openReceipt(note, receiptKeys.map(parseVerifierKey)).catch((error: Error) => error);
    if (receipt instanceof Error) on.findings.push({ kind: 'untrusted', what: `a receipt: ${receipt.message}` });
    else held.set(placeOf(receipt), receipt);
  }
  if (held.size === 0) return;
  for await (const { event } of events) {
    const receipt = held.get(placeOf(event));
    if (!receipt) continue;
    held.delete(placeOf(event));
    const { stream, revision } = receipt;
    if (eventHash(event) === receipt.hash)
      on.checked.push(`The event of your receipt, revision ${revision} of ${stream}, is in the log.`);
    else
      on.findings.push({
        ...{ kind: 'not in the log', stream, revision },
        what: 'your receipt is of another event: that one was provably taken out and this one put in its place',
      });
  }
  for (const receipt of held.values()) on.findings.push(absent(receipt, manifest, heads));
}

const placeOf = ({ stream, revision }: { stream: string; revision: number }) => `${stream}\n${revision}`;

/** What it means that the event of a receipt is not in the pack. */
function absent(receipt: Receipt, { caseId, sealedAt }: Manifest, heads: readonly Head[]): Finding {
  const { stream, revision, sealBy } = receipt;
  const tag = streamTag(receipt.caseId, stream);
  const inLog = heads.find((head) => head.tag.equals(tag))?.count ?? 0;
  const where = { stream, revision };
  if (receipt.caseId !== caseId)
    return { kind: 'warning', what: `your receipt is of another case, ${receipt.caseId}`, ...where };
  if (revision < inLog)
    return { kind: 'warning', what: 'the log has an event there, which this pack does not show', ...where };
  if (sealedAt < sealBy)
    return {
      ...{ kind: 'warning', ...where },
      what: `your receipt says that it is in the log by ${sealBy}; the pack is of ${sealedAt}: ask for a later one`,
    };
  return {
    ...{ kind: 'not in the log', ...where },
    what: `your receipt says that it is in the log by ${sealBy}, and at ${sealedAt} it is not: it was provably deleted`,
  };
}

/**
 * Whether a proof (C2SP tlog-proof, with the entry as its extra data) shows the event of a receipt to be in the log.
 *
 * @param keys of the log, as they came by another way.
 */
export async function verifyReceipt(
  note: string,
  proofText: string,
  keys: readonly string[],
  receiptKeys: readonly string[],
): Promise<Report> {
  const checked: string[] = [];
  const findings: Finding[] = [];
  try {
    const receipt = await openReceipt(note, receiptKeys.map(parseVerifierKey));
    const proof = parseProof(proofText);
    const bytes = Buffer.from(proof.extra ?? '', 'base64');
    const { size, origin } = await verifyProof(proof, leafHash(bytes), keys.map(parseVerifierKey));
    const entry = decodeEntry(bytes);
    const { stream, revision, caseId } = receipt;
    const isIts =
      entry.is === 'event' &&
      entry.revision === revision &&
      entry.tag.equals(streamTag(caseId, stream)) &&
      entry.hash.toString('base64url') === receipt.hash;
    if (isIts)
      checked.push(
        `The event of the receipt, revision ${revision} of ${stream}, is in the log ${origin}: leaf ${proof.index} of ${size}, sealed at ${new Date(entry.sealedAt).toISOString()}.`,
      );
    else
      findings.push({
        kind: 'not in the log',
        what: 'the proof is of another event than the receipt',
        stream,
        revision,
      });
  } catch (error) {
    if (!(error instanceof NotANote)) throw error;
    findings.push({ kind: 'untrusted', what: error.message });
  }
  return { exit: exitOf(findings, true), checked, findings, notChecked: ['Whether what was recorded is true.'] };
}
