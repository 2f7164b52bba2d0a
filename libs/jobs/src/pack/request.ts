import { disclosureStream, redactionsIn, upcast, type DisclosureFacts, type InclusionAsked } from '#custody';
import { type Redaction } from '#integrity';
import { type Ledger, type LedgerEvent } from '#ledger';
import { type SealedLog } from '#sealer';

export const PACK_QUEUE = 'disclosure-pack';

/** What a job needs to know: the rest is in the ledger. Its id is that of the pack. */
export interface PackJob {
  readonly caseId: string;
  readonly packId: string;
}

/** A pack asked for, as of a checkpoint: all that its bytes depend on but for the log itself. */
export interface PackRequest {
  readonly caseId: string;
  readonly packId: string;
  /** Ids of exhibits; none for the whole case. */
  readonly scope: readonly string[];
  readonly purpose: string;
  readonly redactions: readonly Redaction[];
  /** What two people want shown although it is kept back else. */
  readonly includes: readonly InclusionAsked[];
  /** Leaves of the log. */
  readonly size: number;
  /** Sizes of the checkpoints that earlier packs of the case are as of. */
  readonly earlier: readonly number[];
  /** Who asked, and when; on the custody records. */
  readonly by: { readonly id: string; readonly name: string };
  readonly askedAt: string;
}

export interface Asked {
  /** Undefined until the request, and the agreement to what it includes, are in a signed checkpoint: a pack is as of the first. */
  readonly request: PackRequest | undefined;
  /** SHA-256 in hexadecimal that PackBuilt says, once it does. */
  readonly sha256: string | undefined;
}

const PACK_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether this can name a pack; nothing else may become part of a path. */
export const isPackId = (id: string): boolean => PACK_ID.test(id);

/** What was asked for, out of the case's stream of disclosure; undefined when nobody asked for it. */
export async function packAsked(
  { caseId, packId }: PackJob,
  { ledger, sealedLog }: { ledger: Pick<Ledger, 'readStream'>; sealedLog: SealedLog },
): Promise<Asked | undefined> {
  const events = await ledger.readStream(disclosureStream({ caseId }));
  const asked = events.find((event) => of(event, 'PackRequested')?.packId === packId);
  const facts = asked && of(asked, 'PackRequested');
  if (!facts) return undefined;
  const built = events.flatMap((event) => {
    const said = of(event, 'PackBuilt');
    return said
      ? [{ revision: event.revision, packId: said.packId, sha256: said.sha256, size: sizeIn(said.checkpoint) }]
      : [];
  });
  const done = built.find((pack) => pack.packId === packId);
  const { scope, purpose, includes } = facts;
  const agreed = events.find((event) => of(event, 'InclusionAgreed')?.packId === packId);
  const last = includes.length === 0 ? asked : agreed;
  const size = done?.size ?? (last && (await sealedLog.checkpointWith(last.position))?.size);
  const redactions = redactionsIn(facts);
  const earlier = [...new Set(built.filter(({ revision }) => revision < asked.revision).map((pack) => pack.size))];
  const { id, name } = asked.actor;
  const request =
    size === undefined
      ? undefined
      : {
          ...{ caseId, packId, scope, purpose, redactions, includes, size, earlier },
          ...{ by: { id, name }, askedAt: asked.occurredAt },
        };
  return { request, sha256: done?.sha256 };
}

function of<T extends 'PackRequested' | 'InclusionAgreed' | 'PackBuilt'>(
  event: LedgerEvent,
  type: T,
): DisclosureFacts[T] | undefined {
  const { schema, data: facts } = event;
  return event.type === type ? (upcast({ type, schema, facts }) as unknown as DisclosureFacts[T]) : undefined;
}

/** The second line of a checkpoint's note (C2SP tlog-checkpoint). */
const sizeIn = (note: string): number => Number(note.split('\n')[1]);
