/** What must be gone when the bench ends, however it ends. Undone in the reverse order of making. */
const left: (() => Promise<unknown>)[] = [];

const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;

export function undoAtEnd(undo: () => Promise<unknown>): void {
  left.push(undo);
}

export async function undoAll(): Promise<void> {
  for (let undo = left.pop(); undo; undo = left.pop()) {
    await undo().catch((error: unknown) => console.error('bench: could not clean up:', error));
  }
}

/** Ctrl-C leaves nothing behind either, nor an error that nobody caught; asked a second time, it ends at once. */
export function cleanUpWhateverHappens(): void {
  for (const [signal, number] of Object.entries(SIGNALS)) {
    process.once(signal, () => void undoAll().finally(() => process.exit(128 + number)));
  }
  process.once('uncaughtException', (error) => {
    console.error('bench:', error);
    void undoAll().finally(() => process.exit(1));
  });
}
