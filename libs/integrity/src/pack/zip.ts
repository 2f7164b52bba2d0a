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

/** Writes the fields that a local header and the central directory have in common, from the version needed on. */
function putCommon(into: Buffer, at: number, { name, bytes, crc }: Stored): void {
  if (!NAME.test(name)) throw new NotAPack(`${name} is no name for a file of a pack`);
  if (bytes > AT_MOST) throw new NotAPack(`${name} is too large for a pack`);
  into.writeUInt16LE(10, at);
  into.writeUInt16LE(DATE_1980, at + 8);
  into.writeUInt32LE(crc, at + 10);
  into.writeUInt32LE(bytes, at + 14);
  into.writeUInt32LE(bytes, at + 18);
  into.writeUInt16LE(name.length, at + 22);
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** Of a local header, of an entry of the directory, without the name; and of what stands behind the last one. */
const LOCAL_BYTES = 30;
const ENTRY_BYTES = 46;
const END_BYTES = 22;
/** Where the fields that they have in common begin, and how many bytes those are. */
const LOCAL_COMMON = 4;
const ENTRY_COMMON = 6;
const COMMON_BYTES = 26;

/** What stands before a file's bytes. */
export function localHeader(file: Stored): Buffer {
  const header = Buffer.alloc(LOCAL_BYTES + file.name.length);
  header.writeUInt32LE(LOCAL, 0);
  putCommon(header, LOCAL_COMMON, file);
  header.write(file.name, LOCAL_BYTES, 'latin1');
  return header;
}

/** What stands after the last file. @throws NotAPack when they are more or larger than a ZIP without extensions holds. */
export function directory(files: readonly Stored[]): Buffer {
  if (files.length > 0xfffe) throw new NotAPack('Too many files for a pack');
  const length = files.reduce((sum, { name }) => sum + ENTRY_BYTES + name.length, 0);
  const central = Buffer.alloc(length + END_BYTES);
  let offset = 0;
  let at = 0;
  for (const file of files) {
    if (offset > AT_MOST) throw new NotAPack('Too large for a pack');
    central.writeUInt32LE(CENTRAL, at);
    central.writeUInt16LE(10, at + 4);
    putCommon(central, at + ENTRY_COMMON, file);
    central.writeUInt32LE(offset, at + 42);
    at += ENTRY_BYTES + central.write(file.name, at + ENTRY_BYTES, 'latin1');
    offset += LOCAL_BYTES + file.name.length + file.bytes;
  }
  central.writeUInt32LE(END, length);
  central.writeUInt16LE(files.length, length + 8);
  central.writeUInt16LE(files.length, length + 10);
  central.writeUInt32LE(length, length + 12);
  central.writeUInt32LE(offset, length + 16);
  return central;
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
  const end = zip.size >= END_BYTES ? await zip.read(zip.size - END_BYTES, END_BYTES) : Buffer.alloc(END_BYTES);
  const [length, start] = [end.readUInt32LE(12), end.readUInt32LE(16)];
  if (end.readUInt32LE(0) !== END || start + length + END_BYTES !== zip.size)
    throw new NotAPack('Not a ZIP, or cut off');
  const central = await zip.read(start, length + END_BYTES);
  const files = new Map<string, Opened>();
  let from = 0;
  for (let at = 0; at + ENTRY_BYTES <= length;) {
    const nameLength = central.readUInt16LE(at + 28);
    const name = central.toString('latin1', at + ENTRY_BYTES, at + ENTRY_BYTES + nameLength);
    const file = { name, crc: central.readUInt32LE(at + 16), bytes: central.readUInt32LE(at + 24) };
    if (files.has(name)) throw new NotAPack(`${name} is in it twice`);
    from += LOCAL_BYTES + nameLength;
    files.set(name, { ...file, from });
    from += file.bytes;
    at += ENTRY_BYTES + nameLength;
  }
  const opened = [...files.values()];
  if (from !== start || !directory(opened).equals(central)) throw new NotAPack('Its directory is not as a pack has it');
  await checkHeaders(zip, opened, central);
  return opened;
}

/**
 * Whether before each file stands what the directory says of it. Reads it with what stands behind it: of a case of a thousand exhibits
 * the small files stand close together.
 *
 * @throws NotAPack
 */
async function checkHeaders(zip: Bytes, files: readonly Opened[], central: Buffer): Promise<void> {
  let read: Buffer = Buffer.alloc(0);
  let begin = 0;
  let entry = 0;
  for (const { name, from } of files) {
    let at = from - LOCAL_BYTES - name.length - begin;
    if (from - begin > read.length) {
      begin += at;
      at = 0;
      read = await zip.read(begin, Math.min(AHEAD, zip.size - begin));
    }
    const names = entry + ENTRY_BYTES;
    const isAsSaid =
      read.readUInt32LE(at) === LOCAL &&
      read.compare(
        central,
        entry + ENTRY_COMMON,
        entry + ENTRY_COMMON + COMMON_BYTES,
        at + LOCAL_COMMON,
        at + LOCAL_BYTES,
      ) === 0 &&
      read.compare(central, names, names + name.length, at + LOCAL_BYTES, from - begin) === 0;
    if (!isAsSaid) throw new NotAPack(`The header of ${name} is not as a pack has it`);
    entry = names + name.length;
  }
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
