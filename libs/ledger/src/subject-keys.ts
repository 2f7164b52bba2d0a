/**
 * The keys of data subjects, 32 bytes each. A key is durable before the first event sealed under it is appended; destroying
 * it is how personal data is erased.
 */
export interface SubjectKeys {
  /** The key of a subject, made on first use. @throws SubjectErased when it was destroyed. */
  keyFor(subject: string): Promise<Uint8Array>;
  /** The keys of these subjects that exist; those destroyed or never made are absent. */
  keysOf(subjects: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /**
   * Destroys the key of a subject for ever, durably; one who has none yet never gets one. Done again, it is done already.
   * Another process may use a key that it read for up to KEY_FRESH_FOR_MS more. Backups of the store hold the wrapped key
   * until they expire.
   */
  destroy(subject: string): Promise<void>;
  /**
   * How many keys were destroyed so far, as the store says now. From here on no key is used that was read before: while two
   * answers are the same, nothing that was opened between them was erased.
   */
  destroyed(): Promise<number>;
  close(): Promise<void>;
}

/** How old a key's existence may be when it is used: how long a destruction takes to be known to every process. */
export const KEY_FRESH_FOR_MS = 1_000;

/** This subject's key was destroyed: nothing more is recorded about them under it. */
export class SubjectErased extends Error {
  constructor(readonly subject: string) {
    super(`The personal data of ${subject} was erased`);
    this.name = 'SubjectErased';
  }
}
