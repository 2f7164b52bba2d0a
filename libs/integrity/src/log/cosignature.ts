import { ml_dsa44 } from '@noble/post-quantum/ml-dsa.js';
import { parseCheckpoint, type Checkpoint } from './checkpoint.js';
import { isEd25519, keyId, NotANote, partsOfVkey, signatureLine, splitNote, vkeyText } from './note.js';

/**
 * Cosignatures of checkpoints, C2SP tlog-cosignature: Ed25519 (type 0x04, cosignature/v1), which witnesses give, and ML-DSA-44
 * (type 0x06, subtree/v1, FIPS 204), which outlives elliptic curves.
 */
const KINDS = {
  ed25519: { type: 4, keyBytes: 32, signatureBytes: 64 },
  'ml-dsa-44': { type: 6, keyBytes: 1312, signatureBytes: 2420 },
} as const;
export type CosignatureKind = keyof typeof KINDS;

/** Whose cosignatures are checked; `vkey` is the text of the key. */
export interface CosignerKey {
  readonly kind: CosignatureKind;
  readonly name: string;
  readonly publicKey: Uint8Array;
  readonly vkey: string;
}

export const cosignerKey = (kind: CosignatureKind, name: string, publicKey: Uint8Array): CosignerKey => ({
  ...{ kind, name, publicKey },
  vkey: vkeyText(name, KINDS[kind].type, publicKey),
});

/** @throws NotANote for a text that is no verifier key of a cosigner. */
export function parseCosignerKey(vkey: string): CosignerKey {
  const { name, typedKey } = partsOfVkey(vkey);
  const kind = (['ed25519', 'ml-dsa-44'] as const).find((one) => KINDS[one].type === typedKey[0]);
  const key = kind && cosignerKey(kind, name, typedKey.subarray(1));
  if (!key || key.publicKey.length !== KINDS[key.kind].keyBytes || name === '' || key.vkey !== vkey)
    throw new NotANote('Not the verifier key of a cosigner (C2SP tlog-cosignature)');
  return key;
}

/** What an Ed25519 cosigner signs. @param text the checkpoint's. @param time seconds since 1970. */
export const cosignatureMessage = (text: string, time: number): Uint8Array =>
  Buffer.from(`cosignature/v1\ntime ${time}\n${text}`);

/** What an ML-DSA-44 cosigner signs: `cosigned_message` of the whole tree. */
function subtreeMessage(cosigner: string, { origin, size, root }: Checkpoint, time: bigint): Uint8Array {
  const named = (name: string) => Buffer.concat([Buffer.from([Buffer.byteLength(name)]), Buffer.from(name)]);
  return Buffer.concat([
    ...[Buffer.from('subtree/v1\n\0'), named(cosigner), uint64(time), named(origin)],
    ...[uint64(0n), uint64(BigInt(size)), root],
  ]);
}

function uint64(number: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(number);
  return bytes;
}

export interface Cosignature {
  /** Seconds since 1970; 0 when the cosigner does not say that this is the largest tree it has seen. */
  readonly time: number;
  /** With its line end. */
  readonly line: string;
}

/** The log's own ML-DSA-44 key. */
export interface Cosigner extends CosignerKey {
  readonly secretKey: Uint8Array;
}

/** @param seed 32 random bytes. */
export function mlDsaCosigner(name: string, seed: Uint8Array): Cosigner {
  const { publicKey, secretKey } = ml_dsa44.keygen(seed);
  return { ...cosignerKey('ml-dsa-44', name, publicKey), secretKey };
}

/** An ML-DSA-44 cosignature line: without a time and without randomness, so always the same. Takes milliseconds. */
export function cosign(checkpoint: Checkpoint, { kind, name, publicKey, secretKey }: Cosigner): string {
  const signature = ml_dsa44.sign(subtreeMessage(name, checkpoint, 0n), secretKey, { extraEntropy: false });
  return signatureLine(name, keyId(name, KINDS[kind].type, publicKey), Buffer.concat([uint64(0n), signature]));
}

/** An Ed25519 cosignature line, as a witness gives it. @param time seconds since 1970. */
export async function witnessLine(
  text: string,
  time: number,
  { name, publicKey }: Pick<CosignerKey, 'name' | 'publicKey'>,
  sign: (message: Uint8Array) => Promise<Uint8Array>,
): Promise<string> {
  const signature = await sign(cosignatureMessage(text, time));
  const id = keyId(name, KINDS.ed25519.type, publicKey);
  return signatureLine(name, id, Buffer.concat([uint64(BigInt(time)), signature]));
}

/**
 * The cosignature of one key under a note of a checkpoint; undefined when there is none.
 *
 * @throws NotANote when it is no note of a checkpoint, or the cosignature is wrong.
 */
export async function cosignatureOf(note: string, key: CosignerKey): Promise<Cosignature | undefined> {
  const { text, signatures } = splitNote(note);
  const { kind, name, publicKey } = key;
  const id = keyId(name, KINDS[kind].type, publicKey);
  const found = signatures.find((one) => one.name === name && one.id.equals(id));
  if (!found) return undefined;
  const wrong = new NotANote(`The cosignature of ${name} is wrong`);
  if (found.signature.length !== 8 + KINDS[kind].signatureBytes) throw wrong;
  const time = found.signature.readBigUInt64BE();
  const signature = found.signature.subarray(8);
  const isGood =
    kind === 'ed25519'
      ? await isEd25519(publicKey, signature, cosignatureMessage(text, Number(time)))
      : ml_dsa44.verify(signature, subtreeMessage(name, parseCheckpoint(text), time), publicKey);
  if (!isGood || time > BigInt(Number.MAX_SAFE_INTEGER)) throw wrong;
  return { time: Number(time), line: signatureLine(name, id, found.signature) };
}
