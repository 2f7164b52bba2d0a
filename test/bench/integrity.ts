import { generateKeyPairSync, hash, randomInt, sign } from 'node:crypto';
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inclusionRanges, verifierKey, verifyPack, type Redaction, type Signer } from '#integrity';
import { buildPack } from '#jobs';
import { migrateSealedLog, openSealedLog, startSealer } from '#sealer';
import { BUNDLES, GrowingTree } from '../../libs/sealer/src/tree.js';
import { bytesOf, unpack } from '../tamper/damaging.js';
import { openLedger } from './append.js';
import { history, idOf } from './history.js';
import { tell, undoAtEnd } from './leftovers.js';
import { median, progress, rounded, secondsOf } from './measure.js';
import { fillLedger } from './preload.js';
import { connected, type Server } from './server.js';
import { keysKept } from './timeline.js';

export interface IntegrityPlan {
  readonly sealed: number;
  readonly repeats: number;
  readonly leaves: number;
}

export interface IntegrityFigures {
  /** Events sealed per second, from the ledger's tables to a signed checkpoint. */
  readonly sealPerSecond: number;
  /** Events verified per second on one thread: nothing shown, and every field shown. */
  readonly verifyPerSecond: number;
  readonly verifyShownPerSecond: number;
  /** Texts of the same length that SHA-256 alone hashes per second. */
  readonly sha256PerSecond: number;
  readonly bytesAnEvent: number;
  readonly proofMs: number;
  readonly leaves: number;
}

const HISTORY = 'sealed history';
const PROOFS = 300;
const TILES_AT_ONCE = 500;

/** Sealing, verifying and proving, on databases of their own. */
export async function measureIntegrity(
  server: Server,
  { sealed, repeats, leaves }: IntegrityPlan,
): Promise<IntegrityFigures> {
  const url = await server.database('sealed');
  const ledger = await openLedger(url);
  const { keys, keyFor } = await keysKept(url, HISTORY);
  undoAtEnd(() => keys.close());
  await fillLedger(url, history(HISTORY, sealed, keyFor));
  await migrateSealedLog(url);
  const signingKey = newKey();
  const log = openSealedLog(url, (error) => tell('sealed log', error));
  undoAtEnd(() => log.close());
  const told = {
    info: () => undefined,
    warn: (of: object) => tell('sealer', of),
    error: (of: object) => tell('sealer', of),
  };
  const seconds = await secondsOf(async () => {
    const sealer = await startSealer({ ledger, url, signingKey, log: told, gatherMs: 0 });
    while (sealer.lag().position < sealed && !sealer.lag().refusal) await new Promise((go) => setTimeout(go, 2));
    await sealer.stop();
  });
  progress(`${sealed} events are sealed`);

  const size = (await log.log.checkpoint())?.size ?? 0;
  const caseId = idOf(HISTORY, 'case', 0);
  const sources = { ledger, keys, sealedLog: log.log, signingKey, demonstration: false };
  const pack = async (redactions: readonly Redaction[]) => {
    const folder = await mkdtemp(join(server.folder, 'pack-'));
    const zip = join(folder, 'pack.zip');
    const by = { id: 'bench', name: 'Bench' };
    const request = {
      caseId,
      scope: [],
      purpose: 'bench',
      redactions,
      includes: [],
      packId: '',
      earlier: [],
      size,
      by,
      askedAt: '2026-01-14T05:40:00.000Z',
    };
    await buildPack(request, sources, { folder, zip, report: () => Promise.resolve() });
    return readFile(zip);
  };
  const { vkey } = verifierKey(signingKey);
  const rate = async (zip: Buffer) => {
    const { events } = await unpack(zip);
    const perSecond: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const took = await secondsOf(async () => {
        const { exit, findings } = await verifyPack(bytesOf(zip), { keys: [vkey], accept: ['no-time-stamp'] });
        if (exit > 2) throw new Error(`The pack does not verify: ${findings[0]?.what}`);
      });
      perSecond.push(events.length / took);
    }
    const line = JSON.stringify(events[0]?.event);
    return { perSecond: median(perSecond), line };
  };
  const bare = await rate(await pack([{ reason: 'bench' }]));
  const shown = await rate(await pack([]));
  const proofMs = await proofAmong(server, leaves);
  return {
    sealPerSecond: sealed / seconds,
    verifyPerSecond: bare.perSecond,
    verifyShownPerSecond: shown.perSecond,
    sha256PerSecond: sha256Rate(bare.line),
    bytesAnEvent: bare.line.length,
    proofMs,
    leaves,
  };
}

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

/** Median ms of an inclusion proof out of the tiles of a log of so many leaves. */
async function proofAmong(server: Server, leaves: number): Promise<number> {
  const url = await server.database('leaves');
  await migrateSealedLog(url);
  const tree = new GrowingTree();
  const digest = hash('sha256', 'bench', 'buffer');
  for (let leaf = 0; leaf < leaves; leaf += 1)
    tree.add({
      is: 'event',
      tag: digest,
      revision: leaf,
      recordedAt: 0,
      sealedAt: 0,
      hash: digest,
      previous: undefined,
    });
  const tiles = tree.takeWritten().filter(({ level }) => level !== BUNDLES);
  await connected(url, async (client) => {
    for (let from = 0; from < tiles.length; from += TILES_AT_ONCE) {
      const some = tiles.slice(from, from + TILES_AT_ONCE);
      await client.query('INSERT INTO seal.tiles SELECT * FROM unnest($1::int[], $2::bigint[], $3::bytea[])', [
        ...[some.map(({ level }) => level), some.map(({ index }) => index), some.map(({ bytes }) => bytes)],
      ]);
    }
  });
  const { log, close } = openSealedLog(url, (error) => tell('sealed log', error));
  const took: number[] = [];
  for (let proof = 0; proof < PROOFS; proof += 1) {
    const began = performance.now();
    await log.hashes(inclusionRanges(randomInt(leaves), leaves));
    took.push(performance.now() - began);
  }
  await close();
  return median(took);
}

export const integritySection = (figures: IntegrityFigures, appendPerSecond: number | undefined) => ({
  unit: 'events/s; proof: ms, p50',
  seal: rounded(figures.sealPerSecond),
  sealOverAppend: appendPerSecond === undefined ? null : rounded(figures.sealPerSecond / appendPerSecond, 2),
  verify: rounded(figures.verifyPerSecond),
  verifyEveryFieldShown: rounded(figures.verifyShownPerSecond),
  sha256: rounded(figures.sha256PerSecond),
  verifyOverSha256: rounded(figures.verifyPerSecond / figures.sha256PerSecond, 2),
  bytesAnEvent: figures.bytesAnEvent,
  proofMs: rounded(figures.proofMs, 3),
  leaves: figures.leaves,
});
