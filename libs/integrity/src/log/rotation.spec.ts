import { generateKeyPairSync, sign } from 'node:crypto';
import { signCheckpoint } from './checkpoint.js';
import { signNote, splitNote, verifierKey, type Signer } from './note.js';
import { LogKeys, openRotation, signRotation } from './rotation.js';

const signer = (name = 'log'): Signer => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  return { name, publicKey: raw, sign: (message) => Promise.resolve(sign(null, message, privateKey)) };
};

describe('the keys of a log', () => {
  const [first, second, third] = [signer(), signer(), signer()];
  const rotation = (from: number, old: Signer, next: Signer, by = [old, next]) =>
    signRotation({ origin: 'log', from, old: verifierKey(old), new: verifierKey(next) }, by);
  const note = (size: number, ...by: Signer[]) => signCheckpoint({ origin: 'log', size, root: Buffer.alloc(32) }, by);
  let keys: LogKeys;
  beforeAll(async () => {
    const statements = [await rotation(10, first, second), await rotation(20, second, third)];
    keys = await LogKeys.of(verifierKey(third), statements);
  });

  it.each([
    [10, [first]],
    [13, [first, second]],
    [14, [second]],
    [20, [second]],
    [23, [second, third]],
    [24, [third]],
  ])('sign a checkpoint at %d leaves as of then', async (size, by) => {
    expect(await keys.open(await note(size, ...by))).toMatchObject({ size });
    for (const one of [first, second, third])
      if (by.length > 1 || !by.includes(one)) await expect(keys.open(await note(size, one))).rejects.toThrow('leaves');
    await expect(keys.open(await note(size, first, second, third))).rejects.toThrow('was not in use');
    await expect(keys.open(await note(size, signer()))).rejects.toThrow('None of the keys');
  });

  it('are trusted by whoever trusts one of them', () => {
    for (const one of [first, second, third]) expect(keys.isTrustedBy([verifierKey(one)])).toBe(true);
    expect(keys.isTrustedBy([verifierKey(signer())])).toBe(false);
  });

  it('change only by a statement that both signed', async () => {
    for (const by of [[first], [second], [first, signer()]])
      await expect(openRotation(await rotation(10, first, second, by))).rejects.toThrow('None of the keys');
    await expect(openRotation(await rotation(10, first, first))).rejects.toThrow('Not a statement');
    const { text } = splitNote(await rotation(10, first, second));
    const longer = await signNote(`${text}more\n`, [first, second]);
    await expect(openRotation(longer)).rejects.toThrow('Not a statement');
  });

  it('follow one from the other, in the order of the log and of one log', async () => {
    const chain = (...statements: string[]) => LogKeys.of(verifierKey(third), statements);
    const [one, two] = [await rotation(10, first, second), await rotation(20, second, third)];
    await expect(chain(two, one)).rejects.toThrow('do not follow');
    await expect(chain(one)).rejects.toThrow('do not follow');
    await expect(chain(one, await rotation(12, second, third))).rejects.toThrow('do not follow');
    const foreign = await signRotation(
      { origin: 'other', from: 20, old: verifierKey(second), new: verifierKey(third) },
      [second, third],
    );
    await expect(chain(foreign)).rejects.toThrow('do not follow');
  });
});
