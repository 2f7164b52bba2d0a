import { generateKeyPairSync, sign } from 'node:crypto';
import { ml_dsa44 } from '@noble/post-quantum/ml-dsa.js';
import { signCheckpoint, type Checkpoint } from './checkpoint.js';
import {
  cosign,
  cosignatureMessage,
  cosignatureOf,
  cosignerKey,
  mlDsaCosigner,
  parseCosignerKey,
  witnessLine,
} from './cosignature.js';
import { parseSignatureLine, splitNote, verifierKey, type Signer } from './note.js';

const pair = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  return { publicKey: raw, sign: (message: Uint8Array) => Promise.resolve(sign(null, message, privateKey)) };
};

describe('a cosignature (C2SP tlog-cosignature)', () => {
  const checkpoint: Checkpoint = { origin: 'example.com/log', size: 20852163, root: Buffer.alloc(32, 7) };
  const logKey: Signer = { name: 'example.com/log', ...pair() };
  const second = mlDsaCosigner('example.com/log', Buffer.alloc(32, 1));
  const witness = pair();
  const witnessKey = cosignerKey('ed25519', 'w.example/w1', witness.publicKey);
  let note: string;
  beforeAll(async () => {
    note = await signCheckpoint(checkpoint, [logKey]);
  });

  it('of a witness is over a header, its time and the text', async () => {
    const { text } = splitNote(note);
    expect(Buffer.from(cosignatureMessage(text, 1679315147)).toString()).toBe(
      `cosignature/v1\ntime 1679315147\nexample.com/log\n20852163\n${Buffer.alloc(32, 7).toString('base64')}\n`,
    );
    const line = await witnessLine(text, 1679315147, witnessKey, witness.sign);
    expect(await cosignatureOf(note + line, witnessKey)).toStrictEqual({ time: 1679315147, line });
    const later = await witnessLine(text, 1679315148, witnessKey, witness.sign);
    const { id, signature } = parseSignatureLine(line.trimEnd());
    const moved = Buffer.concat([
      id,
      parseSignatureLine(later.trimEnd()).signature.subarray(0, 8),
      signature.subarray(8),
    ]);
    await expect(cosignatureOf(`${note}— w.example/w1 ${moved.toString('base64')}\n`, witnessKey)).rejects.toThrow(
      'wrong',
    );
  });

  it('by ML-DSA-44 is over the tree and both names, always the same', async () => {
    const line = cosign(checkpoint, second);
    expect(cosign(checkpoint, second)).toBe(line);
    expect(await cosignatureOf(note + line, second)).toStrictEqual({ time: 0, line });
    const name = Buffer.from('\x0fexample.com/log');
    const size = Buffer.from('00000000013e2dc3', 'hex');
    const parts = [Buffer.from('subtree/v1\n\0'), name, Buffer.alloc(8), name, Buffer.alloc(8), size];
    const { signature } = parseSignatureLine(line.trimEnd());
    const message = Buffer.concat([...parts, Buffer.alloc(32, 7)]);
    expect(signature).toHaveLength(8 + 2420);
    expect(ml_dsa44.verify(signature.subarray(8), message, second.publicKey)).toBe(true);
    const other = cosign({ ...checkpoint, size: 20852162 }, second);
    await expect(cosignatureOf(note + other, second)).rejects.toThrow('The cosignature of example.com/log is wrong');
  });

  it('is not there where nobody gave it', async () => {
    expect(await cosignatureOf(note, second)).toBeUndefined();
    expect(await cosignatureOf(note, witnessKey)).toBeUndefined();
  });

  it('is checked with keys that have a type, a name and the right length', () => {
    expect(parseCosignerKey(second.vkey)).toMatchObject({ kind: 'ml-dsa-44', name: 'example.com/log' });
    expect(parseCosignerKey(witnessKey.vkey)).toStrictEqual(witnessKey);
    for (const wrong of [verifierKey(logKey).vkey, second.vkey.slice(0, -4), witnessKey.vkey.replace('w1', 'w2'), ''])
      expect(() => parseCosignerKey(wrong)).toThrow('Not the verifier key of a cosigner');
  });
});
