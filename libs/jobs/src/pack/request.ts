import { canonical, sha256, type Redaction } from '#integrity';

export const PACK_QUEUE = 'disclosure-pack';

/** A pack asked for, as of a checkpoint. All that its bytes depend on but for the log itself. */
export interface PackRequest {
  readonly caseId: string;
  readonly purpose: string;
  readonly redactions: readonly Redaction[];
  /** Leaves of the log. */
  readonly size: number;
  /** Sizes of the checkpoints that earlier packs of the case disclosed. */
  readonly earlier: readonly number[];
}

const PACK_ID = /^[A-Za-z0-9_-]{43}$/;

/** Names a pack, its job and its file: the same request at the same checkpoint is the same pack. */
export const packId = ({ caseId, purpose, redactions, size }: PackRequest): string =>
  sha256(canonical({ caseId, purpose, redactions: redactions.map((redaction) => ({ ...redaction })), size }));

/** Whether this can name a pack; nothing else may become part of a path. */
export const isPackId = (id: string): boolean => PACK_ID.test(id);
