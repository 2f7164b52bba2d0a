import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeWhole } from '#ledger';
import { type Attachments, type KeptFile } from './pages/ports.js';

/** A photograph of a good camera fits; a film does not, and has no place here. */
export const ATTACHMENT_LIMIT_BYTES = 20 * 1024 * 1024;

const ascii = (text: string) => [...Buffer.from(text, 'latin1')];
/** What a file begins with, byte by byte from an offset; its name and what the browser says of it count for nothing. */
const BEGINNINGS: readonly { readonly mediaType: string; readonly at: number; readonly bytes: readonly number[] }[] = [
  { mediaType: 'image/jpeg', at: 0, bytes: [0xff, 0xd8, 0xff] },
  { mediaType: 'image/png', at: 0, bytes: [0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a] },
  { mediaType: 'image/webp', at: 8, bytes: ascii('WEBP') },
  { mediaType: 'image/heic', at: 4, bytes: ascii('ftypheic') },
  { mediaType: 'application/pdf', at: 0, bytes: ascii('%PDF-') },
];

/** The media type that the bytes themselves show; undefined for any that is not taken. */
export const mediaTypeOf = (file: Uint8Array): string | undefined =>
  BEGINNINGS.find(({ at, bytes }) => bytes.every((byte, n) => file[at + n] === byte))?.mediaType;

/**
 * Files in a folder, each under the SHA-256 of its bytes: the same file is kept once, and one that was altered is not given out.
 * A file is whole on the disk before its name is there, so an event that names it never points at half of it.
 */
export function attachmentsIn(folder: string): Attachments {
  const placeOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256);
  return {
    async keep(file): Promise<KeptFile | undefined> {
      const mediaType = mediaTypeOf(file);
      if (mediaType === undefined) return undefined;
      const sha256 = sha256Of(file);
      const place = placeOf(sha256);
      await mkdir(dirname(place), { recursive: true });
      await writeWhole(place, file);
      return { sha256, bytes: file.length, mediaType };
    },

    async read(sha256) {
      if (!/^[0-9a-f]{64}$/.test(sha256)) return undefined;
      const file = await readFile(placeOf(sha256)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
      if (file !== undefined && sha256Of(file) !== sha256)
        throw new Error(`The attachment ${sha256} has other bytes than were recorded`);
      return file;
    },
  };
}

const sha256Of = (file: Uint8Array): string => createHash('sha256').update(file).digest('hex');
