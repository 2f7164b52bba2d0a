import { EventStoreDouble } from './eventstore-double.js';
import { StoreLog } from './store-log.js';

/**
 * `server.ts FILE` runs the double as a process of its own, on what FILE has, until its standard input ends or it is killed.
 * Prints `ready <url>`.
 */
const double = await EventStoreDouble.start(StoreLog.inFile(process.argv[2] ?? ''));
console.log(`ready ${double.url}`);
await new Promise((over) => process.stdin.once('end', over).once('error', over).resume());
double.stop();
process.stdin.destroy();
