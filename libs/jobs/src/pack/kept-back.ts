import { disclosureStream, entryOf, keptBack, scheduledEntries, tellsWhatIsKeptBack } from '#custody';
import { type Redaction } from '#integrity';
import { type Ledger } from '#ledger';
import { type PackRequest } from './request.js';
import { sealedEvents, type PackedStream } from './sealed-events.js';

/**
 * What the pack keeps back although nobody asked for that, as of its checkpoint; of what it holds, so that it does not tell what
 * else there is.
 *
 * @param streams all of the case. @throws Error when the ledger is not what was sealed.
 */
export async function keptBackIn(
  streams: readonly PackedStream[],
  isInPack: (stream: string) => boolean,
  { ledger }: { readonly ledger: Pick<Ledger, 'readStream'> },
  request: Pick<PackRequest, 'caseId' | 'packId' | 'includes'>,
): Promise<readonly Redaction[]> {
  const schedules = streams.find(({ stream }) => stream === disclosureStream(request));
  const scheduled = schedules ? (await sealedEvents(schedules, ledger)).map(entryOf) : [];
  const about = scheduledEntries(scheduled);
  const entries = scheduled.filter(({ type }) => tellsWhatIsKeptBack(type));
  for (const stream of streams.filter((one) => one !== schedules)) {
    const events = await sealedEvents(stream, ledger);
    entries.push(...events.filter(({ id, type }) => tellsWhatIsKeptBack(type) || about.has(id)).map(entryOf));
  }
  const streamOf = new Map(entries.map(({ id, stream }) => [id, stream]));
  return keptBack(entries, request)
    .map(({ within, reason }) => ({ within: within.filter((one) => isInPack(streamOf.get(one) ?? one)), reason }))
    .filter(({ within }) => within.length > 0);
}
