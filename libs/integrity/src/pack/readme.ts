import { type Manifest } from './format.js';

/**
 * README.txt: what a pack is, in plain English, and how to check it. The same manifest, the same text.
 *
 * @param covered leaves of the log that the last time-stamp covers.
 */
export const readme = (
  { caseId, sealedAt, size, events, streams, redactions, purpose }: Omit<Manifest, 'files'>,
  vkey: string,
  covered?: number,
): string =>
  `DISCLOSURE PACK
Case ${caseId}
As of ${sealedAt} (${size} leaves of the sealed log)
Purpose: ${purpose}

This pack holds ${events} entries in ${streams} records of the chain of custody of this case: every one that had been made by
that moment, in the order in which they were made. Anybody can check, without us and without a network, that none of them was
altered, left out, added, reordered or put in later:

    npx continuity-verify PACK.zip --key "${vkey}"

The key above must be the one that was given to you by another way than this pack, on the disclosure schedule for example.
If somebody exchanged the pack they could have exchanged this text too.

WHAT IS KEPT BACK
${redactions.length === 0 ? 'Nothing was kept back by the person who made this pack.' : redactions.map(({ type, field, reason }) => `- ${field ?? 'every field'} of ${type ?? 'every entry'}: ${reason}`).join('\n')}
Personal data that was erased by law cannot be shown; that it was there still can be checked.

WHAT IS IN IT
manifest.json, manifest.sig   what this pack is, and the log's signature under it
events.jsonl                  the entries, one a line: what is covered by the hash, and the fields that are shown
heads.json                    how many entries each record of the case has: nothing is left out
proof.bin, checkpoint.txt     that all of them are in the log, and the signed head of the log
earlier.json                  that the log is the one that was shown in earlier packs of this case
keys.json                     the key that signed, and those before it
cosignatures.txt              who else signed the head of the log: witnesses that saw it grow
anchors.json, anchors/        time-stamps of independent authorities: what was in the log by when

WHAT A CHECK CANNOT SAY
Whether what somebody recorded was true. Whether the log was shown differently to others: compare checkpoints.
${covered === undefined ? 'No time-stamp authority has stamped this log; its times are its own.' : `The last time-stamp covers ${covered} of ${size} leaves; for what came after it the times are those of the log itself.`}
`;
