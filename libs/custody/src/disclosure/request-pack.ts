import { IsOptional } from 'class-validator';
import { exhibitAggregate, exhibitStream, type Exhibit } from '../exhibit/index.js';
import { factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsPartList, IsText, IsTextList } from '../kernel/fields.js';
import { disclosureDecision, PackCommand, shown } from './disclosure.js';
import { happened } from './events.js';

/** What is kept back from a pack, and why: events of a type, a field of them, or a field wherever it stands. */
export class RedactionAsked {
  /** Events of this type; all when absent. */
  @IsOptional() @IsText(100) type?: string;
  /** This field, `actor.name` for the name of who did it; every field and the name when absent. */
  @IsOptional() @IsText(100) field?: string;
  /** It stands in the pack, for whoever gets it. */
  @IsText(500) reason!: string;
}

/** Somebody asks for a pack that proves what happened. It is built from the ledger, as of the sealing of this request. */
export class RequestPack extends PackCommand {
  /** Ids of the exhibits; none for the whole case. */
  @IsOptional() @IsTextList({ min: 0 }) scope: string[] = [];
  @IsText(500) purpose!: string;
  @IsOptional() @IsPartList(RedactionAsked, { min: 0 }) redactions: RedactionAsked[] = [];
}

export const requestPack = disclosureDecision(
  RequestPack,
  (of, command, _by, { others }) => {
    if (of.packs.has(command.packId))
      return refuse('pack-already-requested', 'This pack was requested before.', shown(of));
    const strangers = command.scope.filter((exhibitId) => {
      const exhibit = others.get(exhibitStream({ exhibitId })) as Exhibit | undefined;
      return exhibit?.caseId !== command.caseId;
    });
    if (strangers.length > 0)
      return refuse('not-in-this-case', 'A pack is of exhibits of its own case.', { exhibits: strangers });
    return [happened('PackRequested', { ...factsOf(command), scope: [...new Set(command.scope)] })];
  },
  {
    looksAt: (_of, { scope }) =>
      scope.map((exhibitId) => ({ aggregate: exhibitAggregate, stream: exhibitStream({ exhibitId }) })),
  },
);
