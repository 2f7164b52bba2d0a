import { redactedInWords, type Manifest } from './format.js';

/**
 * README.txt: what a pack is, in plain English, and how to check it. The same manifest, the same text.
 *
 * @param covered leaves of the log that the last time-stamp covers.
 */
export const readme = (
  { caseId, scope, sealedAt, size, events, streams, redactions, purpose }: Omit<Manifest, 'files'>,
  vkey: string,
  covered?: number,
): string =>
  `DISCLOSURE PACK
Case ${caseId}
As of ${sealedAt} (${size} leaves of the sealed log)
Purpose: ${purpose}

${held(scope.length, events, streams)}
Anybody can check, without us and without a network, that none of them was altered, left out, added, reordered or put in later:

    npx continuity-verify PACK.zip --key "${vkey}"

The key above must be the one that was given to you by another way than this pack, on the disclosure schedule for example.
If somebody exchanged the pack they could have exchanged this text too.

WHAT IS KEPT BACK
${redactions.length === 0 ? 'Nothing was kept back by the person who made this pack.' : redactions.map((redaction, index) => `${index + 1}. ${redactedInWords(redaction)}: ${redaction.reason}`).join('\n')}
Personal data that was erased by law cannot be shown; that it was there still can be checked.

WHAT IS IN IT
manifest.json, manifest.sig   what this pack is, and the log's signature under it
events.jsonl                  the entries, one a line: what is covered by the hash, and the fields that are shown
heads.json                    how many entries each record of the case has: nothing is left out
custody-records/              the custody record of each exhibit, as PDF for people to read
case-uco.jsonld               the same facts as CASE/UCO JSON-LD, for other forensic tools
proof.bin, checkpoint.txt     that all of them are in the log, and the signed head of the log
earlier.json                  that the log is the one that was shown in earlier packs of this case
keys.json                     the key that signed, and those before it
cosignatures.txt              who else signed the head of the log: witnesses that saw it grow
anchors.json, anchors/        time-stamps of independent authorities: what was in the log by when

ON PAPER
The QR code of a custody record holds the mark of this pack: SHA-256 of "continuity/pack-mark/v1", SHA-256 of events.jsonl and
SHA-256 of checkpoint.txt (base64url), each ended by a line feed. The check prints the mark; if they differ, the paper is of
another pack.

WHAT A CHECK CANNOT SAY
That the custody records as PDF say what the entries say: it checks that they are the files that were signed. case-uco.jsonld it
makes again from the entries and compares.
Whether what somebody recorded was true. Whether the log was shown differently to others: compare checkpoints.
${covered === undefined ? 'No time-stamp authority has stamped this log; its times are its own.' : `The last time-stamp covers ${covered} of ${size} leaves; for what came after it the times are those of the log itself.`}
`;

const held = (exhibits: number, events: number, streams: number): string =>
  exhibits === 0
    ? `This pack holds ${events} entries in ${streams} records of the chain of custody of this case: every one that had been made by that
moment, in the order in which they were made.`
    : `This pack is of ${exhibits} chosen exhibits. It holds ${events} entries: every one about them that had been made by that moment, in
the order in which they were made. Other entries of the case are not in it.`;
