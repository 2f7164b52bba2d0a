import { factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsText } from '../kernel/fields.js';
import { officerDecision, PackCommand, shown } from './disclosure.js';
import { happened } from './events.js';

/**
 * A pack is handed out, and to whom: the defence, the court, the prosecutor. When is when it happened. Two people see what
 * leaves: whoever asked for it does not hand it out.
 */
export class DisclosePack extends PackCommand {
  @IsText(200) to!: string;
}

export const disclosePack = officerDecision(DisclosePack, (of, command, by) => {
  const pack = of.packs.get(command.packId);
  if (!pack) return refuse('no-such-pack', 'Nobody requested this pack.', shown(of));
  if (!pack.built) return refuse('pack-not-built', 'The pack is not built yet.', shown(of));
  if (pack.requestedBy === by.id)
    return refuse('same-person', 'Somebody else than the one who asked for the pack hands it out.', shown(of));
  return [happened('PackDisclosed', factsOf(command))];
});
