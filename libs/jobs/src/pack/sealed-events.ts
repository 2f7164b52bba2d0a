import { type Ledger, type LedgerEvent } from '#ledger';

/** A stream as far as a pack's checkpoint has it. */
export interface PackedStream {
  readonly stream: string;
  readonly entries: readonly {
    readonly leaf: number;
    readonly entry: { readonly hash: Buffer; readonly sealedAt: number };
  }[];
}

/** The events of a stream that were sealed by then. @throws Error when it is not what was sealed. */
export async function sealedEvents(
  { stream, entries }: PackedStream,
  ledger: Pick<Ledger, 'readStream'>,
): Promise<readonly LedgerEvent[]> {
  const events = (await ledger.readStream(stream)).slice(0, entries.length);
  for (const [revision, { entry }] of entries.entries())
    if (events[revision]?.hash !== entry.hash.toString('base64url'))
      throw new Error(`${stream} revision ${revision} in the ledger is not what was sealed`);
  return events;
}
