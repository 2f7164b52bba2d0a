import { open, readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { inWords, parseVerifierKey, verifyPack, type Bytes, type Report, type VerifyOptions } from '#integrity';

const USAGE = `continuity-verify PACK.zip [--key VKEY]... [--known CHECKPOINT_FILE]... [--accept no-time-stamp,key-in-pack] [--json]

Checks a disclosure pack, offline. --key is the log's key as it was given to you by another way than the pack; --known a
checkpoint that you were shown before; --accept passes over a warning that you have taken note of.

Exit code: 0 complete; 1 authentic, completeness not shown; 2 warnings; 10 altered; 11 missing or reordered; 12 not in the log;
13 forked log; 14 incomplete; 20 untrusted; 30 malformed; 64 usage; 70 it could not be checked.
`;
const VERDICTS: Readonly<Record<number, string>> = {
  0: 'COMPLETE: nothing was altered, left out, added or reordered.',
  1: 'AUTHENTIC: what is there is what was recorded; whether it is all is not shown.',
  2: 'VERIFIED, WITH WARNINGS: nothing was altered, left out, added or reordered; see the warnings.',
};
const WARNINGS = ['no-time-stamp', 'key-in-pack'] as const;

/** @returns the exit code. */
async function main(): Promise<number> {
  const options = await asked();
  if (!options) {
    console.error(USAGE);
    return 64;
  }
  const file = await open(options.pack);
  try {
    const { size } = await file.stat();
    const read = async (from: number, length: number) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
      return buffer.subarray(0, bytesRead);
    };
    const zip: Bytes = { size, read };
    const report = await verifyPack(zip, options.verify);
    console.log(options.json ? JSON.stringify(report, null, 2) : told(report));
    return report.exit;
  } finally {
    await file.close();
  }
}

interface Asked {
  readonly pack: string;
  readonly json: boolean;
  readonly verify: VerifyOptions;
}

/** What was asked on the command line; undefined when it cannot be understood. */
async function asked(): Promise<Asked | undefined> {
  const many = { type: 'string', multiple: true } as const;
  const options = { key: many, known: many, accept: { type: 'string' }, json: { type: 'boolean' } } as const;
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const accept = WARNINGS.filter((warning) => values.accept?.split(',').includes(warning));
    const isKnown = (values.accept ?? '').split(',').filter(Boolean).length === accept.length;
    const [pack, ...more] = positionals;
    if (pack === undefined || more.length > 0 || !isKnown) return undefined;
    const known = await Promise.all((values.known ?? []).map((file) => readFile(file, 'utf8')));
    values.key?.forEach(parseVerifierKey);
    return { pack, json: values.json ?? false, verify: { known, accept, ...(values.key ? { keys: values.key } : {}) } };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  }
}

function told({ exit, checked, findings, notChecked }: Report): string {
  const list = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
  return [
    VERDICTS[exit] ?? `DAMAGED (${exit}): do not rely on this pack.`,
    ...list('Found:', findings.map(inWords)),
    ...list('Checked:', checked),
    ...list('Not checked:', notChecked),
  ].join('\n');
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 70;
});
