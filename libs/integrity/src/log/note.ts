import { hash } from 'node:crypto';

/** Ed25519 signature type of C2SP signed-note. */
const ED25519 = 1;
const SIGNATURE_BYTES = 64;
const KEY_ID_BYTES = 4;
const KEY_BYTES = 32;

/** Who signs notes: a file's key, or a key service. */
export interface Signer {
  /** The key's name in notes: of the log, without spaces or '+'. */
  readonly name: string;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** An Ed25519 signature, 64 bytes. */
  readonly sign: (message: Uint8Array) => Promise<Uint8Array>;
}

/** A key that signatures are checked with; `vkey` is its text: name+id+key, as C2SP signed-note writes it. */
export interface VerifierKey {
  readonly name: string;
  readonly publicKey: Uint8Array;
  readonly vkey: string;
}

export class NotANote extends Error {
  override readonly name = 'NotANote';
}

const typed = (publicKey: Uint8Array) => Buffer.concat([Buffer.from([ED25519]), publicKey]);

/** C2SP signed-note: the first 4 bytes of SHA-256(name || 0x0A || type || key). */
const keyId = (name: string, publicKey: Uint8Array): Buffer =>
  hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), typed(publicKey)]), 'buffer').subarray(0, KEY_ID_BYTES);

export function verifierKey({ name, publicKey }: Pick<Signer, 'name' | 'publicKey'>): VerifierKey {
  const vkey = `${name}+${keyId(name, publicKey).toString('hex')}+${typed(publicKey).toString('base64')}`;
  return { name, publicKey, vkey };
}

/** @throws NotANote for a text that is no Ed25519 verifier key. */
export function parseVerifierKey(vkey: string): VerifierKey {
  const [name = '', , ...rest] = vkey.split('+');
  const bytes = Buffer.from(rest.join('+'), 'base64');
  const key = verifierKey({ name, publicKey: bytes.subarray(1) });
  if (bytes.length !== 1 + KEY_BYTES || name === '' || key.vkey !== vkey)
    throw new NotANote('Not an Ed25519 verifier key');
  return key;
}

/** Signs a text that ends in a line end: the note is the text, an empty line, and a line for each signer. */
export async function signNote(text: string, signers: readonly Signer[]): Promise<string> {
  if (!text.endsWith('\n')) throw new NotANote('The text of a note ends in a line end');
  const lines = signers.map(async ({ name, publicKey, sign }) => {
    const signature = await sign(Buffer.from(text));
    return `— ${name} ${Buffer.concat([keyId(name, publicKey), signature]).toString('base64')}\n`;
  });
  return `${text}\n${(await Promise.all(lines)).join('')}`;
}

/**
 * The text of a note, if every key of `keys` that the note names signed it, and at least one did. Lines of other keys, such as
 * witnesses', are passed over.
 *
 * @throws NotANote when it is no note, a signature is wrong, or none is of these keys.
 */
export async function openNote(note: string, keys: readonly VerifierKey[]): Promise<string> {
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n') || !note.isWellFormed()) throw new NotANote('Not a signed note');
  const text = note.slice(0, end + 1);
  const seen = new Set<string>();
  for (const line of note.slice(end + 2, -1).split('\n')) {
    const [, name = '', base64 = ''] = /^— ([^ +]+) ([A-Za-z0-9+/]+=*)$/.exec(line) ?? [];
    const bytes = Buffer.from(base64, 'base64');
    if (bytes.length <= KEY_ID_BYTES || bytes.toString('base64') !== base64)
      throw new NotANote('A signature line is malformed');
    const key = keys.find(
      (known) => known.name === name && keyId(name, known.publicKey).equals(bytes.subarray(0, KEY_ID_BYTES)),
    );
    if (!key) continue;
    if (seen.has(key.vkey)) throw new NotANote(`${name} signed twice`);
    if (!(await isSignature(key.publicKey, bytes.subarray(KEY_ID_BYTES), Buffer.from(text))))
      throw new NotANote(`The signature of ${name} is wrong`);
    seen.add(key.vkey);
  }
  if (seen.size === 0) throw new NotANote('None of the keys that are trusted signed it');
  return text;
}

/** By Web Crypto, which browsers have too. */
async function isSignature(publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array): Promise<boolean> {
  if (signature.length !== SIGNATURE_BYTES) return false;
  const key = await crypto.subtle.importKey('raw', new Uint8Array(publicKey), 'Ed25519', false, ['verify']);
  return crypto.subtle.verify('Ed25519', key, new Uint8Array(signature), new Uint8Array(message));
}
