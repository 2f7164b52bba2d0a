import { lockDataFolder } from '../../apps/continuity/src/postgres/data-folder.js';

/** `hold-folder.ts FOLDER` locks the folder until its standard input ends. Prints `held`, or `refused <error> <message>`. */
try {
  const lock = await lockDataFolder(process.argv[2] ?? '');
  console.log('held');
  process.stdin.once('end', () => void lock.release()).resume();
} catch (thrown) {
  console.log(thrown instanceof Error ? `refused ${thrown.name} ${thrown.message}` : thrown);
}
