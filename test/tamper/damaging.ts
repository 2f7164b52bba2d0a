import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import {
  canonical,
  directory,
  localHeader,
  manifestText,
  openZip,
  signNote,
  type Bytes,
  type JsonObject,
  type Signer,
} from '#integrity';

export const bytesOf = (zip: Buffer): Bytes => ({
  size: zip.length,
  read: (from, length) => Promise.resolve(zip.subarray(from, from + length)),
});

/** What is in a pack, to be damaged: JSON parsed, the rest as it is. */
export interface Contents {
  files: Record<string, Buffer>;
  events: Line[];
}
export interface Line {
  event: Record<string, unknown> & {
    stream: string;
    revision: number;
    type: string;
    commitments: string[];
    prev: string;
  };
  leaf: number;
  sealedAt: number;
  disclosures: string[];
  withheld: { field: string; redaction: number }[];
}

export async function unpack(zip: Buffer): Promise<Contents> {
  const opened = await openZip(bytesOf(zip));
  const files = Object.fromEntries(
    opened.map(({ name, from, bytes }) => [name, Buffer.from(zip.subarray(from, from + bytes))]),
  );
  const lines = files['events.jsonl'].toString().split('\n').filter(Boolean);
  return { files, events: lines.map((line) => JSON.parse(line) as Line) };
}

/** The pack again, as somebody would who knows the format: with its sums put right and, by whoever has a key, its manifest signed. */
export async function packAgain({ files, events }: Contents, signer?: Signer): Promise<Buffer> {
  const all = { ...files };
  if (events.length > 0 || 'events.jsonl' in all)
    all['events.jsonl'] = Buffer.from(events.map((line) => `${canonical(line as unknown as JsonObject)}\n`).join(''));
  if (signer) {
    const manifest = json(all, 'manifest.json');
    const others = Object.keys(all).filter((name) => !name.startsWith('manifest.'));
    const sums = Object.fromEntries(others.map((name) => [name, sum(all[name])]));
    all['manifest.json'] = Buffer.from(canonical({ ...manifest, files: sums }));
    all['manifest.sig'] = Buffer.from(await signNote(manifestText(sum(all['manifest.json'])), [signer]));
  }
  return zipOf(all);
}

export function zipOf(files: Record<string, Buffer>): Buffer {
  const names = Object.keys(files).sort();
  const stored = names.map((name) => ({ name, bytes: files[name].length, crc: crc32(files[name]) }));
  return Buffer.concat([...stored.flatMap((file) => [localHeader(file), files[file.name]]), directory(stored)]);
}

const sum = (bytes: Buffer) => hash('sha256', bytes, 'base64url');

export const json = (files: Record<string, Buffer>, name: string) => JSON.parse(files[name].toString()) as JsonObject;
export const put = (files: Record<string, Buffer>, name: string, value: object) =>
  void (files[name] = Buffer.from(canonical(value as JsonObject)));
