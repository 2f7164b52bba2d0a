import { type SubjectKeys } from '#ledger';

/**
 * Makes a file that holds opened personal values. If a key was destroyed meanwhile, it may hold what is erased, and whoever deletes
 * such files may have looked before it was there: it goes, and is made anew. If one is destroyed afterwards, it is there to be found.
 */
export async function asNothingIsErased<T>(
  keys: Pick<SubjectKeys, 'destroyed'>,
  file: { make(): Promise<T>; unmake(): Promise<void> },
): Promise<T> {
  for (;;) {
    const before = await keys.destroyed();
    const made = await file.make();
    if ((await keys.destroyed()) === before) return made;
    await file.unmake();
  }
}
