import { createHash } from 'node:crypto';
import { type FileHandle, open, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { directory, localHeader, type Stored } from '#integrity';

/** A file of a pack while it is written beside it; `sha256` is base64url. */
export interface Part extends Stored {
  readonly path: string;
  readonly sha256: string;
}

/** Writes a part piece by piece, so that it need not be in memory. */
export async function writePart(
  folder: string,
  name: string,
  pieces: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>,
): Promise<Part> {
  const path = join(folder, name.replaceAll('/', '_'));
  const file = await open(path, 'wx', 0o600);
  const digest = createHash('sha256');
  let crc = 0;
  let bytes = 0;
  try {
    for await (const buffer of gathered(pieces)) {
      digest.update(buffer);
      crc = crc32(buffer, crc);
      bytes += buffer.length;
      await file.writeFile(buffer);
    }
  } finally {
    await file.close();
  }
  return { name, path, bytes, crc, sha256: digest.digest('base64url') };
}

const AT_ONCE = 64 * 1024;

/** Small pieces together: a line at a time would be a write at a time. */
async function* gathered(
  pieces: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>,
): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let length = 0;
  for await (const piece of pieces) {
    const buffer = Buffer.from(piece as Uint8Array);
    waiting.push(buffer);
    length += buffer.length;
    if (length < AT_ONCE) continue;
    yield Buffer.concat(waiting);
    [waiting, length] = [[], 0];
  }
  if (length > 0) yield Buffer.concat(waiting);
}

/** Puts the parts together, in their order, durably. @returns the SHA-256 of the whole in hexadecimal, and its size. */
export async function writeZip(path: string, parts: readonly Part[]): Promise<{ sha256: string; bytes: number }> {
  const file = await open(path, 'wx', 0o600);
  const digest = createHash('sha256');
  let bytes = 0;
  const write = async (to: FileHandle, piece: Buffer) => {
    digest.update(piece);
    bytes += piece.length;
    await to.writeFile(piece);
  };
  try {
    for (const part of parts) {
      await write(file, localHeader(part));
      for await (const piece of createReadStream(part.path)) await write(file, piece as Buffer);
    }
    await write(file, directory(parts));
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: digest.digest('hex'), bytes };
}

/** Whether any of the texts stands in a file; a pack is not compressed. */
async function says(path: string, texts: readonly string[]): Promise<boolean> {
  const longest = Math.max(0, ...texts.map((text) => text.length));
  let end = '';
  for await (const piece of createReadStream(path, 'latin1')) {
    const text = end + (piece as string);
    if (texts.some((one) => text.includes(one))) return true;
    end = text.slice(-longest);
  }
  return false;
}

const ABANDONED_AFTER_MS = 6 * 60 * 60_000;

/** The finished packs as files of a folder; each can be built again, to the same bytes. */
export class PackFiles {
  readonly #folder: string;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'packs');
  }

  path(id: string): string {
    return join(this.#folder, `${id}.zip`);
  }

  async has(id: string): Promise<boolean> {
    return (await stat(this.path(id)).catch(() => undefined)) !== undefined;
  }

  /** A folder to build in, gone afterwards; what `build` puts at the path it is given is in its place when this resolves. */
  async place<T>(id: string, build: (folder: string, zip: string) => Promise<T>): Promise<T> {
    const folder = join(this.#folder, `${id}.${process.pid}.${Date.now()}.part`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    try {
      const zip = join(folder, 'pack.zip');
      const made = await build(folder, zip);
      await rename(zip, this.path(id));
      return made;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Deletes a pack; it is built again when somebody looks for it. */
  async delete(id: string): Promise<void> {
    await rm(this.path(id), { force: true });
  }

  /** Deletes the packs with any of these streams in them, and what is being built of any. @returns the names of the files. */
  async deleteOf(streams: ReadonlySet<string>): Promise<readonly string[]> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const deleted: string[] = [];
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      if (!name.endsWith('.part') && !(await says(path, [...streams]))) continue;
      await rm(path, { recursive: true, force: true });
      deleted.push(name);
    }
    return deleted;
  }

  /** Deletes what processes that died while building left behind. */
  async sweep(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    for (const name of (await readdir(this.#folder)).filter((one) => one.endsWith('.part'))) {
      const { mtimeMs } = await stat(join(this.#folder, name)).catch(() => ({ mtimeMs: Infinity }));
      if (Date.now() - mtimeMs > ABANDONED_AFTER_MS)
        await rm(join(this.#folder, name), { recursive: true, force: true });
    }
  }
}
