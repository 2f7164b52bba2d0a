// `verify-rates.ts ORDER`: verifies packs in turn, again and again, and prints a line of JSON; ORDER is JSON. A process of its own,
// with no options of node, as whoever reads a pack has: one that holds the events of the bench takes a tenth longer.
import { hash } from 'node:crypto';
import { verifyPack, type Elsewhere } from '#integrity';
import { openFile, secondThread } from '../../apps/verify/src/second-thread.js';
import { median } from './measure.js';

export interface Order {
  /** A pack of which nothing is shown, and one of which everything is. */
  readonly bare: PackOnDisk;
  readonly shown: PackOnDisk;
  readonly vkey: string;
  readonly repeats: number;
  readonly bytesAnEvent: number;
}

export interface PackOnDisk {
  readonly path: string;
  readonly events: number;
}

/** Events verified per second, nothing shown, on one thread and on two, and every field shown; and texts of the same length hashed. */
export interface Rates {
  readonly verifyPerSecond: number;
  readonly verifyOnTwoPerSecond: number;
  readonly verifyShownPerSecond: number;
  readonly sha256PerSecond: number;
}

/** Verified before anything is measured: until then each run takes less than the one before, because programs are compiled. */
const VERIFIED_BEFORE = 120_000;

async function measure({ bare, shown, vkey, repeats, bytesAnEvent }: Order): Promise<Rates> {
  const second = secondThread(bare.path);
  const toldOf = <T>(answer: T | undefined): T => {
    if (answer === undefined) throw new Error('The second thread found damage, or is gone');
    return answer;
  };
  const elsewhere: Elsewhere = {
    events: async (asked) => toldOf(await second.elsewhere.events(asked)),
    nodes: async (asked) => toldOf(await second.elsewhere.nodes(asked)),
  };
  const rate = async ({ path, events }: PackOnDisk, on: { elsewhere?: Elsewhere } = {}) => {
    const zip = await openFile(path);
    const began = performance.now();
    const { exit, findings } = await verifyPack(zip, { keys: [vkey], accept: ['no-time-stamp'], ...on });
    const seconds = (performance.now() - began) / 1000;
    await zip.close();
    if (exit !== 0) throw new Error(`The pack does not verify: ${findings[0]?.what}`);
    return events / seconds;
  };
  for (let verified = 0; verified < VERIFIED_BEFORE; verified += bare.events) {
    await rate(bare);
    await rate(bare, { elsewhere });
    await rate(shown);
  }
  const text = 'x'.repeat(bytesAnEvent);
  sha256Rate(text);
  const rates = { one: [] as number[], two: [] as number[], shown: [] as number[], sha256: [] as number[] };
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    rates.one.push(await rate(bare));
    rates.two.push(await rate(bare, { elsewhere }));
    rates.shown.push(await rate(shown));
    rates.sha256.push(sha256Rate(text));
  }
  await second.end();
  return {
    verifyPerSecond: median(rates.one),
    verifyOnTwoPerSecond: median(rates.two),
    verifyShownPerSecond: median(rates.shown),
    sha256PerSecond: median(rates.sha256),
  };
}

function sha256Rate(text: string): number {
  const began = performance.now();
  const hashes = 100_000;
  for (let i = 0; i < hashes; i += 1) hash('sha256', text, 'base64url');
  return hashes / ((performance.now() - began) / 1000);
}

console.log(JSON.stringify(await measure(JSON.parse(process.argv[2] ?? '') as Order)));
