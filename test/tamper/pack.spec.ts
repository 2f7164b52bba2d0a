import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { jest } from '@jest/globals';
import {
  checkEvents,
  hashNodes,
  eventHash,
  inWords,
  signCheckpoint,
  signReceipt,
  verifierKey,
  verifyPack,
  type Elsewhere,
  type Report,
  type VerifyOptions,
} from '#integrity';
import { verifierPage } from '../../apps/verify/src/build-page.js';
import { barriers, launchBrowser, overflow, PHONE, visit } from '../browser/support/browser.js';
import { endChildren, startChild } from '../support/child.js';
import { readPdf } from '../../libs/jobs/test/pdf-text.js';
import { bytesOf, json, packAgain, put, unpack, zipOf, type Contents, type Line } from './damaging.js';
import { browserVerifier, type BrowserVerifier } from './browser-verifier.js';
import { packedCase } from './packed-case.js';

jest.setTimeout(120_000);
const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const VERIFY = fileURLToPath(new URL('../../apps/verify/src/main.ts', import.meta.url));

type Case = Awaited<ReturnType<typeof packedCase>>;
let of: Case;
let whole: Buffer;
let options: VerifyOptions;
let inBrowser: BrowserVerifier;
beforeAll(async () => {
  of = await packedCase();
  whole = await of.pack();
  options = { keys: [of.vkey], accept: ['no-time-stamp'], derived: true };
  inBrowser = await browserVerifier();
});
afterAll(async () => {
  await endChildren();
  await of.close();
});

/** By the command line's code, as one thread runs it; two, and the browser's, have to say the very same. */
async function verify(zip: Buffer, more: VerifyOptions = {}): Promise<Report> {
  const report = await verifyPack(bytesOf(zip), { ...options, ...more });
  const elsewhere: Elsewhere = {
    events: (asked) => checkEvents(bytesOf(zip), asked),
    nodes: ({ proven, nodes }) => Promise.resolve(hashNodes(proven, nodes)),
  };
  expect(await verifyPack(bytesOf(zip), { ...options, ...more, elsewhere })).toStrictEqual(report);
  expect(await inBrowser(zip, { ...options, ...more })).toStrictEqual(report);
  return report;
}

describe('a pack', () => {
  it('is complete, and says what was checked', async () => {
    const report = await verify(whole);
    expect(report).toMatchObject({ exit: 0, findings: [] });
    expect(report.checked.join('\n')).toContain('10 events in 3 streams');
    expect(report.checked.join('\n')).toContain('In the log under that checkpoint: all of 10 events.');
    expect(of.troubles).toStrictEqual([]);
  });

  it('warns while nobody has said which key is right, and no authority has stamped it', async () => {
    const report = await verifyPack(bytesOf(whole));
    expect(report.exit).toBe(2);
    expect(report.findings.map(({ what }) => what).join()).toMatch(/key came with the pack.*no time-stamp/s);
  });

  it('is the same bytes when the same is asked for at the same checkpoint, also after more happened', async () => {
    const { size } = await of.checkpoint();
    const before = await of.pack([], [], size);
    await of.append(of.exhibit, of.caseId, [['StoredAt', { location: 'Later' }]]);
    expect((await of.pack([], [], size)).equals(before)).toBe(true);
  });

  it('verifies with fields withheld, each with its reason', async () => {
    const redactions = [
      { field: 'actor.name', reason: 'Witness anonymity order' },
      { type: 'DeviceSeized', field: 'from', reason: 'Third party' },
      { type: 'StoredAt', reason: 'Sensitive premises' },
    ];
    const zip = await of.pack(redactions);
    const { events, files } = await unpack(zip);
    const everything =
      Object.values(files).join('\n') + events.flatMap(({ disclosures }) => disclosures.map(said)).join();
    for (const secret of ['Whitlock', 'Möbius', 'Shelf']) expect(everything).not.toContain(secret);
    expect(everything).toContain('AB/1');
    const report = await verify(zip);
    expect(report).toMatchObject({ exit: 0, findings: [] });
    expect(report.checked.join('\n')).toContain('Withheld: from of DeviceSeized, because: Third party');
  });

  it('withholds in a correction what is withheld in its entry', async () => {
    const fact = {
      correctsEventId: UUID,
      entryType: 'DeviceSeized',
      field: 'serial',
      was: 'F5-77',
      now: 'F5-78',
      reason: 'Misread',
    };
    await of.append(of.exhibit, of.caseId, [['EntryCorrected', fact]]);
    const zip = await of.pack([{ type: 'DeviceSeized', field: 'serial', reason: 'Sensitive' }]);
    const { events, files } = await unpack(zip);
    const shown =
      events.flatMap(({ disclosures }) => disclosures.map(said)).join() + files['case-uco.jsonld'].toString();
    for (const secret of ['F5-77', 'F5-78']) expect(shown).not.toContain(secret);
    expect(await verify(zip)).toMatchObject({ exit: 0, findings: [] });
  });

  it('may withhold for a reason only in the records and entries that the reason is given for', async () => {
    const zip = await of.pack([{ within: [of.exhibit], reason: 'Privileged' }]);
    const contents = await unpack(zip);
    const isWithheld = contents.events.map(({ event, disclosures }) => [
      event.stream === of.exhibit,
      disclosures.length,
    ]);
    expect(isWithheld.every(([is, shown]) => (shown === 0) === is)).toBe(true);
    const report = await verify(zip);
    expect(report).toMatchObject({ exit: 0, findings: [] });
    expect(report.checked.join('\n')).toContain(
      'Withheld: every field of 1 record or entry that the manifest names, because: Privileged',
    );
    const line = contents.events.find(({ event }) => event.stream !== of.exhibit && event.type === 'StoredAt');
    const at = line ? named(line, 'location') : -1;
    line?.disclosures.splice(at, 1);
    line?.withheld.push({ field: 'location', redaction: 0 });
    const found = await verify(await packAgain(contents, of.signingKey));
    expect([found.exit, words(found)]).toStrictEqual([
      10,
      expect.stringContaining('location is withheld for a reason that the manifest does not give'),
    ]);
  });

  it('of chosen exhibits is complete for them alone, and says that the rest of the case is not shown', async () => {
    const exhibitId = of.exhibit.slice('exhibit-'.length);
    const zip = await of.pack([], [], undefined, [exhibitId]);
    const report = await verify(zip);
    expect(report).toMatchObject({ exit: 1, findings: [] });
    expect(report.notChecked.join('\n')).toContain('the log has 2 streams of it that this pack is not of');
    const { events, files } = await unpack(zip);
    expect(new Set(events.map(({ event }) => event.stream))).toStrictEqual(new Set([of.exhibit]));
    expect(Object.keys(files).filter((name) => name.endsWith('.pdf'))).toStrictEqual([
      `custody-records/${of.exhibit}.pdf`,
    ]);
    const cut = await unpack(zip);
    cut.events.pop();
    expect((await verify(await packAgain(cut, of.signingKey))).exit).toBeLessThan(20);
    const widened = await unpack(zip);
    edit(widened, 'manifest.json', (v) => void (v['scope'] = []));
    const found = await verify(await packAgain(widened, of.signingKey));
    expect([found.exit, words(found)]).toStrictEqual([14, expect.stringMatching(/a whole stream of the case/)]);
  });

  it('says in its custody records and in CASE/UCO what its entries say, and no more', async () => {
    const redactions = [
      { field: 'actor.name', reason: 'Witness anonymity order' },
      { type: 'DeviceSeized', field: 'serial', reason: 'Sensitive' },
    ];
    const zip = await of.pack(redactions);
    const { files } = await unpack(zip);
    const pdf = files[`custody-records/${of.exhibit}.pdf`];
    const text = readPdf(pdf).pages.join(' ').replace(/\s+/g, ' ');
    expect(text).toContain('AB/1');
    expect(text).toContain('[withheld, reason 2]');
    expect(text).toContain('Reason 1 for withholding: Witness anonymity order');
    const { checked } = await verify(zip);
    const [mark = ''] = checked.flatMap((line) => /QR code of its custody records: (\S+)/.exec(line)?.slice(1) ?? []);
    expect(mark).toHaveLength(43);
    expect(text).toContain(mark);
    const uco = JSON.parse(files['case-uco.jsonld'].toString()) as { '@graph': Record<string, unknown>[] };
    const types = uco['@graph'].map((node) => node['@type']);
    for (const type of ['InvestigativeAction', 'ProvenanceRecord', 'Investigation'])
      expect(types).toContain(`case-investigation:${type}`);
    expect(types).toContain('uco-observable:Device');
    expect(types).toContain('uco-identity:Person');
    // UCO's shapes want a name for each thing, those within others too.
    expect(unnamedIn(uco['@graph'])).toStrictEqual([]);
    for (const secret of ['Whitlock', 'F5-77'])
      expect(text + files['case-uco.jsonld'].toString()).not.toContain(secret);
    expect(checked).toContain('case-uco.jsonld says what the entries say.');
  });

  it('proves that it follows from packs and checkpoints shown before', async () => {
    const before = await of.checkpoint();
    await of.append(of.exhibit, of.caseId, [['StoredAt', { location: 'Shelf 9' }]]);
    const report = await verify(await of.pack([], [before.size]), { known: [before.note] });
    expect(report).toMatchObject({ exit: 0, findings: [] });
    expect(report.checked.join('\n')).toContain(`Your checkpoint at ${before.size} leaves is part of this log`);
  });

  it('is checked by a program of its own, which exits with what it found', async () => {
    const file = join(of.folder, 'whole.zip');
    const damaged = join(of.folder, 'damaged.zip');
    await writeFile(file, whole);
    await writeFile(damaged, whole.subarray(0, -1));
    const run = async (...args: string[]) => {
      const child = startChild(VERIFY, { args });
      return { ...(await child.exit), output: child.output };
    };
    expect(await run(file, '--key', of.vkey)).toMatchObject({ code: 2, output: expect.stringContaining('WARNINGS') });
    const accepting = await run(file, '--key', of.vkey, '--accept', 'no-time-stamp', '--threads', '2', '--json');
    expect(accepting).toMatchObject({ code: 0 });
    const printed: unknown = JSON.parse(accepting.output.slice(0, accepting.output.lastIndexOf('}') + 1));
    expect(printed).toStrictEqual(await verifyPack(bytesOf(whole), { ...options, keys: [of.vkey] }));
    expect(await run(damaged)).toMatchObject({ code: 30, output: expect.stringContaining('cut off') });
    expect(await run()).toMatchObject({ code: 64 });
    expect(await run(file, '--key', 'nonsense')).toMatchObject({ code: 64 });
    expect(await run(file, '--threads', '3')).toMatchObject({ code: 64 });
    expect(await run(join(of.folder, 'none.zip'))).toMatchObject({ code: 70 });
  });
});

describe('the page that verifies', () => {
  it('says the same as the command line, in a browser without a network, and can be used by everybody', async () => {
    const page = join(of.folder, 'continuity-verify.html');
    const [good, damaged] = [join(of.folder, 'good.zip'), join(of.folder, 'one-bit.zip')];
    await writeFile(page, await verifierPage(PROJECT));
    await writeFile(good, whole);
    const flipped = Buffer.from(whole);
    flipped[whole.indexOf('"type":"DeviceSeized"') + 8] ^= 1;
    await writeFile(damaged, flipped);
    const browser = await launchBrowser();
    try {
      const { page: tab, context, complaints } = await visit(browser, pathToFileURL(page).href);
      await context.setOffline(true);
      const asked: string[] = [];
      tab.on('request', (request) => asked.push(request.url()));
      await tab.goto(pathToFileURL(page).href);
      await tab.locator('#keys').fill(of.vkey);
      await tab.locator('#no-time-stamp').check();
      for (const [zip, verdict] of [
        [good, /COMPLETE/],
        [damaged, /DAMAGED \(10, altered\)/],
      ] as const) {
        await tab.locator('#pack').setInputFiles(zip);
        await tab.locator('button').click();
        await tab.locator('#report', { hasText: verdict }).waitFor();
        const report = await verify(await readFile(zip));
        expect(JSON.parse((await tab.locator('#report').getAttribute('data-report')) ?? '')).toStrictEqual(report);
        const text = await tab.locator('#report').innerText();
        for (const line of [...report.findings.map(inWords), ...report.checked, ...report.notChecked])
          expect(text).toContain(line);
        expect(await barriers(tab)).toStrictEqual([]);
      }
      await tab.setViewportSize(PHONE);
      expect(await overflow(tab)).toBeLessThanOrEqual(0);
      const connect = "fetch('https://example.org').then(() => 'connected', () => 'refused')";
      expect(complaints).toStrictEqual([]);
      expect(await tab.evaluate<string>(connect)).toBe('refused');
      expect(complaints.join()).toMatch(/Content Security Policy/);
      expect(asked.filter((url) => !/^(file|blob|https:..example)/.test(url))).toStrictEqual([]);
    } finally {
      await browser.close();
    }
  });
});

function unnamedIn(json: unknown): readonly unknown[] {
  if (typeof json !== 'object' || json === null || '@value' in json) return [];
  const unnamed = '@type' in json && !('@id' in json) ? [json] : [];
  return [...unnamed, ...Object.values(json).flatMap(unnamedIn)];
}

const said = (disclosure: string) => Buffer.from(disclosure, 'base64url').toString();
const unsaid = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const edited = (disclosure: string, edit: (parts: string[]) => void) => {
  const parts = JSON.parse(said(disclosure)) as string[];
  edit(parts);
  return unsaid(parts);
};
const named = (line: Line, name: string) => line.disclosures.findIndex((one) => said(one).includes(`"${name}"`));
const swap = <T>(list: T[], a: number, b: number) => void ([list[a], list[b]] = [list[b], list[a]]);
/** Where the exhibit AB/1 begins among the lines: six events, the second and third of which are moves. */
const ab1 = ({ events }: Contents) => events.findIndex(({ event }) => event.stream === of.exhibit);
const second = (contents: Contents) => contents.events[ab1(contents) + 1];

type Damage = [what: string, damage: (contents: Contents) => void, found: RegExp, exit: number];
const envelope = (field: string, value: unknown): Damage => [
  `${field} of an event`,
  (contents) => void (second(contents).event[field] = value),
  /ALTERED, .*revision 1/,
  10,
];
const actor = (field: string): Damage => [
  `the actor's ${field}`,
  (contents) => void ((second(contents).event['actor'] as Record<string, string>)[field] = 'somebody'),
  /ALTERED, .*revision 1/,
  10,
];
const UUID = '11111111-2222-4333-8444-555555555555';
const HASH = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

// Everything here is done by somebody who knows the format and has the key of the log: only the checkpoint stands against them.
const CAREFUL: Damage[] = [
  envelope('id', UUID),
  envelope('type', 'DeviceReturned'),
  envelope('schema', 2),
  envelope('occurredAt', '2020-01-01T00:00:00.000Z'),
  envelope('caseId', UUID),
  envelope('commandId', UUID),
  envelope('correlationId', UUID),
  envelope('causationId', UUID),
  envelope('prev', HASH),
  ...['id', 'role', 'force', 'unit', 'onBehalfOf'].map(actor),
  [
    'recordedAt of an event',
    (c) => void (second(c).event['recordedAt'] = '2020-01-01T00:00:00.000Z'),
    /ALTERED, .*revision 1/,
    10,
  ],
  ['a commitment taken out', (c) => void second(c).event.commitments.pop(), /ALTERED, .*revision 1/, 10],
  ['a commitment added', (c) => void second(c).event.commitments.push(HASH), /ALTERED, .*revision 1/, 10],
  ['commitments in another order', (c) => swap(second(c).event.commitments, 0, 1), /ALTERED, .*revision 1/, 10],
  ['the stream of an event', (c) => void (second(c).event.stream = `exhibit-${UUID}`), /NOT IN THE LOG|MISSING/, 11],
  ['the revision of an event', (c) => void (second(c).event.revision = 2), /MISSING OR REORDERED.*revision 2/, 11],
  [
    'the last event of a stream',
    (c) => void (c.events[ab1(c) + 5].event.type = 'DeviceReturned'),
    /ALTERED, .*revision 5/,
    10,
  ],
  [
    'the first event of a stream',
    (c) => void (c.events[ab1(c)].event.type = 'DeviceFound'),
    /ALTERED, .*revision 0/,
    10,
  ],
  ['the leaf of an event', (c) => void (second(c).leaf += 1), /NOT IN THE LOG/, 12],
  ['when an event was sealed', (c) => void (second(c).sealedAt -= 1), /NOT IN THE LOG/, 12],
  [
    'when an event was sealed, by years',
    (c) => void (second(c).sealedAt -= 1e11),
    /1 event sealed more than two minutes/,
    12,
  ],
  [
    'a value shown',
    (c) =>
      void (second(c).disclosures[named(second(c), 'location')] = edited(
        second(c).disclosures[named(second(c), 'location')],
        (p) => (p[2] = 'Shelf 7'),
      )),
    /ALTERED, .*revision 1, field location/,
    10,
  ],
  [
    'a salt',
    (c) =>
      void (second(c).disclosures[named(second(c), 'location')] = edited(
        second(c).disclosures[named(second(c), 'location')],
        (p) => (p[0] = 'AAAAAAAAAAAAAAAAAAAAAA'),
      )),
    /ALTERED, .*revision 1, field location/,
    10,
  ],
  [
    'the name of a field',
    (c) =>
      void (second(c).disclosures[named(second(c), 'location')] = edited(
        second(c).disclosures[named(second(c), 'location')],
        (p) => (p[1] = 'place'),
      )),
    /ALTERED, .*revision 1, field place/,
    10,
  ],
  [
    'the name of the actor',
    (c) =>
      void (second(c).disclosures[named(second(c), 'actor.name')] = edited(
        second(c).disclosures[named(second(c), 'actor.name')],
        (p) => (p[2] = 'DS Priya Okafor'),
      )),
    /ALTERED, .*revision 1, field actor.name/,
    10,
  ],
  [
    'a second name of the actor',
    (c) => void second(c).disclosures.push(unsaid(['AAAAAAAAAAAAAAAAAAAAAA', 'actor.name', 'Nobody'])),
    /shown twice/,
    10,
  ],
  ['a field shown twice', (c) => void second(c).disclosures.push(second(c).disclosures[0]), /shown twice/, 10],
  [
    'a field added',
    (c) => void second(c).disclosures.push(unsaid(['AAAAAAAAAAAAAAAAAAAAAA', 'note', 'Nothing'])),
    /field note/,
    10,
  ],
  [
    'a field shown under another event',
    (c) => void second(c).disclosures.splice(0, 9, ...c.events[ab1(c) + 2].disclosures),
    /not what was committed to/,
    10,
  ],
  [
    'a personal value',
    (c) => {
      const line = c.events[ab1(c)];
      line.disclosures[named(line, 'from')] = edited(line.disclosures[named(line, 'from')], (p) => (p[2] = 'Another'));
    },
    /revision 0, field from/,
    10,
  ],
  [
    'a field said to be withheld for no reason given',
    (c) => void second(c).withheld.push({ field: 'location', redaction: 0 }),
    /field location/,
    10,
  ],
  ['an event taken out', (c) => void c.events.splice(ab1(c) + 2, 1), /MISSING OR REORDERED.*revision 3/, 11],
  ['the first event taken out', (c) => void c.events.splice(ab1(c), 1), /MISSING OR REORDERED.*revision 1/, 11],
  ['the end cut off', (c) => void c.events.splice(ab1(c) + 5, 1), /INCOMPLETE.*the end was cut off/, 12],
  ['a whole stream taken out', (c) => void c.events.splice(ab1(c), 6), /INCOMPLETE: a whole stream/, 12],
  ['everything taken out', (c) => void c.events.splice(0), /INCOMPLETE: a whole stream/, 12],
  ['two events exchanged', (c) => swap(c.events, ab1(c) + 1, ab1(c) + 2), /MISSING OR REORDERED/, 11],
  [
    'an event twice',
    (c) => void c.events.splice(ab1(c) + 2, 0, structuredClone(second(c))),
    /MISSING OR REORDERED.*inserted/,
    11,
  ],
  [
    'an event inserted in the middle',
    (c) =>
      void c.events.splice(ab1(c) + 2, 0, { ...structuredClone(second(c)), event: { ...second(c).event, id: UUID } }),
    /inserted/,
    10,
  ],
  [
    'an event appended',
    (c) =>
      void c.events.splice(ab1(c) + 6, 0, {
        ...structuredClone(second(c)),
        event: { ...second(c).event, revision: 6, id: UUID },
      }),
    /inserted/,
    11,
  ],
  [
    'a stream added',
    (c) =>
      void c.events.push({
        ...structuredClone(second(c)),
        event: { ...second(c).event, revision: 0, stream: `exhibit-${UUID}` },
      }),
    /no such stream/,
    12,
  ],
  [
    'the count of a head',
    (c) => edit(c, 'heads.json', (v) => void (heads(v)[0]['count'] = 9)),
    /INCOMPLETE.*heads.json/,
    12,
  ],
  [
    'the hash of a head',
    (c) => edit(c, 'heads.json', (v) => void (heads(v)[0]['hash'] = HASH)),
    /INCOMPLETE.*heads.json/,
    12,
  ],
  [
    'the leaf of a head',
    (c) => edit(c, 'heads.json', (v) => void (heads(v)[0]['leaf'] = 77)),
    /INCOMPLETE.*heads.json/,
    12,
  ],
  ['a head taken out', (c) => edit(c, 'heads.json', (v) => void heads(v).pop()), /INCOMPLETE.*heads.json/, 12],
  [
    'a head and its stream taken out',
    (c) => {
      edit(c, 'heads.json', (v) => void heads(v).pop());
      const { stream } = c.events[c.events.length - 1].event;
      c.events = c.events.filter(({ event }) => event.stream !== stream);
    },
    /INCOMPLETE.*heads.json/,
    12,
  ],
  [
    'the way to the heads',
    (c) => edit(c, 'heads.json', (v) => void ((v['forks'] as { other: string }[])[0].other = HASH)),
    /INCOMPLETE.*heads.json/,
    12,
  ],
  [
    'the entry that commits the heads',
    (c) => edit(c, 'heads.json', (v) => void (v['entry'] = Buffer.alloc(104).toString('base64url'))),
    /INCOMPLETE.*heads.json/,
    12,
  ],
  [
    'a hash of the proof taken out',
    (c) => void (c.files['proof.bin'] = c.files['proof.bin'].subarray(32)),
    /NOT IN THE LOG, proof.bin/,
    12,
  ],
  [
    'a hash of the proof added',
    (c) => void (c.files['proof.bin'] = Buffer.concat([c.files['proof.bin'], Buffer.alloc(32)])),
    /NOT IN THE LOG, proof.bin/,
    12,
  ],
  ['a bit of the proof', (c) => void (c.files['proof.bin'][5] ^= 1), /NOT IN THE LOG, proof.bin/, 12],
  ['the case of the pack', (c) => edit(c, 'manifest.json', (v) => void (v['caseId'] = UUID)), /ALTERED/, 10],
  [
    'the time of the pack',
    (c) => edit(c, 'manifest.json', (v) => void (v['sealedAt'] = '2020-01-01T00:00:00.000Z')),
    /ALTERED, manifest.json/,
    10,
  ],
  ['the size of the pack', (c) => edit(c, 'manifest.json', (v) => void (v['size'] = 3)), /ALTERED, checkpoint.txt/, 10],
  [
    'the number of events',
    (c) => edit(c, 'manifest.json', (v) => void (v['events'] = 9)),
    /INCOMPLETE, events.jsonl/,
    14,
  ],
  [
    'a duplicate name in a line',
    (c) => void (c.files['heads.json'] = Buffer.from(c.files['heads.json'].toString().replace('{', '{"entry":"",'))),
    /MALFORMED/,
    30,
  ],
  ['keys exchanged', (c) => edit(c, 'keys.json', (v) => void (v['log'] = 'x+00000000+AQ==')), /MALFORMED/, 30],
];
const edit = (c: Contents, name: string, change: (value: Record<string, unknown>) => void) => {
  const value = json(c.files, name);
  change(value);
  put(c.files, name, value);
};
const heads = (value: Record<string, unknown>) => value['heads'] as Record<string, unknown>[];

describe('damage done by somebody who knows the format and can sign', () => {
  it.each(CAREFUL)('%s', async (_, damage, found, exit) => {
    const contents = await unpack(whole);
    damage(contents);
    const report = await verify(await packAgain(contents, of.signingKey));
    expect(words(report)).toMatch(found);
    expect(report.exit).toBe(exit);
  });

  it('finds an event that was altered and chained anew up to its head', async () => {
    const contents = await unpack(whole);
    const chain = contents.events.slice(ab1(contents), ab1(contents) + 6);
    chain[1].event.type = 'DeviceReturned';
    chain[2].event.prev = HASH;
    const report = await verify(await packAgain(contents, of.signingKey));
    expect(words(report)).toMatch(/ALTERED, exhibit-.*revision 2/);
  });
});

const words = ({ findings }: Report) =>
  findings
    .map(({ kind, file, stream, revision, field, what }) =>
      [
        kind.toUpperCase(),
        file,
        stream,
        revision === undefined ? undefined : `revision ${revision}`,
        field && `field ${field}`,
      ]
        .filter(Boolean)
        .join(', ')
        .concat(`: ${what}`),
    )
    .join('\n');

describe('a receipt', () => {
  const receiptOf = (more: object = {}) => {
    const event = { stream: of.exhibit, revision: 5, id: UUID, hash: HASH, caseId: of.caseId };
    const times = { recordedAt: '2026-01-14T06:13:41.250Z', sealBy: '2026-01-14T06:14:41.250Z' };
    return signReceipt({ ...event, ...times, ...more }, of.other);
  };
  const checked = async (more: object, keys = [verifierKey(of.other).vkey]) =>
    verify(whole, { receipts: [await receiptOf(more)], receiptKeys: keys });

  it('is of an event in the log', async () => {
    const { events } = await unpack(whole);
    const { event } = events[ab1({ events, files: {} }) + 5];
    const report = await checked({ hash: eventHash(event as never) });
    expect(report).toMatchObject({ exit: 0, findings: [] });
    expect(report.checked.join()).toContain(`revision 5 of ${of.exhibit}, is in the log`);
  });

  it.each<[string, () => object, RegExp, number]>([
    ['deleted, when it is not there by then', () => ({ revision: 99 }), /NOT IN THE LOG.*provably deleted/, 12],
    ['deleted, with its whole stream', () => ({ stream: 'exhibit-x' }), /NOT IN THE LOG.*provably deleted/, 12],
    ['replaced, when another is there', () => ({}), /NOT IN THE LOG.*put in its place/, 12],
    ['not due yet', () => ({ revision: 99, sealBy: '2099-01-01T00:00:00.000Z' }), /WARNING.*later one/, 2],
    ['of another case', () => ({ caseId: UUID, revision: 99 }), /WARNING.*another case/, 2],
  ])('is of an event that was %s', async (_what, more, found, exit) => {
    const report = await checked(more());
    expect([report.exit, words(report)]).toStrictEqual([exit, expect.stringMatching(found)]);
  });

  it('counts for nothing under another key', async () =>
    expect(await checked({}, [of.vkey])).toMatchObject({ exit: 20 }));

  it('is checked by the program, against a pack or against its proof alone', async () => {
    const { events } = await unpack(whole);
    const { event } = events[ab1({ events, files: {} }) + 5];
    const { stream, revision, id } = event as typeof event & { id: string };
    const file = async (name: string, text: string | Buffer) => {
      await writeFile(join(of.folder, name), text);
      return join(of.folder, name);
    };
    const pack = await file('receipts.zip', whole);
    const good = await file('good.receipt', await receiptOf({ stream, revision, id, hash: eventHash(event as never) }));
    const deleted = await file('deleted.receipt', await receiptOf({ revision: 99 }));
    const proof = await file('event.tlog-proof', (await of.sealedLog.proofOf(id)) ?? '');
    const otherProof = await file(
      'other.tlog-proof',
      (await of.sealedLog.proofOf(events[0].event['id'] as string)) ?? '',
    );
    const key = ['--key', of.vkey, '--receipt-key', verifierKey(of.other).vkey];
    const run = async (...args: string[]) => {
      const child = startChild(VERIFY, { args });
      return [(await child.exit).code, child.output] as const;
    };
    const accept = [pack, ...key, '--accept', 'no-time-stamp'];
    expect(await run(...accept, '--receipt', good)).toStrictEqual([0, expect.stringContaining('is in the log')]);
    expect(await run(...accept, '--receipt', good, '--receipt', deleted)).toStrictEqual([
      12,
      expect.stringMatching(/DAMAGED \(12, not in the log\)[^]*provably deleted/),
    ]);
    expect(await run('--receipt', good, '--proof', proof, ...key)).toStrictEqual([
      0,
      expect.stringMatching(/leaf \d+ of/),
    ]);
    expect(await run('--receipt', good, '--proof', otherProof, ...key)).toStrictEqual([
      12,
      expect.stringContaining('the proof is of another event'),
    ]);
    expect(await run('--receipt', good, '--proof', proof, '--key', of.vkey)).toStrictEqual([20, expect.anything()]);
    expect(await run('--receipt', good, '--proof', pack, ...key)).toStrictEqual([20, expect.anything()]);
    expect(await run('--proof', proof, ...key)).toStrictEqual([64, expect.anything()]);
  });
});

describe('damage to the log itself', () => {
  it('names another key', async () => {
    const contents = await unpack(whole);
    const { size, root } = await signedHead();
    contents.files['checkpoint.txt'] = Buffer.from(
      await signCheckpoint({ origin: 'continuity.test', size, root }, [of.other]),
    );
    const report = await verify(await packAgain(contents, of.other));
    expect(report.exit).toBe(20);
    expect(words(report)).toMatch(/UNTRUSTED, manifest.sig/);
    expect(words(report)).toMatch(/UNTRUSTED, checkpoint.txt/);
  });

  it('names a key that was exchanged along with everything that it signed', async () => {
    const contents = await unpack(whole);
    const { size, root } = await signedHead();
    const { verifierKey } = await import('#integrity');
    put(contents.files, 'keys.json', { log: verifierKey(of.other).vkey, rotations: [] });
    contents.files['checkpoint.txt'] = Buffer.from(
      await signCheckpoint({ origin: 'continuity.test', size, root }, [of.other]),
    );
    const again = await packAgain(contents, of.other);
    expect((await verify(again)).exit).toBe(20);
    expect((await verifyPack(bytesOf(again))).exit).toBe(2); // who trusts the key in the pack is only warned
  });

  it('names a fork against a checkpoint that the reader has', async () => {
    const { size } = await signedHead();
    const forked = await signCheckpoint({ origin: 'continuity.test', size, root: Buffer.alloc(32, 7) }, [
      of.signingKey,
    ]);
    const report = await verify(whole, { known: [forked] });
    expect([report.exit, words(report)]).toStrictEqual([13, expect.stringMatching(/FORKED LOG/)]);
  });

  it('names a fork against a checkpoint disclosed before', async () => {
    const contents = await unpack(whole);
    const forked = await signCheckpoint({ origin: 'continuity.test', size: 2, root: Buffer.alloc(32, 7) }, [
      of.signingKey,
    ]);
    contents.files['earlier.json'] = Buffer.from(JSON.stringify([{ checkpoint: forked, proof: [HASH] }]));
    expect((await verify(await packAgain(contents, of.signingKey))).exit).toBe(13);
  });

  it('names a log that was rolled back behind what was disclosed before', async () => {
    const contents = await unpack(whole);
    const later = await signCheckpoint({ origin: 'continuity.test', size: 9_999, root: Buffer.alloc(32, 7) }, [
      of.signingKey,
    ]);
    contents.files['earlier.json'] = Buffer.from(JSON.stringify([{ checkpoint: later, proof: [] }]));
    expect((await verify(await packAgain(contents, of.signingKey))).exit).toBe(13);
  });

  it('says when a checkpoint that the reader has is beyond the pack', async () => {
    const later = await signCheckpoint({ origin: 'continuity.test', size: 9_999, root: Buffer.alloc(32, 7) }, [
      of.signingKey,
    ]);
    expect(await verify(whole, { known: [later] })).toMatchObject({ exit: 2 });
  });

  async function signedHead() {
    const { openCheckpoint, parseVerifierKey } = await import('#integrity');
    const { files } = await unpack(whole);
    return openCheckpoint(files['checkpoint.txt'].toString(), [parseVerifierKey(of.vkey)]);
  }
});

describe('damage to the files of a pack', () => {
  const names = [
    ...['README.txt', 'case-uco.jsonld', 'checkpoint.txt', 'earlier.json', 'events.jsonl', 'heads.json'],
    ...['keys.json', 'manifest.json', 'manifest.sig', 'proof.bin'],
  ];
  it.each(names)('%s taken out, emptied or added to', async (name) => {
    const { files } = await unpack(whole);
    const { [name]: bytes, ...rest } = files;
    expect((await verify(zipOf(rest))).exit).toBe(30);
    expect((await verify(zipOf({ ...files, [name]: Buffer.alloc(0) }))).exit).toBeGreaterThanOrEqual(10);
    expect(
      (await verify(zipOf({ ...files, [name]: Buffer.concat([bytes, Buffer.from('\n')]) }))).exit,
    ).toBeGreaterThanOrEqual(10);
  });

  it('a custody record taken out, damaged or exchanged is named', async () => {
    const name = `custody-records/${of.exhibit}.pdf`;
    const missing = await unpack(whole);
    const { [name]: pdf, ...rest } = missing.files;
    expect(words(await verify(zipOf(rest)))).toMatch(new RegExp(`MALFORMED, ${name}: is named by the manifest`));
    missing.files = rest;
    const signedWithout = await verify(await packAgain(missing, of.signingKey));
    expect([signedWithout.exit, words(signedWithout)]).toStrictEqual([
      14,
      expect.stringContaining(`INCOMPLETE, ${name}`),
    ]);
    const damaged = await verify(zipOf({ ...missing.files, [name]: Buffer.concat([pdf, Buffer.from('x')]) }));
    expect([damaged.exit, words(damaged)]).toStrictEqual([30, expect.stringContaining(`MALFORMED, ${name}`)]);
    const stranger = await unpack(whole);
    const other = `custody-records/exhibit-${UUID}.pdf`;
    stranger.files[other] = pdf;
    expect(words(await verify(await packAgain(stranger, of.signingKey)))).toContain(`MALFORMED, ${other}`);
  });

  it('CASE/UCO that says something else than the entries is named, whoever signed it', async () => {
    const contents = await unpack(whole);
    const text = contents.files['case-uco.jsonld'].toString().replace('AB/1', 'AB/7');
    contents.files['case-uco.jsonld'] = Buffer.from(text);
    const report = await verify(await packAgain(contents, of.signingKey));
    expect([report.exit, words(report)]).toStrictEqual([
      10,
      'ALTERED, case-uco.jsonld: does not say what the entries say',
    ]);
  });

  it('a file more, bytes before, between or behind, or cut off', async () => {
    const { files } = await unpack(whole);
    const wrong = [
      zipOf({ ...files, 'z.txt': Buffer.from('z') }),
      Buffer.concat([Buffer.from('x'), whole]),
      Buffer.concat([whole, Buffer.from('x')]),
      whole.subarray(0, 1_000),
      Buffer.alloc(0),
      Buffer.from('Not a ZIP at all, but long enough to be one'),
    ];
    for (const zip of wrong) expect((await verify(zip)).exit).toBe(30);
  });

  it('each of 1,000 single bits', async () => {
    let seed = 20_260_114;
    const next = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const undetected: number[] = [];
    for (let flip = 0; flip < 1_000; flip += 1) {
      const at = next(whole.length * 8);
      const damaged = Buffer.from(whole);
      damaged[at >>> 3] ^= 1 << (at & 7);
      const { exit, findings } = await verifyPack(bytesOf(damaged), options);
      if (exit < 10 || findings.length === 0) undetected.push(at);
    }
    expect(undetected).toStrictEqual([]);
  });
});
