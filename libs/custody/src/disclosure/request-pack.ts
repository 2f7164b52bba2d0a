import { IsOptional } from 'class-validator';
import { exhibitAggregate, exhibitStream, type Exhibit } from '../exhibit/index.js';
import { factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsId, IsPartList, IsText, IsTextList } from '../kernel/fields.js';
import { disclosureDecision, PackCommand, shown } from './disclosure.js';
import { happened } from './events.js';
import { KEPT_BACK_UNDER } from './kept-back.js';

/** What is kept back from a pack, and why: events of a type, a field of them, or a field wherever it stands. */
export class RedactionAsked {
  /** Events of this type; all when absent. */
  @IsOptional() @IsText(100) type?: string;
  /** This field, `actor.name` for the name of who did it; every field and the name when absent. */
  @IsOptional() @IsText(100) field?: string;
  /** It stands in the pack, for whoever gets it. */
  @IsText(500) reason!: string;
}

/** An item of MG6D, or an exhibit held as privileged or as a victim's, that a pack is to show all the same; one of the two. */
export class InclusionAsked {
  @IsOptional() @IsId() materialId?: string;
  @IsOptional() @IsId() exhibitId?: string;
  @IsText(500) reason!: string;
}

/** Somebody asks for a pack that proves what happened. It is built from the ledger, as of the sealing of this request. */
export class RequestPack extends PackCommand {
  /** Ids of the exhibits; none for the whole case. */
  @IsOptional() @IsTextList({ min: 0 }) scope: string[] = [];
  @IsText(500) purpose!: string;
  @IsOptional() @IsPartList(RedactionAsked, { min: 0 }) redactions: RedactionAsked[] = [];
  /** What would be kept back else. A second person has to agree before the pack is built. */
  @IsOptional() @IsPartList(InclusionAsked, { min: 0 }) includes: InclusionAsked[] = [];
}

export const requestPack = disclosureDecision(
  RequestPack,
  (of, command, _by, { others }) => {
    if (of.packs.has(command.packId))
      return refuse('pack-already-requested', 'This pack was requested before.', shown(of));
    const ofCase = (exhibitId: string) => {
      const exhibit = others.get(exhibitStream({ exhibitId })) as Exhibit | undefined;
      return exhibit?.caseId === command.caseId ? exhibit : undefined;
    };
    const strangers = command.scope.filter((exhibitId) => !ofCase(exhibitId));
    if (strangers.length > 0)
      return refuse('not-in-this-case', 'A pack is of exhibits of its own case.', { exhibits: strangers });
    for (const { materialId, exhibitId } of command.includes) {
      if ((materialId === undefined) === (exhibitId === undefined))
        return refuse('not-one-to-include', 'To include are an item or an exhibit, one at a time.', command.includes);
      const item = of.materials.get(materialId ?? '');
      const holds = ofCase(exhibitId ?? '')?.holds ?? [];
      if (item?.schedule !== 'MG6D' && !holds.some(({ kind }) => kind in KEPT_BACK_UNDER))
        return refuse(
          'nothing-to-include',
          'Only items of MG6D and exhibits held as privileged or a victim’s are kept back.',
          { materialId, exhibitId, schedule: item?.schedule, holds },
        );
    }
    return [happened('PackRequested', { ...factsOf(command), scope: [...new Set(command.scope)] })];
  },
  {
    looksAt: (_of, { scope, includes }) =>
      [...scope, ...includes.flatMap(({ exhibitId }) => exhibitId ?? [])].map((exhibitId) => ({
        aggregate: exhibitAggregate,
        stream: exhibitStream({ exhibitId }),
      })),
  },
);
