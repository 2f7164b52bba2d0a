import { CODES, inWords, type Report } from '#integrity';

const VERDICTS: Readonly<Record<number, string>> = {
  0: 'COMPLETE: nothing was altered, left out, added or reordered.',
  1: 'AUTHENTIC: what is there is what was recorded; whether it is all is not shown.',
  2: 'VERIFIED, WITH WARNINGS: nothing was altered, left out, added or reordered; see the warnings.',
};

const kindOf = (exit: number) => Object.entries(CODES).find(([, code]) => code === exit)?.[0] ?? 'unknown';

/** A report as it is read: the verdict in a sentence, then what was found, checked and not checked, where there is any. */
export function told({ exit, checked, findings, notChecked }: Report) {
  const parts = [
    { title: 'Found', lines: findings.map(inWords) },
    { title: 'Checked', lines: checked },
    { title: 'Not checked', lines: notChecked },
  ];
  return {
    verdict: VERDICTS[exit] ?? `DAMAGED (${exit}, ${kindOf(exit)}): do not rely on this pack.`,
    parts: parts.filter(({ lines }) => lines.length > 0),
  };
}
