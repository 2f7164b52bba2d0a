import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Signer } from '#integrity';

/**
 * The log's Ed25519 key in a file (PKCS #8, PEM, mode 600), made when there is no such file. Two processes that start at once
 * get the same.
 *
 * @param name of the log, as it stands in every checkpoint.
 * @throws Error when the file holds no Ed25519 key, or others than its owner can read it.
 */
export async function signingKeyFrom(file: string, name: string): Promise<Signer> {
  await make(file);
  if (((await stat(file)).mode & 0o077) !== 0)
    throw new Error(`${file} holds the key that seals the log: nobody but its owner may read it (chmod 600)`);
  const privateKey = createPrivateKey(await readFile(file, 'utf8'));
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error(`${file} does not hold an Ed25519 key`);
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { name, publicKey, sign: (message) => Promise.resolve(sign(null, message, privateKey)) };
}

/** Written whole and flushed under another name first: the file is never there without its key. */
async function make(file: string): Promise<void> {
  if (await stat(file).catch(() => undefined)) return;
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }));
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
