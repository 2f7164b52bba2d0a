/** What must be gone when the bench ends, however it ends. Undone in the reverse order of making. */
const left: (() => Promise<unknown>)[] = [];
let undoing: Promise<void> | undefined;

const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;

export function undoAtEnd(undo: () => Promise<unknown>): void {
  left.push(undo);
}

/** Once: whoever asks again waits for the same end. */
export const undoAll = (): Promise<void> => (undoing ??= undo());

async function undo(): Promise<void> {
  for (let next = left.pop(); next; next = left.pop()) {
    await next().catch((error: unknown) => console.error('bench: could not clean up:', error));
  }
}

/** Tells of an error, unless it comes of the end itself: whose server is being stopped loses connections. */
export function tell(what: string, error: unknown): void {
  if (!undoing) console.error(`bench: ${what}:`, error);
}

/** Ctrl-C leaves nothing behind either, nor an error that nobody caught; asked a second time, it ends at once. */
export function cleanUpWhateverHappens(): void {
  for (const [signal, number] of Object.entries(SIGNALS)) {
    process.once(signal, () => void undoAll().finally(() => process.exit(128 + number)));
  }
  process.on('uncaughtException', (error) => {
    tell('uncaught', error);
    void undoAll().finally(() => process.exit(1));
  });
}
