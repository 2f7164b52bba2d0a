import { generateKeyPairSync, hash, sign } from 'node:crypto';
import fc from 'fast-check';
import { openCheckpoint, signCheckpoint } from './checkpoint.js';
import { caseTag, decodeEntry, encodeEntry, streamTag, type LogEntry } from './entry.js';
import { HeadsMap, verifyCaseRange, type Head } from './heads.js';
import { leafHash, nodeHash } from './merkle.js';
import { NotANote, openNote, parseVerifierKey, signNote, verifierKey, type Signer } from './note.js';
import { encodeProof, parseProof, verifyProof } from './proof-file.js';
import { openReceipt, signReceipt } from './receipt.js';
import { bundled, entriesOf, hashesAt, TileHashes, tileOf, tileOfPath, tilePath } from './tiles.js';

function signer(name: string): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    name,
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32),
    sign: (message) => Promise.resolve(sign(null, message, privateKey)),
  };
}
const digest = (text: string) => leafHash(Buffer.from(text));

describe('signed notes', () => {
  // The example of golang.org/x/mod/sumdb/note.
  const key = parseVerifierKey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
  const text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
  const note = `${text}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;

  it('opens the published example, and not when a letter of it is another', async () => {
    expect(await openNote(note, [key])).toBe(text);
    await expect(openNote(note.replace('answer', 'Answer'), [key])).rejects.toThrow(NotANote);
    await expect(openNote(note, [verifierKey(signer('PeterNeumann'))])).rejects.toThrow('None of the keys');
    await expect(openNote(note.trimEnd(), [key])).rejects.toThrow(NotANote);
    await expect(openNote(`${note}\n`, [key])).rejects.toThrow(NotANote);
    await expect(openNote(`${note}${note.split('\n\n')[1]}`, [key])).rejects.toThrow('twice');
  });

  it('is signed by several, and passes over those it does not know', async () => {
    const [log, witness] = [signer('log'), signer('witness')];
    const signed = await signNote('Seen\n', [log, witness]);
    expect(await openNote(signed, [verifierKey(witness)])).toBe('Seen\n');
    expect(() => parseVerifierKey(`${verifierKey(log).vkey}x`)).toThrow(NotANote);
  });

  it('carries a checkpoint of this log only', async () => {
    const [log, other] = [signer('log'), signer('other')];
    const checkpoint = { origin: 'log', size: 12, root: digest('root') };
    expect(await openCheckpoint(await signCheckpoint(checkpoint, [log]), [verifierKey(log)])).toStrictEqual(checkpoint);
    await expect(openCheckpoint(await signCheckpoint(checkpoint, [other]), [verifierKey(other)])).rejects.toThrow(
      'Not a checkpoint of this log',
    );
    await expect(openCheckpoint(await signNote('log\n012\n\n', [log]), [verifierKey(log)])).rejects.toThrow(NotANote);
  });

  it('carries a receipt', async () => {
    const log = signer('log');
    const receipt = {
      ...{ stream: 'exhibit-1', revision: 3, id: 'e', hash: 'h' },
      ...{ caseId: 'c', recordedAt: '2026-01-14T06:13:41.250Z', sealBy: '2026-01-14T06:14:41.250Z' },
    };
    expect(await openReceipt(await signReceipt(receipt, log), [verifierKey(log)])).toStrictEqual(receipt);
    await expect(openReceipt(await signNote('Seen\n', [log]), [verifierKey(log)])).rejects.toThrow('Not a receipt');
  });

  it('carries a proof file', async () => {
    const log = signer('log');
    const root = nodeHash(digest('a'), digest('b'));
    const checkpoint = await signCheckpoint({ origin: 'log', size: 2, root }, [log]);
    const proof = parseProof(encodeProof({ index: 1, hashes: [digest('a')], checkpoint }));
    expect((await verifyProof(proof, digest('b'), [verifierKey(log)])).size).toBe(2);
    await expect(verifyProof(proof, digest('a'), [verifierKey(log)])).rejects.toThrow('does not lead to the root');
    expect(parseProof(encodeProof({ ...proof, extra: 'AAAA' })).extra).toBe('AAAA');
    expect(() => parseProof(encodeProof(proof).replace('index 1', 'index 01'))).toThrow(NotANote);
  });
});

describe('tiles', () => {
  it('have the paths of the specification', () => {
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 'entries', index: 0, width: 5 })).toBe('tile/entries/000.p/5');
    const wrong = [
      'tile/0/1',
      'tile/0/x000/001',
      'tile/00/001',
      'tile/0/001.p/0',
      'tile/0/001.p/256',
      'tile/0/001.p/05',
    ];
    for (const path of [...wrong, 'tile/8/000', 'tile/0/../001', 'tile/0/x001/x234'])
      expect(tileOfPath(path)).toBeUndefined();
    for (const path of ['tile/0/x001/x234/067', 'tile/entries/000.p/5', 'tile/2/000'])
      expect(tilePath(tileOfPath(path) ?? { level: 9, index: 0, width: 1 })).toBe(path);
  });

  it('are as wide as in the example of a tree of 70,000 leaves', () => {
    expect([0, 1, 2, 3].map((level) => hashesAt(level, 70_000))).toStrictEqual([273 * 256 + 112, 256 + 17, 1, 0]);
  });

  it('give the hash of every complete subtree', () => {
    const hashes = Array.from({ length: 256 }, (_, i) => digest(String(i)));
    const tile = Buffer.concat(hashes);
    expect(tileOf({ level: 3, index: 33 })).toStrictEqual({ level: 0, index: 1 });
    expect(tileOf({ level: 8, index: 300 })).toStrictEqual({ level: 1, index: 1 });
    expect(new TileHashes(tile).hash({ level: 0, index: 256 + 7 })).toStrictEqual(hashes[7]);
    expect(new TileHashes(tile).hash({ level: 1, index: 3 })).toStrictEqual(nodeHash(hashes[6], hashes[7]));
    expect(() => new TileHashes(tile.subarray(0, 7 * 32)).hash({ level: 1, index: 3 })).toThrow(RangeError);
  });

  it('bundle entries with their lengths', () => {
    const entries = [Buffer.from('one'), Buffer.from('three')];
    const bundle = Buffer.concat(entries.map(bundled));
    expect(entriesOf(bundle)).toStrictEqual(entries);
    expect(() => entriesOf(bundle.subarray(0, -1))).toThrow(RangeError);
  });
});

describe('entries of the log', () => {
  const times = { recordedAt: 1_768_371_221_250, sealedAt: 1_768_371_221_900 };
  const event: LogEntry = { is: 'event', tag: digest('t'), revision: 7, ...times, hash: digest('h'), previous: 41 };
  const all: LogEntry[] = [
    event,
    { ...event, revision: 0, previous: undefined },
    { is: 'heads', covers: 9, streams: 3, sealedAt: 5, root: digest('r'), checkpoint: digest('c') },
    { is: 'key', does: 'retire', from: 2 ** 40, sealedAt: 5, key: digest('k'), statement: digest('s') },
    { is: 'anchor', authority: 2 ** 32 - 1, size: 9, stampedAt: 4, sealedAt: 5, reply: digest('r'), note: digest('n') },
  ];

  it('are 104 bytes and come back as they were', () => {
    for (const entry of all) expect(decodeEntry(encodeEntry(entry))).toStrictEqual(entry);
    expect(encodeEntry(event)).toHaveLength(104);
    expect(encodeEntry(event).subarray(0, 16).toString('hex')).toBe('434f4345000000000000000000000007');
  });

  it('are refused with any bit that means nothing', () => {
    const bytes = encodeEntry(event);
    bytes[7] = 1;
    expect(() => decodeEntry(bytes)).toThrow('Not an entry');
    expect(() => decodeEntry(Buffer.alloc(104))).toThrow('Not an entry');
    expect(() => encodeEntry({ ...event, revision: -1 })).toThrow(RangeError);
  });
});

describe('the map of heads', () => {
  const head = (caseId: string, stream: string, count = 1): Head => {
    const tag = streamTag(caseId, stream);
    return { tag, count, leaf: count, hash: digest(stream) };
  };
  const heads = Array.from({ length: 60 }, (_, i) => head(`case ${i % 7}`, `stream ${i}`));
  const map = new HeadsMap(heads);
  const of = (caseId: string) => heads.filter(({ tag }) => tag.subarray(0, 16).equals(caseTag(caseId)));

  it('has one root for one set of heads, whatever their order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(heads, { minLength: heads.length }), (shuffled) => {
        const other = new HeadsMap([...shuffled.map((h) => ({ ...h, count: 99 })), ...shuffled]);
        expect(other.root).toStrictEqual(map.root);
        expect(other.size).toBe(60);
      }),
      { numRuns: 20 },
    );
    expect(map.get(heads[3].tag)).toStrictEqual(heads[3]);
    expect(map.get(streamTag('case 0', 'no such'))).toBeUndefined();
  });

  it('is the tree of docs/integrity.md, also while heads are added and changed between two roots', () => {
    const number = (value: number) => {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64BE(BigInt(value));
      return bytes;
    };
    const bits = (tag: Buffer) => [...tag].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    /** A fork where the tags part; all of `of` have the bits before `bit` in common. */
    const rootOf = (of: readonly Head[], bit = 0): Buffer => {
      const [first] = of;
      if (of.length === 1)
        return hash(
          'sha256',
          Buffer.concat([Buffer.of(2), first.tag, number(first.count), number(first.leaf), first.hash]),
          'buffer',
        );
      const sides = ['0', '1'].map((side) => of.filter(({ tag }) => bits(tag)[bit] === side));
      const whole = sides.find((side) => side.length === of.length);
      if (whole) return rootOf(whole, bit + 1);
      return hash(
        'sha256',
        Buffer.concat([Buffer.of(3, bit >>> 8, bit & 255), ...sides.map((side) => rootOf(side, bit + 1))]),
        'buffer',
      );
    };
    // Tags that part early, late and in the last bit.
    const tags = fc.tuple(fc.constantFrom(0, 1, 128, 255), fc.nat(3), fc.nat(3)).map(([first, middle, last]) => {
      const tag = Buffer.alloc(32);
      [tag[0], tag[16], tag[31]] = [first, middle, last];
      return tag;
    });
    const anyHead = fc.record({ tag: tags, count: fc.nat(), leaf: fc.maxSafeNat(), hash: fc.constant(digest('h')) });
    fc.assert(
      fc.property(fc.array(fc.array(anyHead, { minLength: 1 }), { maxLength: 4 }), (batches) => {
        const grown = new HeadsMap();
        const now = new Map<string, Head>();
        for (const batch of batches) {
          for (const one of batch) {
            grown.set(one);
            now.set(one.tag.toString('hex'), one);
          }
          expect(grown.root).toStrictEqual(rootOf([...now.values()]));
          expect(grown.size).toBe(now.size);
        }
        for (const one of now.values()) expect(grown.get(one.tag)).toEqual(one);
      }),
      { numRuns: 50 },
    );
  });

  it('shows all streams of a case, and that a case has none', () => {
    for (const id of ['case 0', 'case 3', 'case 6']) {
      const found = verifyCaseRange(caseTag(id), map.caseRange(caseTag(id)), map.root) ?? [];
      expect(new Set(found)).toStrictEqual(new Set(of(id)));
    }
    expect(verifyCaseRange(caseTag('none'), map.caseRange(caseTag('none')), map.root)).toStrictEqual([]);
    const empty = new HeadsMap();
    expect(verifyCaseRange(caseTag('none'), empty.caseRange(caseTag('none')), empty.root)).toStrictEqual([]);
  });

  it('shows nothing when a stream is left out, added or shortened, or the way is another', () => {
    const tag = caseTag('case 2');
    const range = map.caseRange(tag);
    const wrong = [
      { ...range, heads: range.heads.slice(1) },
      { ...range, heads: [] },
      { ...range, heads: [...range.heads, head('case 2', 'another')] },
      { ...range, heads: range.heads.map((h, i) => (i === 0 ? { ...h, count: h.count + 1 } : h)) },
      { ...range, heads: [...range.heads].reverse() },
      { ...range, forks: range.forks.slice(1) },
      { ...range, forks: range.forks.map((fork, i) => (i === 0 ? { ...fork, bit: fork.bit + 1 } : fork)) },
      map.caseRange(caseTag('case 3')),
    ];
    expect(wrong.slice(0, 7).map((one) => verifyCaseRange(tag, one, map.root))).toStrictEqual(Array(7).fill(undefined));
    expect(verifyCaseRange(tag, wrong[7], map.root) ?? []).toStrictEqual([]);
  });
});
