import { acknowledgeBreakGlass } from './acknowledge-break-glass.js';
import { breakGlass } from './break-glass.js';

/** The commands about access, by the name they are routed and stored under. */
export const accessDecisions = { BreakGlass: breakGlass, AcknowledgeBreakGlass: acknowledgeBreakGlass };
export { accessAggregate } from './access.js';
export { accessEvents, breakGlassStream, lookEvents, type AccessFacts, type LookType } from './events.js';
export { REASONS, type LookFacts, type Reason, type RefusedLookFacts } from './looks.js';
