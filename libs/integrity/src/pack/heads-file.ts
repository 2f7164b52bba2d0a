import { canonical } from '../canonical.js';
import { type CaseRange, type Head } from '../log/heads.js';
import { type Json } from '../json.js';
import { isObject, strictJson } from './format.js';
import { NotAPack } from './zip.js';

/** heads.json: the entry that commits the map of heads, and the range of the case in that map. */
export interface HeadsFile {
  /** The last leaf of the log, 104 bytes. */
  readonly entry: Buffer;
  readonly range: CaseRange;
}

const b64 = (bytes: Buffer) => bytes.toString('base64url');

/** In RFC 8785 form, written out: a case has thousands of streams. */
export function encodeHeads({ entry, range: { forks, heads } }: HeadsFile): string {
  const forkTexts = forks.map(({ bit, other }) => `{"bit":${bit},"other":"${b64(other)}"}`);
  const headTexts = heads.map(
    ({ tag, count, leaf, hash }) => `{"count":${count},"hash":"${b64(hash)}","leaf":${leaf},"tag":"${b64(tag)}"}`,
  );
  return `{"entry":"${b64(entry)}","forks":[${forkTexts.join()}],"heads":[${headTexts.join()}]}`;
}

/** @throws NotAPack */
export function parseHeads(text: string): HeadsFile {
  const value = strictJson(text, 'heads.json');
  const bytes = (of: Json | undefined, length: number): Buffer => {
    const found = typeof of === 'string' ? Buffer.from(of, 'base64url') : Buffer.alloc(0);
    if (found.length !== length) throw new NotAPack('heads.json cannot be read');
    return found;
  };
  const count = (of: Json | undefined): number => {
    if (typeof of !== 'number' || of < 0) throw new NotAPack('heads.json cannot be read');
    return of;
  };
  const list = (of: Json | undefined): readonly { readonly [name: string]: Json | undefined }[] => {
    if (!Array.isArray(of) || !of.every(isObject)) throw new NotAPack('heads.json cannot be read');
    return of;
  };
  if (!isObject(value)) throw new NotAPack('heads.json cannot be read');
  const file: HeadsFile = {
    entry: bytes(value.entry, 104),
    range: {
      forks: list(value.forks).map((fork) => ({ bit: count(fork.bit), other: bytes(fork.other, 32) })),
      heads: list(value.heads).map((head): Head => ({
        tag: bytes(head.tag, 32),
        count: count(head.count),
        leaf: count(head.leaf),
        hash: bytes(head.hash, 32),
      })),
    },
  };
  if (encodeHeads(file) !== text) throw new NotAPack('heads.json is not written as a pack has it');
  return file;
}

/** A checkpoint that a pack of the same case disclosed before, and the proof that this one follows from it. */
export interface Earlier {
  readonly checkpoint: string;
  readonly proof: readonly Buffer[];
}

export const encodeEarlier = (earlier: readonly Earlier[]): string =>
  canonical(earlier.map(({ checkpoint, proof }) => ({ checkpoint, proof: proof.map(b64) })));

/** @throws NotAPack */
export function parseEarlier(text: string): readonly Earlier[] {
  const value = strictJson(text, 'earlier.json');
  if (!Array.isArray(value)) throw new NotAPack('earlier.json cannot be read');
  const earlier = (value as readonly Json[]).map((one): Earlier => {
    const { checkpoint, proof } = isObject(one) ? one : {};
    if (typeof checkpoint !== 'string' || !Array.isArray(proof)) throw new NotAPack('earlier.json cannot be read');
    return {
      checkpoint,
      proof: (proof as readonly Json[]).map((hash) => Buffer.from(typeof hash === 'string' ? hash : '', 'base64url')),
    };
  });
  if (encodeEarlier(earlier) !== text) throw new NotAPack('earlier.json is not written as a pack has it');
  return earlier;
}
