import fc from 'fast-check';
import { canonical } from '../canonical.js';
import { disclosuresOf, NO_EVENT, recordEvent, type RecordedEvent } from '../event.js';
import { sha256 } from '../hashing.js';
import { type JsonObject } from '../json.js';
import { type Finding } from './findings.js';
import { packedEvent, parsePackedEvent, type Manifest, type Redaction } from './format.js';
import { PackedLines } from './packed-line.js';
import { PackedStreams } from './packed-streams.js';
import { NotAPack } from './zip.js';

const CASE = '0b6f6e0e-3f6b-4a53-9d0b-2f3b1b7f8a12';
const SEALED_AT = Date.UTC(2026, 0, 14, 6);
const REDACTIONS: readonly Redaction[] = [
  { type: 'StoredAt', field: 'location', reason: 'Premises' },
  { field: 'serial', reason: 'Sensitive' },
  { type: 'ReportIssued', reason: 'Everything' },
];

/** Facts of many shapes, and of which some are withheld. */
const facts: fc.Arbitrary<JsonObject> = fc.dictionary(
  fc.constantFrom('location', 'serial', 'photographs', 'entryType', 'field', 'was', 'now', 'questions'),
  fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string())),
  { maxKeys: 5 },
);
const told = fc.record({
  type: fc.constantFrom('StoredAt', 'DeviceSeized', 'EntryCorrected', 'ReportIssued'),
  facts,
  unit: fc.oneof({ weight: 8, arbitrary: fc.constant('Digital Forensics Unit') }, fc.string({ unit: 'binary' })),
  onBehalfOf: fc.option(fc.constant('okafor'), { nil: undefined }),
});

/** The lines of a stream, each as a pack has it. */
function linesOf(entries: readonly (typeof told extends fc.Arbitrary<infer T> ? T : never)[]): string[] {
  let prev = NO_EVENT;
  return entries.map(({ type, facts: said, unit, onBehalfOf }, revision) => {
    const id = `2b1f8a0e-94f3-4c0b-8e55-${String(revision).padStart(12, '0')}`;
    const recordedAt = new Date(SEALED_AT + revision).toISOString();
    const event: RecordedEvent = recordEvent((bytes) => new Uint8Array(bytes).fill(revision), {
      ...{ id, stream: 'exhibit-1', revision, type, schema: 1, caseId: CASE, commandId: id, correlationId: id },
      actor: {
        ...{ id: 'whitlock', name: 'DC Tom Whitlock', role: 'officer', force: 'Kent', unit },
        ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
      },
      ...{ causationId: id, occurredAt: recordedAt, recordedAt, fingerprint: 'f', prev, facts: said },
      personal: new Map(),
    });
    prev = event.hash;
    const disclosures = disclosuresOf(event, () => undefined);
    return packedEvent(event, disclosures, { leaf: revision + 1, sealedAt: SEALED_AT }, REDACTIONS);
  });
}

const MANIFEST = { caseId: CASE, scope: [], redactions: REDACTIONS } as unknown as Manifest;

/** Everything that is found in events and said of them. */
function toldBy(take: (streams: PackedStreams) => void) {
  const findings: Finding[] = [];
  const streams = new PackedStreams(MANIFEST, [], (finding) => findings.push(finding));
  let ended = '';
  try {
    take(streams);
    streams.end();
  } catch (error) {
    if (!(error instanceof NotAPack || error instanceof RangeError)) throw error;
    ended = error.message;
  }
  const { events, shown, withheld, commitments, leaves, exhibits } = streams;
  return { findings, ended, events, shown, withheld, commitments, leaves: leaves.part(), exhibits };
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
function agree(lines: Buffer): ReturnType<typeof toldBy> {
  const cut = toldBy((streams) => streams.takeLines(lines));
  const parsed = toldBy((streams) => {
    for (let at = 0, end = lines.indexOf(10); end >= 0; at = end + 1, end = lines.indexOf(10, at)) {
      let line: string;
      try {
        line = UTF8.decode(lines.subarray(at, end));
      } catch {
        throw new NotAPack('events.jsonl is not UTF-8');
      }
      streams.take(parsePackedEvent(line));
    }
  });
  expect(cut).toStrictEqual(parsed);
  return cut;
}

describe('a line of a pack that is cut in pieces', () => {
  it('is what parsing it says it is, whatever was recorded', () => {
    fc.assert(
      fc.property(fc.array(told, { minLength: 1, maxLength: 6 }), (entries) => {
        const { events, ended } = agree(Buffer.from(linesOf(entries).join('')));
        expect([events, ended]).toStrictEqual([entries.length, '']);
      }),
      { examples: [[[{ type: 'StoredAt', facts: { location: 'C:\\udo' }, unit: 'D:\\udo', onBehalfOf: undefined }]]] },
    );
  });

  it('is what parsing it says it is, whatever byte of it is another, more or gone', () => {
    const damage = fc.record({ at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), by: fc.nat(255) });
    const how = fc.constantFrom('put', 'insert', 'remove', 'double');
    fc.assert(
      fc.property(fc.array(told, { minLength: 1, maxLength: 3 }), damage, how, (entries, { at, by }, kind) => {
        const lines = Buffer.from(linesOf(entries).join(''));
        const place = Math.floor(at * lines.length);
        const [before, after] = [lines.subarray(0, place), lines.subarray(place)];
        const put = kind === 'double' ? lines.subarray(place, place + by) : Buffer.of(by);
        agree(
          Buffer.concat([
            ...(kind === 'remove' ? [before, after.subarray(1)] : [before, put]),
            ...(kind === 'put' ? [after.subarray(1)] : kind === 'remove' ? [] : [after]),
          ]),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('is what parsing it says it is, whatever part of it stands in the place of another', () => {
    const [line = ''] = linesOf([
      { type: 'StoredAt', facts: { location: 'Shelf', photographs: 3, was: 'x' }, unit: 'Unit', onBehalfOf: 'okafor' },
    ]);
    const part = /"[^"]*"|\d+|[[\]{}:,]+/g;
    const parts = [...line.matchAll(part)];
    const odd = ['"\\u0041"', '"a\\"b"', '"é"', '01', '-0', '1.0', '1e3', '9007199254740993', 'null', '[]', '{}', '""'];
    for (const { 0: was, index } of parts)
      for (const other of [...odd, ...parts.slice(0, 6).map(([text]) => text)])
        agree(Buffer.from(line.slice(0, index) + other + line.slice(index + was.length)));
  });

  const inOrder = linesOf([
    { type: 'StoredAt', facts: { location: 'Shelf', photographs: 3 }, unit: 'Unit', onBehalfOf: 'okafor' },
    { type: 'ReportIssued', facts: { questions: ['How many?'] }, unit: 'Unit', onBehalfOf: undefined },
    { type: 'DeviceSeized', facts: { photographs: 3, was: 'é', now: true }, unit: 'Unit', onBehalfOf: undefined },
  ]);
  const cutter = new PackedLines(REDACTIONS);
  const isKnown = (line: string) => cutter.read(line, 0, line.length - 1) !== undefined;

  it('is not parsed as long as it is in order', () => {
    expect(inOrder.map(isKnown)).toStrictEqual([true, true, true]);
    expect(isKnown(inOrder[0].replace('"Unit"', '"Unít"'))).toBe(false);
  });

  type Line = Record<'disclosures' | 'withheld', unknown[]> & { event: { commitments: string[]; type: string } };
  const encoded = (text: string) => Buffer.from(text).toString('base64url');
  /** Nothing shown but this, which is committed to. */
  const shown =
    (...disclosures: string[]) =>
    (line: Line) => {
      line.disclosures = disclosures;
      line.event.commitments = disclosures.map(sha256).sort();
      line.withheld = [];
    };
  const oddities: readonly (readonly [string, (line: Line) => void])[] = [
    ['a commitment twice', ({ event }) => void event.commitments.push(event.commitments[0] ?? '')],
    ['commitments in another order', ({ event }) => void event.commitments.reverse()],
    [
      'a disclosure that was not committed to',
      (line) => void (line.disclosures[0] = encoded('["s","actor.name","A"]')),
    ],
    ['a disclosure twice', ({ disclosures }) => void disclosures.push(disclosures[0])],
    ['two disclosures of one name', shown(encoded('["s","was",1]'), encoded('["t","was",1]'))],
    ['a number for the name of an actor', shown(encoded('["s","actor.name",1]'))],
    ['base64url with bits to spare', shown(`${encoded('["s","was","ab"]').slice(0, -1)}R`)],
    ['a disclosure with a space', shown(encoded('["s","was", 1]'))],
    ['a disclosure of two parts', shown(encoded('["s","was"]'))],
    ['a text with an escape that it does not need', shown(encoded('["s","was","\\u0041"]'))],
    ['another reason', ({ withheld }) => void (withheld[0] = { field: 'location', redaction: 1 })],
    ['a reason that there is not', ({ withheld }) => void (withheld[0] = { field: 'location', redaction: 9 })],
    ['a field withheld twice', ({ withheld }) => void withheld.push(withheld[0])],
    ['a field shown and withheld', ({ withheld }) => void withheld.push({ field: 'photographs', redaction: 1 })],
    ['a field withheld that may be shown', ({ withheld }) => void withheld.push({ field: 'kind', redaction: 0 })],
    ['an entry of another type', ({ event }) => void (event.type = 'SealBroken')],
  ];
  it.each(oddities)('with %s is parsed, and what there is to say is said', (_, damage) => {
    const line = JSON.parse(inOrder[0]) as Line;
    damage(line);
    const text = `${canonical(line as unknown as JsonObject)}\n`;
    expect([isKnown(inOrder[0]), isKnown(text)]).toStrictEqual([true, false]);
    agree(Buffer.from(inOrder[0] + text));
  });
});
