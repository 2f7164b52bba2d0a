import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_EVENT, recordEvent, sha256, verifierKey, type JsonObject, type Redaction, type Signer } from '#integrity';
import { type InclusionAsked } from '#custody';
import { buildPack, type PackSources } from '#jobs';
import { masterKeyFrom, NO_STREAM, postgresLedger, postgresSubjectKeys } from '#ledger';
import { openSealedLog, signingKeyFrom, startSealer } from '#sealer';
import { until } from '../../libs/ledger/src/ledger.contract.js';
import { freshDatabase } from '../support/postgres.js';

const actor = {
  ...{ id: 'whitlock', name: 'DC Tom Whitlock', role: 'search officer' },
  ...{ force: 'Hertfordshire Constabulary', unit: 'Child Online Safeguarding Team' },
};

/** A case and another in a sealed ledger, and packs of the first. */
export async function packedCase() {
  const database = await freshDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'continuity-pack-'));
  const ledger = await postgresLedger({ url: database.url });
  const masterKey = await masterKeyFrom(join(folder, 'master.key'));
  const keys = await postgresSubjectKeys({ url: database.url, masterKey });
  const keyFile = join(folder, 'seal.key');
  const signingKey = await signingKeyFrom(keyFile, 'continuity.test');
  const troubles: unknown[] = [];
  const note = (context: unknown) => void troubles.push(context);
  const log = { info: () => undefined, warn: note, error: note };
  let sealer = await startSealer({ ledger, url: database.url, signingKey, log, gatherMs: 5 });
  /** Another key in the file from here on; whatever `change` does is done while nobody seals. */
  const sealAgain = async (change: () => Promise<void>) => {
    await sealer.stop();
    await change();
    const key = await signingKeyFrom(keyFile, 'continuity.test');
    sealer = await startSealer({ ledger, url: database.url, signingKey: key, log, gatherMs: 5 });
    return key;
  };
  const sealed = openSealedLog(database.url, note);
  const [caseId, otherCase] = [randomUUID(), randomUUID()];

  const append = async (stream: string, of: string, facts: readonly [string, JsonObject][], personal?: string) => {
    const last = (await ledger.readStream(stream)).at(-1);
    let [revision, prev] = [last?.revision ?? NO_STREAM, last?.hash ?? NO_EVENT];
    const key = await keys.keyFor(stream);
    const events = facts.map(([type, said]) => {
      const commandId = randomUUID();
      const now = new Date().toISOString();
      const owned = personal !== undefined && personal in said ? [[personal, { subject: stream, key }] as const] : [];
      revision += 1;
      const event = recordEvent(randomBytes, {
        ...{ id: randomUUID(), stream, revision, type, schema: 1, actor, occurredAt: now, recordedAt: now, caseId: of },
        ...{ commandId, correlationId: commandId, causationId: commandId, fingerprint: sha256(commandId), prev },
        ...{ facts: said, personal: new Map(owned) },
      });
      prev = event.hash;
      return event;
    });
    await ledger.append(stream, last?.revision ?? NO_STREAM, events);
    const head = await ledger.head();
    await until(async () => (await sealed.log.checkpoint())?.position === head);
    return events;
  };

  const exhibit = `exhibit-${randomUUID()}`;
  const seizure = (ref: string): [string, JsonObject] => [
    'DeviceSeized',
    {
      ...{ exhibitRef: ref, kind: 'mobile phone', description: 'Black', make: 'Fairphone', serial: 'F5-77' },
      ...{ from: 'Jörg Möbius', photographs: 3, power: 'warrant', sealNumber: `S-${ref}`, powerState: 'off' },
    },
  ];
  const moves: [string, JsonObject][] = Array.from({ length: 5 }, (_, i) => ['StoredAt', { location: `Shelf ${i}` }]);
  await append(`case-${caseId}`, caseId, [['CaseOpened', { operationName: 'Larkspur' }]]);
  await append(exhibit, caseId, [seizure('AB/1'), ...moves], 'from');
  await append(`exhibit-${randomUUID()}`, otherCase, [seizure('XY/9'), ...moves], 'from');
  await append(`exhibit-${randomUUID()}`, caseId, [seizure('AB/2'), ...moves.slice(0, 2)], 'from');

  let packs = 0;
  const pack = async (
    redactions: readonly Redaction[] = [],
    earlier: readonly number[] = [],
    size?: number,
    scope: readonly string[] = [],
    more: Partial<PackSources> = {},
    includes: readonly InclusionAsked[] = [],
  ) => {
    packs += 1;
    const zip = join(folder, `${packs}.zip`);
    const by = { id: actor.id, name: actor.name };
    const asked = {
      caseId,
      packId: '',
      scope,
      purpose: 'Defence',
      redactions,
      includes,
      earlier,
      by,
      askedAt: '2026-01-14T05:40:00.000Z',
    };
    const request = { ...asked, size: size ?? (await checkpoint()).size };
    const parts = await mkdtemp(join(folder, 'parts-'));
    await buildPack(
      request,
      { ledger, keys, sealedLog: sealed.log, signingKey, demonstration: true, ...more },
      { folder: parts, zip, report: () => Promise.resolve() },
    );
    return readFile(zip);
  };
  const checkpoint = async () => {
    const found = await sealed.log.checkpoint();
    if (!found) throw new Error('Nothing is sealed');
    return found;
  };
  const close = async () => {
    await sealer.stop();
    await sealed.close();
    await keys.close();
    await ledger.close();
    await database.drop();
    await rm(folder, { recursive: true });
  };
  const other: Signer = await signingKeyFrom(join(folder, 'other.key'), 'continuity.test');
  return {
    ...{ caseId, exhibit, append, pack, checkpoint, signingKey, other, keys, troubles, close, folder },
    ...{ ledger, keyFile, sealAgain, url: database.url, sealedLog: sealed.log },
    vkey: verifierKey(signingKey).vkey,
  };
}
