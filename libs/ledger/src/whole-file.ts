import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

interface Placing {
  /** The name that it has until then. */
  readonly draft?: string;
  /** How it is put in its place: in that of one that is there, unless told otherwise. */
  readonly put?: (draft: string, file: string) => Promise<void>;
}

/** Writes a file, for its owner only (mode 600), that is whole and on the disk before its name is there. */
export async function writeWhole(
  file: string,
  content: string | Uint8Array,
  { draft = `${file}.${randomUUID()}`, put = rename }: Placing = {},
): Promise<void> {
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await put(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
  await syncFolder(dirname(file));
}

/** The folder's own entry survives a crash too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
