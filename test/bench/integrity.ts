import { generateKeyPairSync, hash, randomInt, sign } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verifierKey, verifyPack, type Elsewhere, type RecordedEvent, type Redaction, type Signer } from '#integrity';
import { migrateSealedLog, openSealedLog, startSealer } from '#sealer';
import { openFile, secondThread } from '../../apps/verify/src/second-thread.js';
import { envelopeText } from '../../libs/integrity/src/envelope.js';
import { BUNDLES, GrowingTree } from '../../libs/sealer/src/tree.js';
import { openLedger } from './append.js';
import { history } from './history.js';
import { tell } from './leftovers.js';
import { madePack } from './made-pack.js';
import { median, progress, rounded, secondsOf } from './measure.js';
import { fillLedger } from './preload.js';
import { connected, type Server } from './server.js';

export interface IntegrityPlan {
  readonly sealed: number;
  readonly packed: number;
  readonly repeats: number;
  readonly leaves: number;
}

export interface IntegrityFigures {
  /** Events sealed per second, from the ledger's tables to a signed checkpoint. */
  readonly sealPerSecond: number;
  /** Events verified per second, from a pack on disk: nothing shown, on one thread and on two; and every field shown. */
  readonly verifyPerSecond: number;
  readonly verifyOnTwoPerSecond: number;
  readonly verifyShownPerSecond: number;
  /** Texts of the same length that SHA-256 alone hashes per second. */
  readonly sha256PerSecond: number;
  readonly bytesAnEvent: number;
  readonly packed: number;
  readonly proofMs: number;
  readonly leaves: number;
}

const HISTORY = 'sealed history';
const PROOFS = 500;
const ROWS_AT_ONCE = 500;
const keyFor = () => new Uint8Array(32).fill(1);

/** Sealing, verifying and proving, on databases of their own. */
export async function measureIntegrity(
  server: Server,
  { sealed, packed, repeats, leaves }: IntegrityPlan,
): Promise<IntegrityFigures> {
  const signer = newKey();
  const events = [...history(HISTORY, Math.max(sealed, packed), keyFor, Infinity)];
  const sealPerSecond = await sealRate(server, signer, events.slice(0, sealed));
  progress(`${sealed} events sealed: ${rounded(sealPerSecond)}/s`);
  const verified = await verifyRates(server, signer, events.slice(0, packed), repeats);
  progress(
    `verifying: ${rounded(verified.verifyPerSecond)}/s, on two threads ${rounded(verified.verifyOnTwoPerSecond)}/s`,
  );
  return { sealPerSecond, ...verified, packed, proofMs: await proofAmong(server, leaves), leaves };
}

async function sealRate(server: Server, signingKey: Signer, events: readonly RecordedEvent[]): Promise<number> {
  const url = await server.database('sealed');
  const ledger = await openLedger(url);
  await fillLedger(url, events);
  await migrateSealedLog(url);
  const log = {
    info: () => undefined,
    warn: (of: object) => tell('sealer', of),
    error: (of: object) => tell('sealer', of),
  };
  const seconds = await secondsOf(async () => {
    const sealer = await startSealer({ ledger, url, signingKey, log, gatherMs: 0 });
    while (sealer.lag().position < events.length && !sealer.lag().refusal) await new Promise((go) => setTimeout(go, 2));
    await sealer.stop();
  });
  return events.length / seconds;
}

/** In turn, again and again: a whole verification on one thread, on two, with every field shown, and bare hashes; medians. */
async function verifyRates(server: Server, signer: Signer, events: readonly RecordedEvent[], repeats: number) {
  const pack = async (name: string, redactions: readonly Redaction[]) => {
    const path = join(server.folder, name);
    await writeFile(path, await madePack(events, signer, keyFor, redactions));
    return { path, zip: await openFile(path) };
  };
  const bare = await pack('bare.zip', [{ reason: 'bench' }]);
  const shown = await pack('shown.zip', []);
  // Started before anything is measured, as is the thread that it is beside.
  const second = secondThread(bare.path);
  const elsewhere: Elsewhere = async (asked) => {
    const part = await second.elsewhere(asked);
    if (!part) throw new Error('The second thread found damage');
    return part;
  };
  const { vkey } = verifierKey(signer);
  const rate = async ({ zip }: typeof bare, on: { elsewhere?: Elsewhere } = {}) => {
    const seconds = await secondsOf(async () => {
      const { exit, findings } = await verifyPack(zip, { keys: [vkey], accept: ['no-time-stamp'], ...on });
      if (exit !== 0) throw new Error(`The pack does not verify: ${findings[0]?.what}`);
    });
    return events.length / seconds;
  };
  const line = 'x'.repeat(Math.round(bytesOf(events) / events.length));
  const rates = { verify: [] as number[], onTwo: [] as number[], shown: [] as number[], sha256: [] as number[] };
  for (let repeat = 0; repeat <= repeats; repeat += 1) {
    const one = await rate(bare);
    const two = await rate(bare, { elsewhere });
    const all = await rate(shown);
    const hashed = sha256Rate(line);
    if (repeat === 0) continue; // programs are compiled in the first
    rates.verify.push(one);
    rates.onTwo.push(two);
    rates.shown.push(all);
    rates.sha256.push(hashed);
  }
  await Promise.all([second.end(), bare.zip.close(), shown.zip.close()]);
  return {
    verifyPerSecond: median(rates.verify),
    verifyOnTwoPerSecond: median(rates.onTwo),
    verifyShownPerSecond: median(rates.shown),
    sha256PerSecond: median(rates.sha256),
    bytesAnEvent: line.length,
  };
}

/** Of the envelopes, which are what is hashed of events. */
const bytesOf = (events: readonly RecordedEvent[]): number =>
  events.reduce((sum, event) => sum + envelopeText(event).length, 0);

function newKey(): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  return { name: 'bench', publicKey: raw, sign: (message) => Promise.resolve(sign(null, message, privateKey)) };
}

function sha256Rate(text: string): number {
  const began = performance.now();
  const hashes = 100_000;
  for (let i = 0; i < hashes; i += 1) hash('sha256', text, 'base64url');
  return hashes / ((performance.now() - began) / 1000);
}

/** Median ms of a whole proof, as a file, of an event of a log of so many leaves. */
async function proofAmong(server: Server, leaves: number): Promise<number> {
  const url = await server.database('leaves');
  await migrateSealedLog(url);
  const tree = new GrowingTree();
  const digest = hash('sha256', 'bench', 'buffer');
  const entry = { is: 'event', tag: digest, recordedAt: 0, sealedAt: 0, hash: digest, previous: undefined } as const;
  for (let leaf = 0; leaf < leaves; leaf += 1) tree.add({ ...entry, revision: leaf });
  await connected(url, async (client) => {
    const written = tree.takeWritten();
    for (let from = 0; from < written.length; from += ROWS_AT_ONCE) {
      const some = written.slice(from, from + ROWS_AT_ONCE);
      const values = [some.map(({ level }) => level), some.map(({ index }) => index), some.map(({ bytes }) => bytes)];
      await client.query(
        `WITH w AS (SELECT * FROM unnest($1::int[], $2::bigint[], $3::bytea[]) w(level, index, bytes)),
          bundles AS (INSERT INTO seal.bundles SELECT index, bytes FROM w WHERE level = ${BUNDLES})
        INSERT INTO seal.tiles SELECT * FROM w WHERE level <> ${BUNDLES}`,
        values,
      );
    }
    await client.query(`INSERT INTO seal.events SELECT ${ID} FROM generate_series(0, ${leaves - 1}) leaf`);
    await client.query(
      `INSERT INTO seal.checkpoints (size, root, position, sealed_at, note) VALUES ($1, $2, $1, now(), $3)`,
      [leaves, tree.root, 'bench\n'],
    );
    await client.query('VACUUM ANALYZE seal.events');
  });
  const { log, close } = openSealedLog(url, (error) => tell('sealed log', error));
  const took: number[] = [];
  for (let proof = 0; proof < PROOFS; proof += 1) {
    const id = hash('md5', String(randomInt(leaves)), 'hex');
    const began = performance.now();
    const found = await log.proofOf(id);
    took.push(performance.now() - began);
    if (found === undefined) throw new Error('An event of the log has no proof');
  }
  await close();
  return median(took);
}

/** The id of an event whose leaf is known, and the leaf. */
const ID = 'md5(leaf::text)::uuid, leaf';

export const integritySection = (figures: IntegrityFigures, appendPerSecond: number | undefined) => ({
  unit: 'events/s; proof: ms, p50',
  seal: rounded(figures.sealPerSecond),
  sealOverAppend32: appendPerSecond === undefined ? null : rounded(figures.sealPerSecond / appendPerSecond, 2),
  verify1: rounded(figures.verifyPerSecond),
  verify2: rounded(figures.verifyOnTwoPerSecond),
  verifyEveryFieldShown: rounded(figures.verifyShownPerSecond),
  eventsVerified: figures.packed,
  sha256: rounded(figures.sha256PerSecond),
  verifyOverSha256: rounded(figures.verifyPerSecond / figures.sha256PerSecond, 3),
  bytesAnEvent: figures.bytesAnEvent,
  proofMs: rounded(figures.proofMs, 3),
  leaves: figures.leaves,
});
