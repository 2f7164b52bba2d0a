import 'reflect-metadata';
import { readConfig } from './config.js';
import { recordDemonstration } from './demo/record.js';
import { startContinuity, type Running } from './start.js';

const STOP_WITHIN_MS = 10_000;

/** Faults of the place it is started in, not of the product: told in a sentence, without a stack. */
const explained = new Set([
  'ConfigError',
  'LedgerUnavailable',
  'DataFolderInUse',
  'DataFolderNotWritable',
  'PortInUse',
  'WrongMasterKey',
  'SecretFileFault',
  'DatabaseOutOfReach',
  'UnfitDatabase',
  'EmbeddedPostgresFault',
]);

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const running = await startContinuity(config, (fault) => {
    console.error(fault.message);
    void stop(1);
  });
  const stop = stopping(running);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0));
  console.log(
    [
      '',
      running.url ? `Continuity is running at ${running.url}` : 'Continuity is running',
      ...running.summary.map((line) => `  ${line}`),
    ].join('\n'),
  );
  if (!running.url) return;
  if (config.signIn.by === 'demonstration')
    console.log(
      '  DEMONSTRATION: anybody may sign in as anybody, without a password; people are invented; answers on this machine only',
    );
  if (process.argv.includes('--demo')) await recordDemonstration(running.url, (line) => console.log(line));
  else console.log('  load the story with: npm run demo');
}

/** Ends the process once, in order and within 10 s, whoever asks first. */
function stopping(running: Running): (code: number) => Promise<void> {
  let begun = false;
  return async (code) => {
    if (begun) return;
    begun = true;
    console.log('\nStopping');
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    await running.stop();
    process.exit(code);
  };
}

main().catch((error: unknown) => {
  if (error instanceof Error && explained.has(error.name)) console.error(error.message);
  else console.error(error);
  process.exit(1);
});
