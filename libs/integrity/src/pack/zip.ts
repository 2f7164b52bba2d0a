import { crc32 } from 'node:zlib';

/**
 * A ZIP of stored files (APPNOTE.TXT 6.3.10), written one way only: no compression, no extra fields, 1 January 1980, names in
 * ASCII, nothing before, between or after. So the same files are the same bytes, and any other byte shows.
 */
export interface Stored {
  readonly name: string;
  readonly bytes: number;
  readonly crc: number;
}

export class NotAPack extends Error {
  override readonly name = 'NotAPack';
}

const DATE_1980 = 0x0021;
const NAME = /^[a-z0-9][a-z0-9./-]{0,99}$/i;
const AT_MOST = 0xffff_fffe;

/** The fields that a local header and the central directory have in common, from the version needed on. */
function common({ name, bytes, crc }: Stored): Buffer {
  if (!NAME.test(name)) throw new NotAPack(`${name} is no name for a file of a pack`);
  if (bytes > AT_MOST) throw new NotAPack(`${name} is too large for a pack`);
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(10, 0);
  fields.writeUInt16LE(DATE_1980, 8);
  fields.writeUInt32LE(crc, 10);
  fields.writeUInt32LE(bytes, 14);
  fields.writeUInt32LE(bytes, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

/** Of a local header, without the name. */
const LOCAL_BYTES = 30;

/** What stands before a file's bytes. */
export const localHeader = (file: Stored): Buffer =>
  Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common(file), Buffer.from(file.name, 'ascii')]);

/** What stands after the last file. @throws NotAPack when they are more or larger than a ZIP without extensions holds. */
export function directory(files: readonly Stored[]): Buffer {
  if (files.length > 0xfffe) throw new NotAPack('Too many files for a pack');
  let offset = 0;
  const entries = files.map((file) => {
    const rest = Buffer.alloc(14);
    if (offset > AT_MOST) throw new NotAPack('Too large for a pack');
    rest.writeUInt32LE(offset, 10);
    offset += LOCAL_BYTES + file.name.length + file.bytes;
    const made = Buffer.from([10, 0]);
    return Buffer.concat([
      ...[Buffer.from('PK\x01\x02', 'latin1'), made, common(file), rest],
      Buffer.from(file.name, 'ascii'),
    ]);
  });
  const central = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([central, end]);
}

/** A file to read from at any place: a file, or what a browser was given. */
export interface Bytes {
  readonly size: number;
  /** @param into room for it, if that is of use. */
  read(from: number, length: number, into?: Buffer): Promise<Buffer>;
}

export interface Opened extends Stored {
  /** Of its first byte. */
  readonly from: number;
}

/**
 * The files of a ZIP that is byte for byte as this writes it, apart from what is in them.
 *
 * @throws NotAPack for any other.
 */
export async function openZip(zip: Bytes): Promise<readonly Opened[]> {
  const end = zip.size >= 22 ? await zip.read(zip.size - 22, 22) : Buffer.alloc(22);
  const [length, start] = [end.readUInt32LE(12), end.readUInt32LE(16)];
  if (end.toString('latin1', 0, 4) !== 'PK\x05\x06' || start + length + 22 !== zip.size)
    throw new NotAPack('Not a ZIP, or cut off');
  const central = await zip.read(start, length + 22);
  const files = new Map<string, Opened>();
  const read = readingAhead(zip, start);
  let from = 0;
  for (let at = 0; at + 46 <= length;) {
    const nameLength = central.readUInt16LE(at + 28);
    const name = central.toString('latin1', at + 46, at + 46 + nameLength);
    const file = { name, crc: central.readUInt32LE(at + 16), bytes: central.readUInt32LE(at + 24) };
    const header = localHeader(file);
    if (files.has(name)) throw new NotAPack(`${name} is in it twice`);
    files.set(name, { ...file, from: from + header.length });
    if (from + header.length + file.bytes > start || !(await read(from, header.length)).equals(header))
      throw new NotAPack(`The header of ${name} is not as a pack has it`);
    from += header.length + file.bytes;
    at += 46 + nameLength;
  }
  if (from !== start || !directory([...files.values()]).equals(central))
    throw new NotAPack('Its directory is not as a pack has it');
  return [...files.values()];
}

/** Reads as a ZIP does, with what stands behind it: of a case of a thousand exhibits the small files stand close together. */
function readingAhead(zip: Bytes, end: number): Bytes['read'] {
  let at = 0;
  let ahead: Buffer = Buffer.alloc(0);
  return async (from, length) => {
    if (from < at || from + length > at + ahead.length) {
      at = from;
      ahead = await zip.read(from, Math.min(Math.max(length, AHEAD), end - from));
    }
    return ahead.subarray(from - at, from - at + length);
  };
}

/** Bytes that are read at once: each time costs as much as looking at 20 KB. */
const READ = 2 ** 20;
const AHEAD = 2 ** 16;
/** Longer texts than this do not come out of the young generation, and take five times as long. */
const CHUNK = 96 * 1024;

/** Rooms of READ bytes that nobody reads into: memory that is new each time costs more than what is read into it. */
const rooms: Buffer[] = [];

/**
 * The bytes of a file in pieces, its check sum unchecked; the next are read while some are looked at. A piece is there until the next
 * is asked for.
 */
export async function* pieces(zip: Bytes, { from, bytes }: Opened): AsyncGenerator<Buffer> {
  const taken: Buffer[] = [];
  const room = (nth: number): Buffer => (taken[nth % 2] ??= rooms.pop() ?? Buffer.allocUnsafeSlow(READ));
  const read = (at: number) => {
    const length = Math.min(READ, bytes - at);
    return zip.read(from + at, length, length > AHEAD ? room(at / READ) : undefined);
  };
  let next = bytes > 0 ? read(0) : undefined;
  try {
    for (let at = READ; next; at += READ) {
      const block: Buffer = await next;
      next = at < bytes ? read(at) : undefined;
      next?.catch(() => undefined);
      for (let begin = 0; begin < block.length; begin += CHUNK) yield block.subarray(begin, begin + CHUNK);
    }
  } finally {
    await next?.catch(() => undefined);
    rooms.push(...taken);
  }
}

/** The bytes of a file in pieces. @throws NotAPack at the end when its check sum is another. */
export async function* contents(zip: Bytes, file: Opened): AsyncGenerator<Buffer> {
  const { name, crc } = file;
  let sum = 0;
  for await (const piece of pieces(zip, file)) {
    sum = crc32(piece, sum);
    yield piece;
  }
  if (sum !== crc) throw new NotAPack(`${name} was damaged: its check sum is another`);
}

/** The whole of a small file. @throws NotAPack when it is larger than said, or damaged. */
export const wholeText = async (zip: Bytes, file: Opened, atMost: number): Promise<string> =>
  decodeText(await wholeBytes(zip, file, atMost), file.name);

/** As `wholeText`, for what is none. @throws NotAPack */
export async function wholeBytes(zip: Bytes, file: Opened, atMost: number): Promise<Buffer> {
  if (file.bytes > atMost) throw new NotAPack(`${file.name} is larger than a pack has it`);
  const all: Buffer[] = [];
  for await (const piece of contents(zip, file)) all.push(Buffer.from(piece));
  return Buffer.concat(all);
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function decodeText(bytes: Uint8Array, name: string): string {
  try {
    return UTF8.decode(bytes);
  } catch (error) {
    throw new NotAPack(`${name} is not UTF-8`, { cause: error });
  }
}

/**
 * A file in pieces that end where a line ends, each there until the next is asked for; its check sum is for `contents` to check.
 *
 * @throws NotAPack when a line is longer than 4 MB, or the last one has no end.
 */
export async function* wholeLines(zip: Bytes, file: Opened): AsyncGenerator<Buffer> {
  let begun: Buffer = Buffer.alloc(0);
  for await (const piece of pieces(zip, file)) {
    const first = begun.length > 0 ? piece.indexOf(10) + 1 : 0;
    const end = piece.lastIndexOf(10) + 1;
    if (first > 0) yield Buffer.concat([begun, piece.subarray(0, first)]);
    if (end > first) yield piece.subarray(first, end);
    begun = end > 0 ? Buffer.from(piece.subarray(end)) : Buffer.concat([begun, piece]);
    if (begun.length > 4 * 2 ** 20) throw new NotAPack(`A line of ${file.name} is too long`);
  }
  if (begun.length > 0) throw new NotAPack(`${file.name} ends within a line`);
}

/** The lines of a file: `wholeLines`. @throws NotAPack */
export async function* lines(zip: Bytes, file: Opened): AsyncGenerator<string> {
  for await (const piece of wholeLines(zip, file))
    for (let at = 0, end = piece.indexOf(10); end >= 0; at = end + 1, end = piece.indexOf(10, at))
      yield decodeText(piece.subarray(at, end), file.name);
}
