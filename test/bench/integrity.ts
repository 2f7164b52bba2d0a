import { generateKeyPairSync, hash, randomInt, sign } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exhibitStream } from '#custody';
import { verifierKey, type RecordedEvent, type Redaction, type Signer } from '#integrity';
import { migrateSealedLog, openSealedLog, startSealer } from '#sealer';
import { envelopeText } from '../../libs/integrity/src/envelope.js';
import { BUNDLES, GrowingTree } from '../../libs/sealer/src/tree.js';
import { startChild } from '../support/child.js';
import { openLedger } from './append.js';
import { begin, EVENTS_A_LIFE, exhibitIdOf, history, idOf, recorder } from './history.js';
import { tell, undoAtEnd } from './leftovers.js';
import { madePack } from './made-pack.js';
import { median, progress, rounded, secondsOf } from './measure.js';
import { dropIndexes, fillLedger, makeUsed } from './preload.js';
import { sealedInMemory } from './seal-in-memory.js';
import { connected, type Server } from './server.js';
import { type Order, type Rates } from './verify-rates.js';

export interface IntegrityPlan {
  readonly sealed: number;
  readonly packed: number;
  readonly repeats: number;
  readonly leaves: number;
}

export interface IntegrityFigures extends Rates {
  /** Events sealed per second by one thread that waits for nothing, and from the ledger's tables to a signed checkpoint. */
  readonly sealPerSecond: number;
  readonly sealToSignedPerSecond: number;
  readonly bytesAnEvent: number;
  readonly packed: number;
  readonly proofMs: number;
  readonly leaves: number;
}

const HISTORY = 'sealed history';
const PROOFS = 500;
const WARM_UP = 10_000;
const ROWS_AT_ONCE = 500;
const keyFor = () => new Uint8Array(32).fill(1);

/** Sealing, verifying and proving, on databases of their own. */
export async function measureIntegrity(
  server: Server,
  { sealed, packed, repeats, leaves }: IntegrityPlan,
): Promise<IntegrityFigures> {
  const signer = newKey();
  await sealRate(server, signer, 'warm', WARM_UP); // programs are compiled
  const sealToSignedPerSecond = await sealRate(server, signer, 'sealed', sealed);
  const sealPerSecond = sealedInMemory([...history(HISTORY, WARM_UP, keyFor, Infinity)], repeats);
  progress(
    `sealing: ${rounded(sealPerSecond)}/s, ${sealed} events to a signed checkpoint: ${rounded(sealToSignedPerSecond)}/s`,
  );
  const verified = await verifyRates(server, signer, [...moves(packed)], repeats);
  progress(
    `verifying: ${rounded(verified.verifyPerSecond)}/s, on two threads ${rounded(verified.verifyOnTwoPerSecond)}/s`,
  );
  return {
    sealPerSecond,
    sealToSignedPerSecond,
    ...verified,
    packed,
    proofMs: await proofAmong(server, leaves),
    leaves,
  };
}

/** Exhibits that go from shelf to shelf: of all entries those with the least to hash, some 830 bytes; none of this format has 460. */
function* moves(events: number): Generator<RecordedEvent> {
  const caseId = idOf(HISTORY, 'case', 0);
  const streams = Array.from({ length: Math.ceil(events / EVENTS_A_LIFE) }, (_, number) =>
    begin(exhibitStream({ exhibitId: exhibitIdOf(HISTORY, number) }), caseId),
  );
  const record = recorder(keyFor);
  for (let nth = 0; nth < events; nth += 1)
    yield record(streams[nth % streams.length], {
      ...{ type: 'StoredAt', by: 'doyle', facts: { location: `Property Store, shelf ${nth % 90}` } },
    });
}

async function sealRate(server: Server, signingKey: Signer, name: string, events: number): Promise<number> {
  const url = await server.database(name);
  const ledger = await openLedger(url);
  await fillLedger(url, history(HISTORY, events, keyFor, Infinity));
  await migrateSealedLog(url);
  const log = {
    info: () => undefined,
    warn: (of: object) => tell('sealer', of),
    error: (of: object) => tell('sealer', of),
  };
  const seconds = await secondsOf(async () => {
    const sealer = await startSealer({ ledger, url, signingKey, log, gatherMs: 0 });
    while (sealer.lag().position < events && !sealer.lag().refusal) await new Promise((go) => setTimeout(go, 2));
    await sealer.stop();
  });
  return events / seconds;
}

/** Events verified per second, by a process of its own: `verify-rates.ts`. */
async function verifyRates(server: Server, signer: Signer, events: readonly RecordedEvent[], repeats: number) {
  const pack = async (name: string, of: readonly RecordedEvent[], redactions: readonly Redaction[]) => {
    const path = join(server.folder, name);
    await writeFile(path, await madePack(of, signer, keyFor, redactions));
    return { path, events: of.length };
  };
  const order: Order = {
    bare: await pack('bare.zip', events, [{ reason: 'bench' }]),
    shown: await pack('shown.zip', events.slice(0, Math.ceil(events.length / 4)), []),
    ...{ vkey: verifierKey(signer).vkey, repeats, bytesAnEvent: Math.round(bytesOf(events) / events.length) },
  };
  const verifier = startChild('test/bench/verify-rates.ts', { args: [JSON.stringify(order)] });
  undoAtEnd(() => verifier.kill());
  const { code } = await verifier.exit;
  if (code !== 0) throw new Error(`The verifier ended in ${code}:\n${verifier.output}`);
  return { ...(JSON.parse(verifier.stdout) as Rates), bytesAnEvent: order.bytesAnEvent };
}

/** Of the envelopes, which are what is hashed of events. */
const bytesOf = (events: readonly RecordedEvent[]): number =>
  events.reduce((sum, event) => sum + envelopeText(event).length, 0);

function newKey(): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  return { name: 'bench', publicKey: raw, sign: (message) => Promise.resolve(sign(null, message, privateKey)) };
}

/** Median ms of a whole proof, as a file, of an event of a log of so many leaves. */
async function proofAmong(server: Server, leaves: number): Promise<number> {
  const url = await server.database('leaves');
  await openLedger(url);
  await migrateSealedLog(url);
  await dropIndexes(url);
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
    // The first leaf is that of the key; the others are of events, in the order of the ledger.
    await client.query(
      `INSERT INTO ledger.events (position, revision, stream, id, type, data, metadata)
        SELECT leaf, leaf, 'exhibit', md5(leaf::text)::uuid, 'StoredAt', '{}', json_build_object('hash', $1::text)
        FROM generate_series(1, ${leaves - 1}) leaf`,
      [digest.toString('base64url')],
    );
    await client.query(
      `INSERT INTO seal.checkpoints (size, root, position, sealed_at, note) VALUES ($1, $2, $3, now(), $4)`,
      [leaves, tree.root, leaves - 1, 'bench\n'],
    );
    await client.query('VACUUM ANALYZE ledger.events');
  });
  await makeUsed(url);
  const { log, close } = openSealedLog(url, (error) => tell('sealed log', error));
  const took: number[] = [];
  for (let proof = 0; proof < PROOFS; proof += 1) {
    const id = hash('md5', String(randomInt(1, leaves)), 'hex');
    const began = performance.now();
    const found = await log.proofOf(id);
    took.push(performance.now() - began);
    if (found === undefined) throw new Error('An event of the log has no proof');
  }
  await close();
  return median(took);
}

export const integritySection = (figures: IntegrityFigures, appendPerSecond: number | undefined) => ({
  unit: 'events/s; proof: ms, p50',
  seal: rounded(figures.sealPerSecond),
  sealOverAppend32: appendPerSecond === undefined ? null : rounded(figures.sealPerSecond / appendPerSecond, 2),
  sealToSigned: rounded(figures.sealToSignedPerSecond),
  sealToSignedOverAppend32:
    appendPerSecond === undefined ? null : rounded(figures.sealToSignedPerSecond / appendPerSecond, 2),
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
