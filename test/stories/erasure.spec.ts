import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { verifierKey, verifyPack } from '#integrity';
import { type PackItem } from '#jobs';
import { type PersonFound } from '#read-models';
import { signingKeyFrom } from '#sealer';
import { readPdf } from '../../libs/jobs/test/pdf-text.js';
import { until } from '../../libs/read-models/test/database.js';
import { ContinuityUnderTest, seizure } from '../support/continuity.js';
import { bytesOf } from '../tamper/damaging.js';

const GONE = {
  name: 'Zebedee Quillfeather',
  corrected: 'Zebadiah Quillfeather',
  born: '1987-06-05',
  note: 'QUILLNOTE',
};
const KEPT = { name: 'Bartholomew Inkpen', born: '1991-02-03' };
const VALUES = [...Object.values(GONE), 'quillfeather'];
/** What was typed in searches. */
const SEARCHES = '/access?type=RecordSearched';
const FORM = { 'sec-fetch-site': 'same-origin' };

/** A value as it may stand in bytes: as it is, in hexadecimal, or in base64 of either alphabet wherever it begins. */
const formsOf = (value: string): readonly string[] => {
  const hex = Buffer.from(value).toString('hex');
  const base64 = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]).toString('base64');
    // What shares its last characters with the bytes before and after it is left out.
    return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + value.length) * 8) / 6));
  });
  return [value, hex, hex.toUpperCase(), ...base64, ...base64.map((b) => b.replaceAll('+', '-').replaceAll('/', '_'))];
};
const saidIn = (text: string): readonly string[] =>
  VALUES.filter((value) => formsOf(value).some((form) => text.toLowerCase().includes(form.toLowerCase())));

describe('the erasure of a suspect’s personal data', () => {
  let app: ContinuityUnderTest;
  let database: pg.Client;
  let caseId: string;
  const [gone, kept] = [randomUUID(), randomUUID()];
  const exhibits: string[] = [];
  beforeAll(async () => {
    app = await ContinuityUnderTest.start();
    database = new pg.Client({ connectionString: app.databaseUrl });
    await database.connect();
    caseId = await app.openCase();
    const arrest = (suspectId: string, { name, born }: typeof KEPT) =>
      app.done('ArrestPerson', { caseId, suspectId, name, dateOfBirth: born, suspectedOf: ['Fraud'] });
    const { events } = await arrest(gone, GONE);
    await arrest(kept, KEPT);
    const correction = { correctsEventId: events[0]?.id, field: 'name', now: GONE.corrected, reason: 'Typed wrong' };
    await app.done('CorrectEntry', { caseId, suspectId: gone, ...correction });
    for (const [reference, from, fromPersonId] of [
      ['AB/1', GONE.name, gone],
      ['AB/2', KEPT.name, kept],
    ] as const) {
      const facts = seizure(caseId, reference, { from, fromPersonId });
      exhibits.push(facts.exhibitId);
      await app.done('SeizeDevice', facts);
    }
    await app.done('MakeNote', { caseId, exhibitId: exhibits[0], text: `Spoke to them: ${GONE.note}` });
  });
  afterAll(async () => {
    await database.end();
    await app.stop();
  });

  const about = { caseId: '', suspectId: gone };
  const of = (facts: object = {}) => ({ ...about, caseId, ...facts });
  const rule = async (name: string, facts: Record<string, unknown>, as: string) => {
    const { status, body } = await app.command(name, facts, { as });
    return status === 409 ? [body.rule, body.detail] : [status];
  };
  const record = async (exhibitId: string): Promise<string> => {
    const asked = await app.fetch(`/exhibits/${exhibitId}/custody-record`, {
      ...{ method: 'POST', redirect: 'manual', headers: FORM },
    });
    await asked.text();
    const id = new URL(asked.headers.get('location') ?? '', app.url).searchParams.get('record') ?? '';
    const read = () => app.fetch(`/exhibits/${exhibitId}/custody-record/${id}`);
    let pdf = Buffer.alloc(0);
    const isMade = async () => {
      const answer = await read();
      // Read to its end even when it is none: a server waits for that when it stops.
      pdf = Buffer.from(await answer.arrayBuffer());
      return answer.ok;
    };
    await until(isMade, 'the record is made', 30_000);
    return readPdf(pdf).pages.join(' ');
  };
  const pack = async (purpose: string): Promise<Buffer> => {
    const packId = randomUUID();
    await app.done('RequestPack', { caseId, packId, purpose }, 'okafor');
    const items = async () => (await app.read<{ items: PackItem[] }>(`/api/cases/${caseId}/packs`)).items;
    const item = async () => (await items()).find((each) => each.packId === packId && each.status === 'built');
    await until(async () => (await item()) !== undefined, 'the pack is built', 30_000);
    return Buffer.from(await (await app.fetch((await item())?.url ?? '')).arrayBuffer());
  };
  const files = async () => {
    const all = await readdir(app.dataDir, { recursive: true, withFileTypes: true });
    return all.filter((each) => each.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  };
  /** Every file, PDFs as they are read; packs are not compressed. */
  const inFiles = async () => {
    const texts = (await files()).map(async (path) => {
      const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
        // Deleted since it was listed, as it should be.
        if (error.code === 'ENOENT') return Buffer.alloc(0);
        throw error;
      });
      return path.endsWith('.pdf') ? readPdf(bytes).pages.join(' ') : bytes.toString('latin1');
    });
    return saidIn((await Promise.all(texts)).join('\n'));
  };
  /** Every row of every table of every schema: the ledger, keys, read models, queues, the sealed log, checks. */
  const inTables = async () => {
    const { rows } = await database.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname !~ '^(pg_|information_schema)'`,
    );
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['ledger.events', 'bullmq.job', 'jobs.asked']));
    let text = '';
    for (const { name } of rows)
      for (const { row } of (await database.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)).rows)
        text += `${row}\n`;
    return saidIn(text);
  };
  const people = async (q: string) => (await app.read<{ people: PersonFound[] }>(`/api/search?q=${q}`)).people;
  const suspect = (id: string) => app.read<{ name: string | null; dateOfBirth: string | null }>(`/api/suspects/${id}`);
  /** What was looked at the disclosure officer may see. */
  const page = async (path: string) => (await app.fetch(path, {}, path === SEARCHES ? 'nair' : 'okafor')).text();

  it('is refused while proceedings are open, and under a hold, which is named', async () => {
    expect(await rule('RequestErasure', of({ reason: 'They asked' }), 'okafor')).toEqual([
      ...['proceedings-open', expect.stringContaining('until a decision whether to prosecute')],
    ]);
    for (const suspectId of [gone, kept])
      await app.done('TakeNoFurtherAction', { caseId, suspectId, reason: 'No evidence' }, 'okafor');
    const held = { caseId, exhibitId: exhibits[0] };
    await app.done('HoldRetention', { ...held, reason: 'Civil claim announced', authority: 'Legal services' });
    expect(await rule('RequestErasure', of({ reason: 'They asked' }), 'okafor')).toEqual([
      ...['hold-active', 'A hold (retention) is on AB/1: Civil claim announced'],
    ]);
    await app.done('ReleaseRetention', { ...held, reason: 'Settled', authority: 'Legal services' }, 'okafor');
  });

  it('leaves nothing that can be read, once another person carries it out; what others said stays, and all still verifies', async () => {
    expect(await record(exhibits[0] ?? '')).toContain(GONE.name);
    const before = await pack('Before');
    expect([...saidIn(before.toString('latin1'))].sort()).toEqual([...VALUES].sort());
    expect((await inFiles()).length).toBe(VALUES.length);
    expect(await inTables()).toEqual([]);
    expect(await people('quillfeather')).toMatchObject([{ name: GONE.corrected, suspectId: gone }]);
    expect(await people('5/6/1987')).toHaveLength(1);
    expect(await page('/search?q=Quillfeather')).toContain(`href="/suspects/${gone}">${GONE.corrected}</a>, suspect`);

    await until(async () => saidIn(await page(SEARCHES)).includes('quillfeather'), 'the search was recorded');

    await app.done('RequestErasure', of({ reason: 'They asked for it in writing' }), 'okafor');
    expect(await rule('ErasePersonalData', of({ authority: 'DPA 2018 s.47' }), 'okafor')).toEqual([403]);
    const { position } = await app.done('ErasePersonalData', of({ authority: 'DPA 2018 s.47' }), 'hart');
    await app.read(`/api/suspects/${gone}?at=${position}`);

    expect(await suspect(gone)).toMatchObject({ name: null, dateOfBirth: null, erasures: [{ status: 'erased' }] });
    const shown = await page(`/suspects/${gone}`);
    expect(shown).toMatch(
      /erased<.strong> on .* by order of DI Susan Hart \(DPA 2018 s\.47\), as DS Grace Okafor requested/,
    );
    for (const path of [
      `/suspects/${gone}`,
      `/exhibits/${exhibits[0]}`,
      `/cases/${caseId}`,
      SEARCHES,
      '/audit',
      '/search?q=AB%2F1',
    ])
      expect([path, ...saidIn(await page(path))]).toEqual([path]);
    expect(shown).not.toContain('Request erasure');
    expect(await people('quillfeather')).toEqual([]);
    await until(async () => (await inFiles()).length === 0, 'the files are deleted', 30_000);
    expect(await inTables()).toEqual([]);

    expect(await record(exhibits[0] ?? '')).toContain('[erased]');
    expect(await record(exhibits[1] ?? '')).toContain(KEPT.name);
    const after = await pack('After');
    expect(saidIn(after.toString('latin1'))).toEqual([]);
    expect(after.toString('latin1')).toContain(formsOf(KEPT.name)[4]);
    const key = await signingKeyFrom(join(app.dataDir, 'signing.key'), 'localhost/continuity');
    const verdict = await verifyPack(bytesOf(after), {
      ...{ keys: [verifierKey(key).vkey], accept: ['no-time-stamp'], derived: true },
    });
    expect(verdict).toMatchObject({ exit: 0, findings: [] });
    expect(await inFiles()).toEqual([]);
    expect(await inTables()).toEqual([]);

    expect(await suspect(kept)).toMatchObject({ name: KEPT.name, dateOfBirth: KEPT.born });
    expect(await people('inkpen')).toMatchObject([{ name: KEPT.name }]);
    await (await app.fetch('/integrity/check', { method: 'POST', redirect: 'manual', headers: FORM })).text();
    await until(async () => /nothing differs/.test(await page('/integrity')), 'everything was checked', 30_000);
  }, 90_000);

  it('is the end of what is recorded about them: nothing is added, and nothing is taken in vain', async () => {
    const facts = seizure(caseId, 'AB/3', { fromPersonId: gone, from: GONE.name });
    expect((await rule('SeizeDevice', facts, 'whitlock'))[0]).toBe('personal-data-erased');
    await app.done('SeizeDevice', { ...facts, fromPersonId: kept });
    const again = { correctsEventId: randomUUID(), field: 'name', now: 'x', reason: 'x' };
    expect((await rule('CorrectEntry', of(again), 'okafor'))[0]).toBe('no-such-entry');
    expect((await rule('RequestErasure', of({ reason: 'Again' }), 'okafor'))[0]).toBe('already-erased');
  });

  it('is carried out after a crash between its record and its end', async () => {
    const suspectId = randomUUID();
    const person = { name: 'Cornelius Halfway', dateOfBirth: '1990-01-01', suspectedOf: ['Fraud'] };
    await app.done('ArrestPerson', { caseId, suspectId, ...person });
    await app.done('TakeNoFurtherAction', { caseId, suspectId, reason: 'No evidence' }, 'okafor');
    await app.done('RequestErasure', { caseId, suspectId, reason: 'They asked' }, 'okafor');
    const subject = `suspect-${suspectId}`;
    const wrapped = async () =>
      (
        await database.query<{ wrapped: Buffer | null }>('SELECT wrapped FROM keys.subjects WHERE subject = $1', [
          subject,
        ])
      ).rows[0]?.wrapped;
    const key = await wrapped();
    await app.done('ErasePersonalData', { caseId, suspectId, authority: 'DPA 2018 s.47' }, 'hart');
    // As a process leaves it that dies after the event and before the key: the event is there, and so is the key.
    await database.query('UPDATE keys.subjects SET wrapped = $2, destroyed_at = NULL WHERE subject = $1', [
      subject,
      key,
    ]);
    await until(async () => (await wrapped()) === null, 'the key is destroyed');
    expect((await suspect(suspectId)).name).toBeNull();
  });
});
