import { factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsText } from '../kernel/fields.js';
import { officerDecision, PackCommand, shown } from './disclosure.js';
import { happened } from './events.js';

/** A pack is handed out, and to whom: the defence, the court, the prosecutor. When is when it happened. */
export class DisclosePack extends PackCommand {
  @IsText(200) to!: string;
}

export const disclosePack = officerDecision(DisclosePack, (of, command) => {
  const pack = of.packs.get(command.packId);
  if (!pack) return refuse('no-such-pack', 'Nobody requested this pack.', shown(of));
  if (!pack.built) return refuse('pack-not-built', 'The pack is not built yet.', shown(of));
  return [happened('PackDisclosed', factsOf(command))];
});
