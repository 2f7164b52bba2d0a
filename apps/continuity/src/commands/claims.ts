import {
  claimAggregate,
  claimStatement,
  claimStream,
  KNOWN_BY_NOBODY,
  unlessClaimable,
  type Claim,
  type Claimant,
  type Refusal,
} from '#custody';
import { NO_STREAM, type Ledger, type SubjectKeys } from '#ledger';
import { type Asked, type Errand, type Happening } from './asked.js';
import { type NeedToKnow } from './need-to-know.js';
import { definition, eventsOf } from './records.js';
import { type Folded, type Streams } from './streams.js';

/** Values that only one exhibit may have, each a stream of its own: who appends to it first has it. */
export class Claims {
  constructor(
    private readonly ledger: Ledger,
    private readonly streams: Streams,
    private readonly keys: SubjectKeys,
    private readonly need: Pick<NeedToKnow, 'knows'>,
  ) {}

  /** Takes every value that what happens asks for. Looks at all before it takes any, so that a refusal leaves nothing taken. */
  async take(asked: Asked, stream: string, { statements, now }: Happening): Promise<Refusal | undefined> {
    const ids = { caseId: asked.command.caseId, stream };
    const claims = statements.flatMap(({ type, facts }) => definition(type).claims(facts as never, ids));
    const found: { claim: Claim; folded: Folded }[] = [];
    for (const claim of claims) {
      const folded = await this.streams.load(claimAggregate, claimStream(claim));
      const refusal = await this.#unlessClaimable(asked, claim, folded.state);
      if (refusal) return refusal;
      if (folded.revision === NO_STREAM) found.push({ claim, folded });
    }
    for (const { claim, folded } of found) {
      const refusal = await this.#take(asked, claim, folded, now);
      if (refusal) return refusal;
    }
    return undefined;
  }

  async #take(asked: Asked, claim: Claim, folded: Folded, now: string): Promise<Refusal | undefined> {
    const stream = claimStream(claim);
    const events = await eventsOf(asked, stream, folded, { statements: [claimStatement(claim)], now }, this.keys);
    const verdict = await this.ledger.append(stream, NO_STREAM, events);
    if (verdict.is !== 'conflict') return undefined;
    return this.#unlessClaimable(asked, claim, (await this.streams.fresh(claimAggregate, stream)).state);
  }

  /** Whose it is, only those are told who know of the case that it is in. */
  async #unlessClaimable({ by, command }: Errand, claim: Claim, holder: Claimant): Promise<Refusal | undefined> {
    const refusal = unlessClaimable(claim, holder);
    if (!refusal || !holder || holder.caseId === command.caseId) return refusal;
    if (await this.need.knows(by, holder.caseId, KNOWN_BY_NOBODY)) return refusal;
    const { kind, value } = claim;
    return { rule: refusal.rule, message: `The ${kind} ${value} was taken elsewhere.`, state: { value } };
  }
}
