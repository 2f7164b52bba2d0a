import { eventHash, signReceipt, type RecordedEvent, type Signer } from '#integrity';
import { pause, type Ledger } from '#ledger';
import { type SealedLog } from '#sealer';
import { type Receipt } from '../commands/command-desk.js';

/** By then an event is in the sealed log, or whoever holds its receipt can prove that it was deleted. */
const SEALED_WITHIN_MS = 60_000;
const WAIT_MS = 10_000;
const LOOK_EVERY_MS = 100;

export interface Handover {
  readonly transfer: RecordedEvent;
  readonly receipt: string;
}

/** What whoever acts takes away: a signed receipt at once, and a proof as soon as the event is sealed. */
export class Receipts {
  #looking: Promise<number> | undefined;

  /** @param signer a key of its own, not that of the log: every process with pages has it. */
  constructor(
    private readonly signer: Signer,
    private readonly ledger: Pick<Ledger, 'readStream'>,
    private readonly sealedLog: Pick<SealedLog, 'checkpoint' | 'proofOf'>,
    private readonly waitMs = WAIT_MS,
  ) {}

  /** Of a command's last event, whose hash covers the others by the chain. The same event, the same receipt. */
  sign({ stream, revision, hash, caseId, recordedAt, events }: Receipt): Promise<string> {
    const id = events.at(-1)?.id ?? '';
    const sealBy = new Date(Date.parse(recordedAt) + SEALED_WITHIN_MS).toISOString();
    return signReceipt({ stream, revision, id, hash, caseId, recordedAt, sealBy }, this.signer);
  }

  /** The last handing over of an exhibit with its receipt; undefined when it was never handed over, or was changed since. */
  async handover(exhibitId: string): Promise<Handover | undefined> {
    const events = await this.ledger.readStream(`exhibit-${exhibitId}`);
    const transfer = events.findLast(({ type }) => type === 'CustodyTransferred');
    if (!transfer || eventHash(transfer) !== transfer.hash) return undefined;
    const { id, type, position } = transfer;
    return { transfer, receipt: await this.sign({ ...transfer, position, events: [{ id, type }] }) };
  }

  /** That a command's last event is in the log (C2SP tlog-proof); undefined when it is not after ten seconds. */
  async proof({ position, events }: Receipt): Promise<string | undefined> {
    for (const end = Date.now() + this.waitMs; ;) {
      if ((await this.#sealedUpTo()) >= position) return this.sealedLog.proofOf(events.at(-1)?.id ?? '');
      if (Date.now() >= end) return undefined;
      await pause(LOOK_EVERY_MS);
    }
  }

  /** However many wait, the log is looked at once at a time. */
  #sealedUpTo(): Promise<number> {
    return (this.#looking ??= this.sealedLog
      .checkpoint()
      .then((sealed) => sealed?.position ?? 0)
      .finally(() => (this.#looking = undefined)));
  }
}
