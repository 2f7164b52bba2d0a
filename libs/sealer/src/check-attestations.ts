import {
  anchorEntry,
  cosignatureOf,
  encodeEntry,
  keyAdded,
  openStamp,
  parseCosignerKey,
  rotationEntries,
  type AnchorEntry,
  type KeyEntry,
  type LogKeys,
  type TrustedRoots,
} from '#integrity';
import { type Difference } from './check.js';
import { type Sealed, type SealedLog } from './sealed-log.js';

/** The part of the check that is about what others say of the log, and about its keys. */
export class Attestations {
  constructor(
    private readonly log: SealedLog,
    private readonly keys: LogKeys,
    private readonly roots: TrustedRoots | undefined,
    private readonly differs: (difference: Difference) => void,
  ) {}

  /** The first key, or one of the two entries of a rotation that both keys signed. */
  checkKey(entry: KeyEntry, leaf: number): void {
    const rotation = this.keys.rotations.find(({ from }) => leaf === from || leaf === from + 1);
    const expected = rotation
      ? rotationEntries(rotation, entry.sealedAt)[leaf - rotation.from]
      : leaf === 0 && keyAdded(this.keys.all[0].vkey, 0, entry.sealedAt);
    if (!expected || !encodeEntry(entry).equals(encodeEntry(expected)))
      this.differs({ what: 'changes the key of the log without a statement that both keys signed', leaf });
  }

  async checkAnchor(entry: AnchorEntry, leaf: number): Promise<void> {
    const anchor = await this.log.attested.anchorAt(leaf);
    if (!anchor) return this.differs({ what: 'the stamp that it commits to is gone', leaf });
    if (!encodeEntry(entry).equals(encodeEntry(anchorEntry(anchor, entry.sealedAt))))
      return this.differs({ what: 'the stamp is not the one that it commits to', leaf });
    try {
      const stamped = await this.keys.open(anchor.note);
      const sealed = await this.log.checkpoint(anchor.size);
      const isOurs = stamped.size === anchor.size && sealed !== undefined && anchor.note.startsWith(sealed.note);
      if (!isOurs) this.differs({ what: 'what was stamped is no checkpoint of this log', leaf });
      const stamp = await openStamp(anchor.reply, anchor.note, this.roots);
      if (stamp.stampedAt !== anchor.stampedAt || stamp.authority !== anchor.authority)
        this.differs({ what: 'the stamp says another time, or is of another authority, than the log', leaf });
    } catch (error) {
      this.differs({ what: `the stamp is none: ${String(error)}`, leaf });
    }
  }

  async checkCosignatures({ size, note }: Sealed): Promise<void> {
    for (const { vkey, line } of await this.log.attested.cosigners(size)) {
      const found = await Promise.resolve()
        .then(() => cosignatureOf(note + line, parseCosignerKey(vkey)))
        .catch(() => undefined);
      if (found?.line !== line) this.differs({ what: 'a cosignature of its checkpoint is wrong', leaf: size - 1 });
    }
  }
}
