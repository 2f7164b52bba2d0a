import { open, readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import {
  attempt,
  parseCosignerKey,
  parseVerifierKey,
  rootsFromPem,
  verifyPack,
  verifyReceipt,
  type Bytes,
  type Report,
  type VerifyOptions,
} from '#integrity';
import { told } from './verdict.js';

const USAGE = `continuity-verify PACK.zip [--key VKEY]... [--known CHECKPOINT_FILE]... [--tsa-roots FILE.pem]
    [--witness VKEY]... [--witnesses-needed N] [--receipt FILE]... [--receipt-key VKEY]...
    [--accept no-time-stamp,key-in-pack,stamps-unchecked] [--json]
continuity-verify --receipt FILE --proof FILE --key VKEY --receipt-key VKEY [--json]

Checks a disclosure pack, offline. --key is the log's key as it was given to you by another way than the pack: Ed25519, one of
those that it has had, or ML-DSA-44; --known a checkpoint that you were shown before; --tsa-roots certificates of the authorities
whose time-stamps you believe; --witness the key of a witness that has to have cosigned, all of them unless --witnesses-needed
says how many; --receipt what you were given when you acted, and --receipt-key the key of receipts; --accept passes over a
warning that you have taken note of.

Exit code: 0 complete; 1 authentic, completeness not shown; 2 warnings; 10 altered; 11 missing or reordered; 12 not in the log;
13 forked log; 14 incomplete; 20 untrusted; 21 a time-stamp is wrong; 30 malformed; 64 usage; 70 it could not be checked.
`;
const WARNINGS = ['no-time-stamp', 'key-in-pack', 'stamps-unchecked'] as const;

/** @returns the exit code. */
async function main(): Promise<number> {
  const options = await asked();
  if (!options) {
    console.error(USAGE);
    return 64;
  }
  if ('proof' in options) {
    const report = await verifyReceipt(options.receipt, options.proof, options.keys, options.receiptKeys);
    console.log(options.json ? JSON.stringify(report, null, 2) : printed(report));
    return report.exit;
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
    console.log(options.json ? JSON.stringify(report, null, 2) : printed(report));
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

interface AskedOfReceipt {
  readonly json: boolean;
  readonly receipt: string;
  readonly proof: string;
  readonly keys: readonly string[];
  readonly receiptKeys: readonly string[];
}

/** What was asked on the command line; undefined when it cannot be understood. */
async function asked(): Promise<Asked | AskedOfReceipt | undefined> {
  const many = { type: 'string', multiple: true } as const;
  const one = { type: 'string' } as const;
  const options = {
    key: many,
    known: many,
    receipt: many,
    'receipt-key': many,
    proof: one,
    'tsa-roots': one,
    witness: many,
    'witnesses-needed': one,
    accept: one,
    json: { type: 'boolean' },
  } as const;
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const accept = WARNINGS.filter((warning) => values.accept?.split(',').includes(warning));
    const isKnown = (values.accept ?? '').split(',').filter(Boolean).length === accept.length;
    const [pack, ...more] = positionals;
    const texts = (files: readonly string[] = []) => Promise.all(files.map((file) => readFile(file, 'utf8')));
    const receiptKeys = values['receipt-key'] ?? [];
    receiptKeys.forEach(parseVerifierKey);
    const receipts = await texts(values.receipt);
    if (values.proof !== undefined) {
      const [receipt, ...others] = receipts;
      if (receipt === undefined || others.length > 0 || pack !== undefined) return undefined;
      const proof = await readFile(values.proof, 'utf8');
      return { json: values.json ?? false, receipt, proof, keys: values.key ?? [], receiptKeys };
    }
    if (pack === undefined || more.length > 0 || !isKnown) return undefined;
    const known = await texts(values.known);
    const verify = { known, accept, receipts, receiptKeys, derived: true, ...(await trustOf(values)) };
    return { pack, json: values.json ?? false, verify };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  }
}

/** Whom the reader believes. @throws Error for what cannot be understood. */
async function trustOf(values: {
  readonly key?: string[];
  readonly witness?: string[];
  readonly 'witnesses-needed'?: string;
  readonly 'tsa-roots'?: string;
}): Promise<VerifyOptions> {
  const keys: string[] = [];
  let cosigner: string | undefined;
  for (const vkey of values.key ?? []) {
    if (attempt(() => parseVerifierKey(vkey))) keys.push(vkey);
    else if (parseCosignerKey(vkey).kind === 'ml-dsa-44' && cosigner === undefined) cosigner = vkey;
    else throw new Error(`${vkey} is not the key of a log`);
  }
  const { witness: witnesses = [], 'witnesses-needed': needed = String(witnesses.length) } = values;
  witnesses.forEach(parseCosignerKey);
  const witnessesNeeded = Number(needed);
  if (!Number.isInteger(witnessesNeeded) || witnessesNeeded < 0 || witnessesNeeded > witnesses.length)
    throw new Error('--witnesses-needed is a number, at most that of the witnesses given');
  const tsaRoots = values['tsa-roots'] === undefined ? undefined : await readFile(values['tsa-roots'], 'utf8');
  if (tsaRoots !== undefined) rootsFromPem(tsaRoots);
  return {
    ...(keys.length > 0 ? { keys } : {}),
    ...(cosigner === undefined ? {} : { cosigner }),
    ...(tsaRoots === undefined ? {} : { tsaRoots }),
    ...{ witnesses, witnessesNeeded },
  };
}

function printed(report: Report): string {
  const { verdict, parts } = told(report);
  return [verdict, ...parts.flatMap(({ title, lines }) => ['', `${title}:`, ...lines.map((line) => `  ${line}`)])].join(
    '\n',
  );
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 70;
});
