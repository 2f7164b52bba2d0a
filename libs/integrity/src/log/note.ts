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

/** A key as verifier keys have it: the octet of its type, and itself. */
const typed = (type: number, publicKey: Uint8Array) => Buffer.concat([Buffer.from([type]), publicKey]);

/** C2SP signed-note: the first 4 bytes of SHA-256(name || 0x0A || type || key). */
export const keyId = (name: string, type: number, publicKey: Uint8Array): Buffer =>
  hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), typed(type, publicKey)]), 'buffer').subarray(0, KEY_ID_BYTES);

export const vkeyText = (name: string, type: number, publicKey: Uint8Array): string =>
  `${name}+${keyId(name, type, publicKey).toString('hex')}+${typed(type, publicKey).toString('base64')}`;

/** The parts of a verifier key; its type is the first octet of `typedKey`. Whether they go together is the caller's to check. */
export function partsOfVkey(vkey: string): { readonly name: string; readonly typedKey: Buffer } {
  const [name = '', , ...rest] = vkey.split('+');
  return { name, typedKey: Buffer.from(rest.join('+'), 'base64') };
}

export const verifierKey = ({ name, publicKey }: Pick<Signer, 'name' | 'publicKey'>): VerifierKey => ({
  name,
  publicKey,
  vkey: vkeyText(name, ED25519, publicKey),
});

/** @throws NotANote for a text that is no Ed25519 verifier key. */
export function parseVerifierKey(vkey: string): VerifierKey {
  const { name, typedKey: bytes } = partsOfVkey(vkey);
  const key = verifierKey({ name, publicKey: bytes.subarray(1) });
  if (bytes.length !== 1 + KEY_BYTES || name === '' || key.vkey !== vkey)
    throw new NotANote('Not an Ed25519 verifier key');
  return key;
}

/** A signature as it stands under a note. */
export const signatureLine = (name: string, id: Uint8Array, signature: Uint8Array): string =>
  `— ${name} ${Buffer.concat([id, signature]).toString('base64')}\n`;

export interface NoteSignature {
  readonly name: string;
  readonly id: Buffer;
  readonly signature: Buffer;
}

/** The signature of a line, without its line end. @throws NotANote */
export function parseSignatureLine(line: string): NoteSignature {
  const [, name = '', base64 = ''] = /^— ([^ +]+) ([A-Za-z0-9+/]+=*)$/.exec(line) ?? [];
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length <= KEY_ID_BYTES || bytes.toString('base64') !== base64)
    throw new NotANote('A signature line is malformed');
  return { name, id: bytes.subarray(0, KEY_ID_BYTES), signature: bytes.subarray(KEY_ID_BYTES) };
}

/** The text of a note and the lines under it, nothing of which is checked. @throws NotANote when it is no note. */
export function splitNote(note: string): { readonly text: string; readonly signatures: readonly NoteSignature[] } {
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n') || !note.isWellFormed()) throw new NotANote('Not a signed note');
  const signatures = note
    .slice(end + 2, -1)
    .split('\n')
    .map(parseSignatureLine);
  return { text: note.slice(0, end + 1), signatures };
}

const keyIds = new WeakMap<Signer, Buffer>();
function keyIdOf(signer: Signer): Buffer {
  const id = keyIds.get(signer) ?? keyId(signer.name, ED25519, signer.publicKey);
  keyIds.set(signer, id);
  return id;
}

/** Signs a text that ends in a line end: the note is the text, an empty line, and a line for each signer. */
export async function signNote(text: string, signers: readonly Signer[]): Promise<string> {
  if (!text.endsWith('\n')) throw new NotANote('The text of a note ends in a line end');
  const lines = signers.map(async (signer) =>
    signatureLine(signer.name, keyIdOf(signer), await signer.sign(Buffer.from(text))),
  );
  return `${text}\n${(await Promise.all(lines)).join('')}`;
}

/**
 * The text of a note and which of `keys` signed it: every one that the note names, and at least one. Lines of other keys, such
 * as witnesses', are passed over.
 *
 * @throws NotANote when it is no note, a signature is wrong, or none is of these keys.
 */
export async function readNote(
  note: string,
  keys: readonly VerifierKey[],
): Promise<{ readonly text: string; readonly by: readonly VerifierKey[] }> {
  const { text, signatures } = splitNote(note);
  const by: VerifierKey[] = [];
  for (const { name, id, signature } of signatures) {
    const key = keys.find((known) => known.name === name && keyId(name, ED25519, known.publicKey).equals(id));
    if (!key) continue;
    if (by.includes(key)) throw new NotANote(`${name} signed twice`);
    if (!(await isEd25519(key.publicKey, signature, Buffer.from(text))))
      throw new NotANote(`The signature of ${name} is wrong`);
    by.push(key);
  }
  if (by.length === 0) throw new NotANote('None of the keys that are trusted signed it');
  return { text, by };
}

/** The text of a note that at least one of these keys signed: `readNote`. @throws NotANote */
export const openNote = async (note: string, keys: readonly VerifierKey[]): Promise<string> =>
  (await readNote(note, keys)).text;

/** By Web Crypto, which browsers have too. */
export async function isEd25519(publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array): Promise<boolean> {
  if (signature.length !== SIGNATURE_BYTES) return false;
  const key = await crypto.subtle.importKey('raw', new Uint8Array(publicKey), 'Ed25519', false, ['verify']);
  return crypto.subtle.verify('Ed25519', key, new Uint8Array(signature), new Uint8Array(message));
}
