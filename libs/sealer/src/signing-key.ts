import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
  sign,
  type KeyObject,
} from 'node:crypto';
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { mlDsaCosigner, type Cosigner, type Signer } from '#integrity';

/**
 * The log's Ed25519 key in a file (PKCS #8, PEM, mode 600), made when there is no such file. Two processes that start at once
 * get the same.
 *
 * @param name of the log, as it stands in every checkpoint.
 * @throws Error when the file holds no Ed25519 key, or others than its owner can read it.
 */
export async function signingKeyFrom(file: string, name: string): Promise<Signer> {
  const pem = await secretIn(file, () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  });
  const privateKey = createPrivateKey(pem);
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error(`${file} does not hold an Ed25519 key`);
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { name, publicKey, sign: (message) => signAside(message, privateKey) };
}

/** In Node's thread pool: a signature takes as long as a sixth of a command, each of which is answered with one. */
const signAside = (message: Uint8Array, key: KeyObject) =>
  new Promise<Buffer>((done, fail) => {
    sign(null, message, key, (error, signature) => (error ? fail(error) : done(signature)));
  });

/**
 * The log's ML-DSA-44 key beside it: its seed (FIPS 204, 32 bytes) in base64, in a file of mode 600, made when there is none.
 *
 * @throws Error when the file holds no seed, or others than its owner can read it.
 */
export async function cosignerFrom(file: string, name: string): Promise<Cosigner> {
  const text = await secretIn(file, () => `${randomBytes(32).toString('base64')}\n`);
  const seed = Buffer.from(text, 'base64');
  if (seed.length !== 32) throw new Error(`${file} does not hold the seed of an ML-DSA-44 key`);
  return mlDsaCosigner(name, seed);
}

async function secretIn(file: string, fresh: () => string): Promise<string> {
  await make(file, fresh);
  if (((await stat(file)).mode & 0o077) !== 0)
    throw new Error(`${file} holds a key that seals the log: nobody but its owner may read it (chmod 600)`);
  return readFile(file, 'utf8');
}

/** Written whole and flushed under another name first: the file is never there without its key. */
async function make(file: string, fresh: () => string): Promise<void> {
  if (await stat(file).catch(() => undefined)) return;
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(fresh());
      await handle.sync();
    } finally {
      await handle.close();
    }
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
}
