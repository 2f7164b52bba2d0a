import { factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsSha256, IsText } from '../kernel/fields.js';
import { disclosureDecision, PackCommand, shown } from './disclosure.js';
import { happened } from './events.js';

/** The worker has built a pack. Nobody else says so. */
export class RecordPack extends PackCommand {
  @IsSha256() sha256!: string;
  /** The signed checkpoint of the log that the pack ends at. */
  @IsText(20_000) checkpoint!: string;
}

export const recordPack = disclosureDecision(RecordPack, (of, command, by) => {
  const pack = of.packs.get(command.packId);
  if (by.role !== 'worker')
    return refuse('not-the-worker', `Only the worker says that; ${by.name} is ${by.role}.`, shown(of));
  if (!pack) return refuse('no-such-pack', 'Nobody requested this pack.', shown(of));
  if (pack.isToAgree)
    return refuse('not-agreed', 'A second person has not agreed to what this pack would show.', shown(of));
  if (pack.built) return refuse('pack-already-built', 'This pack was built before.', shown(of));
  return [happened('PackBuilt', factsOf(command))];
});
