import { hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

const KEY_BYTES = 32;

/**
 * The master key in a file (base64 of 32 bytes, for its owner only), made when there is no such file. Two processes that start
 * at once get the same. Without this file no personal value can be read: it is backed up apart from the database.
 *
 * @throws Error when what the file holds is not a key, or others than its owner can read it.
 */
export async function masterKeyFrom(file: string): Promise<Uint8Array> {
  const text = (await textOf(file)) ?? (await make(file));
  if (((await stat(file)).mode & 0o077) !== 0)
    throw new Error(`${file} holds the master key: nobody but its owner may read it (chmod 600)`);
  const key = Buffer.from(text, 'base64');
  // Node's decoder passes over what is not base64; written out again it shows.
  if (key.length !== KEY_BYTES || key.toString('base64') !== text.trim())
    throw new Error(`${file} does not hold a master key: base64 of ${KEY_BYTES} bytes`);
  return new Uint8Array(key);
}

/** The key of the index of names, derived from the master key (RFC 5869): without it the index says nothing of anybody. */
export const searchKeyOf = (masterKey: Uint8Array): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', masterKey, '', 'continuity/search/v1', KEY_BYTES));

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'ascii');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Written whole and flushed under another name first: the file is never there without its key. */
async function make(file: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(`${randomBytes(KEY_BYTES).toString('base64')}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await link(draft, file).catch((error: unknown) => {
      if (!isCode(error, 'EEXIST')) throw error;
    });
    await flushFolder(dirname(file));
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(file, 'ascii');
}

async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const isCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;
