import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { jest } from '@jest/globals';
import pg from 'pg';
import { type Role } from '#access';
import { LOG_KEY_STREAM } from '#custody';
import {
  openRotation,
  parseVerifierKey,
  rootsFromPem,
  signNote,
  signRotation,
  stampRequest,
  verifierKey,
  verifyPack,
  type Cosigner,
  type JsonObject,
  type Signer,
  type VerifyOptions,
} from '#integrity';
import {
  checkWholeLedger,
  cosignerFrom,
  parseWitness,
  rotateKey,
  SealedLog,
  signingKeyFrom,
  startAttesting,
  startSealer,
  type Attesting,
} from '#sealer';
import { keyChangesThatDiffer } from '../../libs/jobs/src/check/key-changes.js';
import { until } from '../../libs/ledger/src/ledger.contract.js';
import { LedgerCommandDesk } from '../../apps/continuity/src/commands/ledger-command-desk.js';
import { recordingKeyRotation } from '../../apps/continuity/src/commands/recording.js';
import { verifierPage } from '../../apps/verify/src/build-page.js';
import { launchBrowser, visit } from '../browser/support/browser.js';
import { endChildren, startChild } from '../support/child.js';
import { timeAuthority, type TimeAuthority } from '../support/time-authority.js';
import { startWitness } from '../support/witness.js';
import { bytesOf, json, packAgain, put, unpack, type Contents } from './damaging.js';
import { packedCase } from './packed-case.js';

jest.setTimeout(120_000);
const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const VERIFY = fileURLToPath(new URL('../../apps/verify/src/main.ts', import.meta.url));

/** Nothing is known of cases here, and nobody is asked for. */
const NOBODY = {
  ...{ find: () => undefined, knows: () => Promise.resolve(false), waitFor: () => Promise.resolve(true) },
  ...{ concerned: () => Promise.resolve([]), looksNaming: () => Promise.resolve([]) },
};

/** A log that an authority stamps and a witness cosigns, whose key was changed; and what can be done to packs of it. */
describe('a log of which others speak', () => {
  let of: Awaited<ReturnType<typeof packedCase>>;
  let tsa: TimeAuthority;
  let witness: Awaited<ReturnType<typeof startWitness>>;
  let attesting: Attesting;
  let cosigner: Cosigner;
  let key: Signer;
  let pool: pg.Pool;
  let whole: Buffer;
  let trust: VerifyOptions;
  let switched: number;
  const troubles: unknown[] = [];

  beforeAll(async () => {
    of = await packedCase();
    tsa = await timeAuthority();
    witness = await startWitness('witness.test/w1', parseVerifierKey(of.vkey));
    cosigner = await cosignerFrom(`${of.keyFile}.ml-dsa-44`, 'continuity.test');
    pool = new pg.Pool({ connectionString: of.url, max: 1 });
    pool.on('error', () => undefined);
    const note = (context: unknown) => void troubles.push(context);
    attesting = startAttesting({
      ...{ url: of.url, log: { info: () => undefined, warn: note, error: note }, cosigner, lookMs: 20 },
      witnesses: [parseWitness(`${witness.key.vkey} ${witness.url}`)],
      ...{ authorities: [tsa.url], roots: rootsFromPem(tsa.rootsPem) },
    });
    await until(async () => (await anchors()).length === 1);
    // A log that forgot what the witness saw is told.
    await until(async () => witness.latest() === (await of.checkpoint()).size);
    await pool.query('DELETE FROM seal.cosignatures WHERE vkey = $1', [witness.key.vkey]);
    await more('Shelf 9');
    await until(async () => witness.latest() === (await of.checkpoint()).size);
    // Both are down, and the log goes on.
    tsa.down(true);
    witness.down(true);
    await more('Shelf 10');
    await attesting.attest((await of.checkpoint()).size);
    tsa.down(false);
    witness.down(false);
    await until(async () => witness.latest() === (await of.checkpoint()).size);
    await attesting.attest((await of.checkpoint()).size);
    await more('Shelf 11');
    const record = () => Promise.resolve();
    const rotating = { ledger: of.ledger, url: of.url, file: of.keyFile, origin: 'continuity.test', record };
    key = await of.sealAgain(async () => {
      switched = (await rotateKey(rotating, new AbortController().signal)).size;
    });
    await until(() => Promise.resolve(witness.latest() === switched));
    await witness.close();
    await more('Shelf 12');
    whole = await pack();
    trust = { keys: [of.vkey], tsaRoots: tsa.rootsPem, cosigner: cosigner.vkey };
  });
  afterAll(async () => {
    await endChildren();
    await attesting.stop();
    await pool.end();
    await tsa.close();
    await of.close();
  });

  const more = (location: string) => of.append(of.exhibit, of.caseId, [['StoredAt', { location }]]);
  const pack = (size?: number) => of.pack([], [], size, [], { cosigner, signingKey: key, attest: attesting.attest });
  const anchors = async () =>
    (await pool.query<{ size: string; leaf: string | null }>('SELECT size, leaf FROM seal.anchors ORDER BY size')).rows;
  const verify = (zip: Buffer, options: VerifyOptions = {}) => verifyPack(bytesOf(zip), { ...trust, ...options });

  it('is complete in a pack, by the key before, with stamps around its events', async () => {
    const report = await verify(whole);
    expect(report).toMatchObject({ exit: 0, findings: [] });
    const checked = report.checked.join('\n');
    for (const said of ['both signed that', 'ML-DSA-44 as well', '3 time-stamps, the last of Test authority'])
      expect(checked).toContain(said);
    expect(await verify(whole, { keys: [verifierKey(key).vkey] })).toMatchObject({ exit: 0 });
    const { files } = await unpack(whole);
    const [reply] = Object.keys(files).filter((name) => name.endsWith('.tsr'));
    await tsa.verify(files[reply], files[reply.replace('.tsr', '.note')].toString());
    expect((await pack((await of.checkpoint()).size)).equals(whole)).toBe(true);
  });

  it('is checked by the program with what the reader believes', async () => {
    const file = join(of.folder, 'attested.zip');
    await writeFile(file, whole);
    const run = async (...args: string[]) => {
      const child = startChild(VERIFY, { args: [file, '--key', of.vkey, ...args] });
      return (await child.exit).code;
    };
    const list = join(of.folder, 'revoked.crl');
    await writeFile(list, await tsa.revoked());
    expect(await run('--key', cosigner.vkey, '--tsa-roots', tsa.rootsFile, '--tsa-revoked', list)).toBe(0);
    expect(await run('--tsa-roots', tsa.rootsFile, '--tsa-revoked', tsa.rootsFile)).toBe(64);
    expect(await run('--witness', witness.key.vkey, '--witnesses-needed', '1')).toBe(20);
    expect(await run('--witness', witness.key.vkey, '--witnesses-needed', '2')).toBe(64);
  });

  it('was held up by nobody who was down, and asked again', async () => {
    expect(troubles.length).toBeGreaterThan(0);
    expect(of.troubles).toStrictEqual([]);
    expect(witness.statuses).toContain(503);
    expect(witness.statuses).toContain(409);
    expect((await anchors()).filter(({ leaf }) => leaf !== null).length).toBeGreaterThanOrEqual(2);
  });

  it('has the cosignature of its witness where that saw it', async () => {
    const seen = await pack(switched);
    const witnesses = [witness.key.vkey];
    const report = await verify(seen, { witnesses });
    expect(report).toMatchObject({ exit: 0, findings: [] });
    expect(report.checked.join()).toContain('witness.test/w1');
    expect(await verify(whole, { witnesses })).toMatchObject({ exit: 20 });
    expect(await verify(whole, { witnesses, witnessesNeeded: 0 })).toMatchObject({ exit: 0 });
    const contents = await unpack(seen);
    contents.files['cosignatures.txt'] = Buffer.from(
      contents.files['cosignatures.txt'].toString().replace(/— witness.*\n/, ''),
    );
    const dropped = await verify(await packAgain(contents, key), { witnesses });
    expect(dropped.findings).toMatchObject([{ kind: 'untrusted', what: '0 of your witnesses cosigned; you need 1' }]);
  });

  it('says whether the certificates behind its stamps were looked for among the revoked', async () => {
    expect((await verify(whole)).notChecked.join('\n')).toContain('certificates behind 3 time-stamps were revoked');
    const told = await verify(whole, { tsaRevoked: [await tsa.revoked()] });
    expect(told.notChecked.join('\n')).not.toContain('were revoked');
    expect(told.checked.join('\n')).toContain('None of their certificates was revoked, by lists of');
  });

  it('warns where nobody said whose stamps are to be believed', async () => {
    const report = await verifyPack(bytesOf(whole), { keys: [of.vkey] });
    expect(report).toMatchObject({
      exit: 2,
      findings: [{ what: expect.stringContaining('whose the time-stamps are') }],
    });
    expect(await verifyPack(bytesOf(whole), { keys: [of.vkey], accept: ['stamps-unchecked'] })).toMatchObject({
      exit: 0,
    });
  });

  it('does not go on under the key before', async () => {
    await of.sealAgain(async () => {
      const told: { what?: string }[] = [];
      const note = (_: unknown, message: string) => void told.push({ what: message });
      const { ledger, url, signingKey } = of;
      const log = { info: () => undefined, warn: note, error: note };
      const sealer = await startSealer({ ledger, url, signingKey, log });
      await until(() => Promise.resolve(sealer.lag().refusal !== undefined));
      expect(sealer.lag().refusal?.what).toContain('does not sign any more');
      await sealer.stop();
    });
  });

  const damaged = async (damage: Damage[1]): Promise<Buffer> => {
    const contents = await unpack(whole);
    await damage(contents);
    return packAgain(contents, key);
  };
  const stamps = ({ files }: Contents) => Object.keys(files).filter((name) => name.endsWith('.tsr'));
  const noteOf = (name: string) => name.replace('.tsr', '.note');

  type Damage = [what: string, damage: (contents: Contents) => Promise<void> | void, kind: string, exit: number];
  const damages: Damage[] = [
    [
      'a token with a bit turned',
      (c) => void (c.files[stamps(c)[0]][c.files[stamps(c)[0]].length - 10] ^= 1),
      'anchor',
      21,
    ],
    ['the token of another checkpoint', (c) => void (c.files[stamps(c)[0]] = c.files[stamps(c)[1]]), 'anchor', 21],
    [
      'token and note of another checkpoint',
      (c) => {
        const [a, b] = stamps(c);
        [c.files[a], c.files[noteOf(a)]] = [c.files[b], c.files[noteOf(b)]];
      },
      'anchor',
      21,
    ],
    [
      'a token of an authority that nobody believes',
      async (c) => {
        const foreign = await timeAuthority('Foreign');
        const [name] = stamps(c);
        const note = c.files[noteOf(name)].toString();
        c.files[name] = await foreign.reply(await stampRequest(note, Buffer.alloc(8, 1)));
        await foreign.close();
      },
      'anchor',
      21,
    ],
    [
      'a later token of the right authority in the place of the one in the log',
      async (c) => {
        const [name] = stamps(c);
        c.files[name] = await tsa.reply(await stampRequest(c.files[noteOf(name)].toString(), Buffer.alloc(8, 1)));
      },
      'anchor',
      21,
    ],
    [
      'the log’s second signature left out',
      (c) => void (c.files['cosignatures.txt'] = Buffer.from('')),
      'untrusted',
      20,
    ],
    [
      'the log’s second signature altered',
      (c) => {
        const text = c.files['cosignatures.txt'].toString();
        const at = text.lastIndexOf('A');
        c.files['cosignatures.txt'] = Buffer.from(`${text.slice(0, at)}B${text.slice(at + 1)}`);
      },
      'untrusted',
      20,
    ],
    [
      'the change of the key left out',
      (c) => put(c.files, 'keys.json', { ...json(c.files, 'keys.json'), rotations: [] }),
      'untrusted',
      12,
    ],
    [
      'a change of the key that the old one did not sign',
      async (c) => {
        const keys = json(c.files, 'keys.json') as { rotations: { statement: string; entries: JsonObject[] }[] };
        const said = await openRotation(keys.rotations[0].statement);
        const text = keys.rotations[0].statement.split('\n\n')[0];
        const statement = await signNote(`${text}\n`, [key]);
        expect(said.new.vkey).toBe(verifierKey(key).vkey);
        put(c.files, 'keys.json', { ...keys, rotations: [{ ...keys.rotations[0], statement }] });
      },
      'untrusted',
      20,
    ],
    [
      'a change of the key that is not shown in the log',
      (c) => {
        const keys = json(c.files, 'keys.json') as { rotations: { statement: string; entries: JsonObject[] }[] };
        put(c.files, 'keys.json', { ...keys, rotations: [{ ...keys.rotations[0], entries: [] }] });
      },
      'untrusted',
      12,
    ],
    [
      'another place for the change of the key, signed by both',
      async (c) => {
        const keys = json(c.files, 'keys.json') as { rotations: { statement: string; entries: JsonObject[] }[] };
        const said = await openRotation(keys.rotations[0].statement);
        const from = said.from - 1;
        const statement = await signRotation({ ...said, from }, [of.signingKey, key]);
        put(c.files, 'keys.json', { ...keys, rotations: [{ ...keys.rotations[0], statement }] });
      },
      'untrusted',
      20,
    ],
    [
      'a pack under the key before, after it was retired',
      async (c) => {
        const text = c.files['checkpoint.txt'].toString().split('\n\n')[0];
        c.files['checkpoint.txt'] = Buffer.from(await signNote(`${text}\n`, [of.signingKey]));
      },
      'untrusted',
      20,
    ],
  ];
  it.each(damages)('shows %s', async (_, damage, kind, exit) => {
    const report = await verify(await damaged(damage));
    expect(report.findings.map((finding) => finding.kind)).toContain(kind);
    expect(report.exit).toBe(exit);
  });

  it('is checked by the page with the same, and so is what was damaged', async () => {
    const [page, zip, list] = ['verify.html', 'page.zip', 'page.crl'].map((name) => join(of.folder, name));
    const revoked = await tsa.revoked();
    await writeFile(page, await verifierPage(PROJECT));
    await writeFile(zip, whole);
    await writeFile(list, revoked);
    const browser = await launchBrowser();
    try {
      const { page: tab, context, complaints } = await visit(browser, pathToFileURL(page).href);
      await context.setOffline(true);
      await tab.goto(pathToFileURL(page).href);
      const says = async (verdict: string, why = '') => {
        await tab.locator('button').click();
        await tab.locator('#report', { hasText: verdict }).filter({ hasText: why }).waitFor();
        return JSON.parse((await tab.locator('#report').getAttribute('data-report')) ?? 'null') as unknown;
      };
      await tab.locator('#pack').setInputFiles(zip);
      await tab.locator('#keys').fill(`${of.vkey}\n${cosigner.vkey}`);
      await says('VERIFIED, WITH WARNINGS', 'give the roots');
      await tab.locator('#tsa-roots').setInputFiles(tsa.rootsFile);
      await tab.locator('#tsa-revoked').setInputFiles(list);
      const report = await verify(whole, { tsaRevoked: [revoked], derived: true });
      expect(report.checked.join()).toContain('None of their certificates was revoked');
      expect(await says('COMPLETE')).toStrictEqual(report);
      for (const [what, damage, , exit] of damages) {
        const buffer = await damaged(damage);
        await tab.locator('#pack').setInputFiles({ name: `${what}.zip`, mimeType: 'application/zip', buffer });
        expect(await says(`${what}.zip: exit code ${exit}`)).toStrictEqual(
          await verify(buffer, { tsaRevoked: [revoked], derived: true }),
        );
      }
      await tab.locator('#pack').setInputFiles(zip);
      await tab.locator('#witnesses').fill(witness.key.vkey);
      await says('DAMAGED (20, untrusted)', '0 of your witnesses cosigned; you need 1');
      await tab.locator('#witnesses-needed').fill('0');
      await says('COMPLETE');
      await tab.locator('#witnesses-needed').fill('two');
      await says('It could not be checked', 'How many witnesses are needed is a number');
      expect(complaints).toStrictEqual([]);
    } finally {
      await browser.close();
    }
  });

  it('shows stamps that are not named, and stamps that were left out', async () => {
    const { files, events } = await unpack(whole);
    const extra = await verify(await packAgain({ files: { ...files, 'anchors/1-0.tsr': Buffer.of(1) }, events }, key));
    expect(extra).toMatchObject({ exit: 30, findings: [{ kind: 'malformed' }] });
    const without = { ...files };
    for (const name of Object.keys(files)) if (name.startsWith('anchors/')) delete without[name];
    put(without, 'anchors.json', []);
    const { findings } = await verify(await packAgain({ files: without, events }, key));
    expect(findings.map(({ kind }) => kind)).toStrictEqual(['warning', 'not in the log']);
  });

  it('is checked whole, stamps, cosignatures and keys included', async () => {
    const roots = rootsFromPem(tsa.rootsPem);
    const check = async () => (await checkWholeLedger(of.ledger, pool, key, undefined, roots)).differences;
    expect(await check()).toStrictEqual([]);
    const damaged = async (table: string, sql: string) => {
      await pool.query(`CREATE TABLE kept AS TABLE seal.${table}`);
      try {
        await pool.query(sql);
        return (await check()).map(({ what }) => what).join('\n');
      } finally {
        // At once: whoever attests beside this must not put back what is gone.
        await pool.query(`DELETE FROM seal.${table}; INSERT INTO seal.${table} TABLE kept; DROP TABLE kept`);
      }
    };
    const oldest = 'leaf = (SELECT min(leaf) FROM seal.anchors)';
    expect(await damaged('anchors', `DELETE FROM seal.anchors WHERE ${oldest}`)).toContain('is gone');
    expect(await damaged('anchors', `UPDATE seal.anchors SET stamped_at = now() WHERE ${oldest}`)).toContain(
      'commits to',
    );
    expect(await damaged('anchors', `UPDATE seal.anchors SET reply = '\\x00' WHERE ${oldest}`)).toContain('commits to');
    expect(await damaged('cosignatures', `UPDATE seal.cosignatures SET line = replace(line, 'A', 'B')`)).toContain(
      'cosignature',
    );
    expect(await damaged('rotations', 'DELETE FROM seal.rotations')).toContain('without a statement');
    expect(
      await damaged('rotations', `UPDATE seal.rotations SET statement = replace(statement, 'from', 'form')`),
    ).toContain('keys of the log');
    expect(await check()).toStrictEqual([]);
  });

  it('has another key once two people agreed to it and the change was finished that was stopped half-way', async () => {
    const { ledger, url, keyFile: file } = of;
    const desk = new LedgerCommandDesk(ledger, of.keys, NOBODY, NOBODY, NOBODY);
    const rotating = { ledger, url, file, origin: 'continuity.test', record: recordingKeyRotation(desk) };
    const rotate = () => rotateKey(rotating, new AbortController().signal);
    const give = (role: Role, name: string, more: object = {}) => {
      const by = { id: role, name: role, role, force: 'Test', unit: 'Test' };
      const body = { occurredAt: new Date().toISOString(), ...more };
      return desk.take({ name, by, commandId: randomUUID(), body });
    };
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const refusalOf = async (signingKey: Signer) => {
      const sealer = await startSealer({ ledger, url, signingKey, log });
      await until(() => Promise.resolve(sealer.lag().refusal !== undefined));
      await sealer.stop();
      return sealer.lag().refusal?.what;
    };
    const before = await readFile(file);
    const next = await of.sealAgain(async () => {
      await expect(rotate()).rejects.toThrow('one person has asked for it and another has authorised it');
      expect(await give('administrator', 'RequestKeyRotation', { reason: 'Yearly' })).toMatchObject({ is: 'done' });
      await expect(rotate()).rejects.toThrow('another has authorised it');
      expect(await readFile(file)).toStrictEqual(before);
      expect(await give('unit lead', 'AuthoriseKeyRotation')).toMatchObject({ is: 'done' });
      const { size, new: made } = await rotate();
      // As it was left by somebody who died before the checkpoint was signed and the files were exchanged.
      const newKey = await signingKeyFrom(file, 'continuity.test');
      await rename(file, `${file}.next`);
      await writeFile(file, before, { mode: 0o600 });
      await pool.query('UPDATE seal.checkpoints SET note = NULL WHERE size = $1', [size]);
      expect(await refusalOf(key)).toContain('does not sign any more');
      expect(await refusalOf(newKey)).toContain('run rotate-key again');
      expect(await rotate()).toMatchObject({ size, new: made });
      expect((await ledger.readStream(LOG_KEY_STREAM)).map(({ type }) => type)).toStrictEqual([
        ...['KeyRotationRequested', 'KeyRotationAuthorised', 'KeyRotated'],
      ]);
      await expect(rotate()).rejects.toThrow('once each time');
    });
    await more('Shelf 13');
    const zip = await of.pack([], [], undefined, [], { cosigner, signingKey: next });
    expect(await verify(zip)).toMatchObject({ exit: 0, findings: [] });
    const { differences } = await checkWholeLedger(ledger, pool, next, undefined, rootsFromPem(tsa.rootsPem));
    expect(differences).toStrictEqual([]);
    // The change before this one is in the log alone.
    const unagreed = `without the word of two people in the ledger, leaf ${switched - 3}`;
    expect(await keyChangesThatDiffer(ledger, new SealedLog(pool))).toStrictEqual([expect.stringContaining(unagreed)]);
    await pool.query('DELETE FROM seal.rotations');
    expect(await keyChangesThatDiffer(ledger, new SealedLog(pool))).toStrictEqual([
      expect.stringContaining('the log has not'),
    ]);
  });
});
