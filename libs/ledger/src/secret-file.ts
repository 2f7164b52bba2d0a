import { link, mkdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeWhole } from './whole-file.js';

/** A file that holds a secret is not what it has to be, or cannot be read or made. */
export class SecretFileFault extends Error {
  override readonly name = 'SecretFileFault';
}

/**
 * What is in a file that holds a secret, for its owner only (mode 600); made when there is no such file. Two processes that start at
 * once get the same.
 *
 * @param what it holds: 'the master key'. @param fresh makes the text of a new one.
 * @throws SecretFileFault that names the file; never what is in it.
 */
export async function secretIn(file: string, what: string, fresh: () => string): Promise<string> {
  try {
    const text = (await textOf(file)) ?? (await make(file, fresh()));
    if (((await stat(file)).mode & 0o077) === 0) return text;
  } catch (cause) {
    throw new SecretFileFault(`${file} cannot be used for ${what}: ${String((cause as Error).message)}`, { cause });
  }
  throw new SecretFileFault(`${file} holds ${what}: nobody but its owner may read it (chmod 600)`);
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function make(file: string, text: string): Promise<string> {
  // Not `recursive`, which tries for ever where no folder can be made: under /proc.
  await unlessThere(mkdir(dirname(file)));
  await writeWhole(file, text, { put: (draft) => unlessThere(link(draft, file)) });
  return readFile(file, 'utf8');
}

const unlessThere = (made: Promise<void>): Promise<void> =>
  made.catch((error: unknown) => {
    if (!isCode(error, 'EEXIST')) throw error;
  });

const isCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;
