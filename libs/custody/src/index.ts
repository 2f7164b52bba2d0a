export { caseAggregate, caseStream, SENSITIVITIES, type CaseFile } from './case/index.js';
export { type CaseFacts } from './case/events.js';
export { claimAggregate, claimStatement, claimStream, unlessClaimable, type Claimant } from './claim/claim.js';
export { exhibitAggregate, exhibitStream, imeiChecks, POWERS, type Exhibit } from './exhibit/index.js';
export { type ExhibitFacts } from './exhibit/events.js';
export { UnknownEventType, type Aggregate } from './kernel/aggregate.js';
export { type AnyEventDefinition, type Claim, type Ids, type NameOf, type Upcast } from './kernel/catalogue.js';
export { Command, parseCommand, type Parsed, type Problems } from './kernel/command.js';
export {
  isRefusal,
  type Circumstances,
  type Outcome,
  type Person,
  type Refusal,
  type Setting,
  type Statement,
} from './kernel/decision.js';
export { fieldsOf, type Field, type Shape } from './kernel/fields.js';
export { isLate, timeProblems } from './kernel/times.js';
export {
  BAIL_WARNING_DAYS,
  bailDaysLeft,
  bailLimits,
  firstBailLimit,
  londonDay,
  RANKS,
  type BailLimitDay,
  type Rank,
} from './law/index.js';
export {
  definitionOf,
  eventTypes,
  rules,
  sentence,
  upcast,
  type EventType,
  type Rule,
  type StoredFacts,
} from './rules.js';
export { suspectAggregate, suspectStream, type Suspect } from './suspect/index.js';
export { type SuspectFacts } from './suspect/events.js';
