import { factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { officerDecision, PackCommand, shown } from './disclosure.js';
import { happened } from './events.js';

/** A second person agrees that a pack shows what is kept back else: sensitive, privileged or a victim's. Then it is built. */
export class AgreeToInclusion extends PackCommand {}

export const agreeToInclusion = officerDecision(AgreeToInclusion, (of, command, by) => {
  const pack = of.packs.get(command.packId);
  if (!pack) return refuse('no-such-pack', 'Nobody requested this pack.', shown(of));
  if (!pack.isToAgree)
    return refuse('nothing-to-agree-to', 'Nothing in this pack waits for a second person.', shown(of));
  if (pack.requestedBy === by.id)
    return refuse('same-person', 'Somebody else than the one who asked for it agrees to it.', shown(of));
  return [happened('InclusionAgreed', factsOf(command))];
});
