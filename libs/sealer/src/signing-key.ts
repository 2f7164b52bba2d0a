import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { mlDsaCosigner, type Cosigner, type Signer } from '#integrity';
import { SecretFileFault, secretIn } from '#ledger';

const SECRET = 'a key that signs';

/**
 * The log's Ed25519 key in a file (PKCS #8, PEM, mode 600), made when there is no such file.
 *
 * @param name of the log, as it stands in every checkpoint.
 * @throws SecretFileFault when the file holds no Ed25519 key, or others than its owner can read it.
 */
export async function signingKeyFrom(file: string, name: string): Promise<Signer> {
  const pem = await secretIn(file, SECRET, () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  });
  const privateKey = keyIn(pem);
  if (privateKey?.asymmetricKeyType !== 'ed25519') throw new SecretFileFault(`${file} does not hold an Ed25519 key`);
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { name, publicKey, sign: (message) => signAside(message, privateKey) };
}

function keyIn(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

/** In Node's thread pool: a signature takes as long as a sixth of a command, each of which is answered with one. */
const signAside = (message: Uint8Array, key: KeyObject) =>
  new Promise<Buffer>((done, fail) => {
    sign(null, message, key, (error, signature) => (error ? fail(error) : done(signature)));
  });

/**
 * The log's ML-DSA-44 key beside it: its seed (FIPS 204, 32 bytes) in base64, in a file of mode 600, made when there is none.
 *
 * @throws SecretFileFault when the file holds no seed, or others than its owner can read it.
 */
export async function cosignerFrom(file: string, name: string): Promise<Cosigner> {
  const text = await secretIn(file, SECRET, () => `${randomBytes(32).toString('base64')}\n`);
  const seed = Buffer.from(text, 'base64');
  if (seed.length !== 32) throw new SecretFileFault(`${file} does not hold the seed of an ML-DSA-44 key`);
  return mlDsaCosigner(name, seed);
}
