import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { verifyPack, verifyReceipt, type Report, type VerifyOptions } from '#integrity';
import { optionsFrom, WARNINGS } from './held.js';
import { openFile, secondThread } from './second-thread.js';
import { told } from './verdict.js';

const USAGE = `continuity-verify PACK.zip [--key VKEY]... [--known CHECKPOINT_FILE]... [--tsa-roots FILE.pem]...
    [--tsa-revoked FILE.crl]... [--witness VKEY]... [--witnesses-needed N] [--receipt FILE]... [--receipt-key VKEY]...
    [--accept no-time-stamp,key-in-pack,stamps-unchecked] [--threads 1|2] [--json]
continuity-verify --receipt FILE --proof FILE --key VKEY --receipt-key VKEY [--json]

Checks a disclosure pack, offline. --key is the log's key as it was given to you by another way than the pack: Ed25519, one of
those that it has had, or ML-DSA-44; --known a checkpoint that you were shown before; --tsa-roots certificates of the authorities
whose time-stamps you believe, and --tsa-revoked their newest lists of revoked certificates; --witness the key of a witness that has to have cosigned, all of them unless --witnesses-needed
says how many; --receipt what you were given when you acted, and --receipt-key the key of receipts; --accept passes over a
warning that you have taken note of; --threads how many threads look at the events, two for a large pack unless told.

Exit code: 0 complete; 1 authentic, completeness not shown; 2 warnings; 10 altered; 11 missing or reordered; 12 not in the log;
13 forked log; 14 incomplete; 20 untrusted; 21 a time-stamp is wrong; 30 malformed; 64 usage; 70 it could not be checked.
`;
/** Bytes of a pack that takes long enough to be worth a second thread. */
const LARGE = 32 * 2 ** 20;

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
  const file = await openFile(options.pack);
  const { threads = file.size > LARGE ? 2 : 1 } = options;
  const thread = threads === 2 ? secondThread(options.pack) : undefined;
  try {
    const report = await verifyPack(file, { ...options.verify, ...(thread && { elsewhere: thread.elsewhere }) });
    console.log(options.json ? JSON.stringify(report, null, 2) : printed(report));
    return report.exit;
  } finally {
    await thread?.end();
    await file.close();
  }
}

interface Asked {
  readonly pack: string;
  readonly json: boolean;
  readonly threads?: number;
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
    'tsa-roots': many,
    'tsa-revoked': many,
    witness: many,
    'witnesses-needed': one,
    accept: one,
    threads: one,
    json: { type: 'boolean' },
  } as const;
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const wanted = (values.accept ?? '').split(',').filter(Boolean);
    const accept = WARNINGS.filter((warning) => wanted.includes(warning));
    const [pack, ...more] = positionals;
    const files = <T>(names: readonly string[] = [], read: (name: string) => Promise<T>) =>
      Promise.all(names.map(read));
    const text = (name: string) => readFile(name, 'utf8');
    const verify = optionsFrom({
      ...{ keys: values.key ?? [], receiptKeys: values['receipt-key'] ?? [], witnesses: values.witness ?? [], accept },
      ...{ known: await files(values.known, text), receipts: await files(values.receipt, text) },
      tsaRoots: await files(values['tsa-roots'], text),
      tsaRevoked: await files(values['tsa-revoked'], (name) => readFile(name)),
      witnessesNeeded: values['witnesses-needed'],
    });
    const json = values.json ?? false;
    if (values.proof !== undefined) {
      const [receipt, ...others] = verify.receipts ?? [];
      if (receipt === undefined || others.length > 0 || pack !== undefined) return undefined;
      const { keys = [], receiptKeys = [] } = verify;
      return { json, receipt, proof: await text(values.proof), keys, receiptKeys };
    }
    const threads = values.threads === undefined ? {} : { threads: Number(values.threads) };
    if (pack === undefined || more.length > 0 || wanted.length !== accept.length) return undefined;
    if (![1, 2].includes(threads.threads ?? 1)) return undefined;
    return { pack, json, ...threads, verify };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  }
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
