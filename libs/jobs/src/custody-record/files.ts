import { randomUUID } from 'node:crypto';
import { access, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable } from 'node:stream';
import { writeWhole } from '#ledger';
import { codeOf } from '../fault.js';
import { isRecordId } from './request.js';

const PART = '.part';
const UUID_LENGTH = 36;
/** No record takes this long to write: what is older was left by a process that died. */
const ABANDONED_AFTER_MS = 60 * 60_000;

/**
 * The finished records, as files of a folder. They may be deleted at any time: each is made again when it is asked for.
 * An id that is not a record's id names nothing.
 */
export class RecordFiles {
  readonly #folder: string;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'custody-records');
  }

  async has(id: string): Promise<boolean> {
    if (!isRecordId(id)) return false;
    return access(this.#path(id)).then(
      () => true,
      () => false,
    );
  }

  /** The record's bytes; undefined when there is no such file. */
  async read(id: string): Promise<Readable | undefined> {
    if (!isRecordId(id)) return undefined;
    try {
      const file = await open(this.#path(id));
      return file.createReadStream();
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Puts a record in its place: all of it or nothing, and durably; the same again changes nothing. */
  async write(id: string, bytes: Uint8Array): Promise<void> {
    if (!isRecordId(id)) throw new Error('Not the id of a record');
    await this.#makeFolder();
    const draft = join(this.#folder, `${id}.${randomUUID()}${PART}`);
    await writeWhole(this.#path(id), bytes, { draft });
  }

  /** Deletes a record; it is made again when it is asked for. */
  async delete(id: string): Promise<void> {
    if (isRecordId(id)) await rm(this.#path(id), { force: true });
  }

  /** Deletes the records of these streams, and what is being written of any. @returns the names of the files. */
  async deleteOf(streams: ReadonlySet<string>): Promise<readonly string[]> {
    await this.#makeFolder();
    const names = (await readdir(this.#folder)).filter(
      (name) => name.endsWith(PART) || streams.has(`exhibit-${name.slice(0, UUID_LENGTH)}`),
    );
    for (const name of names) await rm(join(this.#folder, name), { force: true });
    return names;
  }

  /** Deletes what processes that died while writing left behind. */
  async sweep(): Promise<void> {
    await this.#makeFolder();
    const names = await readdir(this.#folder);
    for (const part of names.filter((name) => name.endsWith(PART)).map((name) => join(this.#folder, name))) {
      const { mtimeMs } = await stat(part).catch(() => ({ mtimeMs: Infinity })); // gone by now
      if (Date.now() - mtimeMs > ABANDONED_AFTER_MS) await rm(part, { force: true });
    }
  }

  async #makeFolder(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.pdf`);
  }
}
