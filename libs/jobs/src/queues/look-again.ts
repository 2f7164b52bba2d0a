import { pause } from '#ledger';

/** Looks again and again, so long after each look, until stopped; a look that fails is told, and the next one is to do what it left. */
export function lookAgain(
  everyMs: number,
  look: (stop: AbortSignal) => Promise<void>,
  onTrouble: (error: Error) => void,
): { stop(): Promise<void> } {
  const stop = new AbortController();
  const run = async () => {
    while (!stop.signal.aborted) {
      await look(stop.signal).catch((error: unknown) => onTrouble(error as Error));
      await pause(everyMs, stop.signal);
    }
  };
  const ended = run();
  return {
    stop: () => {
      stop.abort();
      return ended;
    },
  };
}
