export {
  accessAggregate,
  REASONS,
  type AccessFacts,
  type LookFacts,
  type LookType,
  type Reason,
  type RefusedLookFacts,
} from './access/index.js';
export { caseAggregate, caseStream, SENSITIVITIES, type CaseFile } from './case/index.js';
export { type CaseFacts } from './case/events.js';
export { claimAggregate, claimStatement, claimStream, unlessClaimable, type Claimant } from './claim/claim.js';
export {
  disclosureAggregate,
  disclosureStream,
  keptBack,
  redactionsIn,
  scheduledEntries,
  SCHEDULES,
  tellsWhatIsKeptBack,
  type DisclosureFacts,
  type InclusionAsked,
  type Schedule,
} from './disclosure/index.js';
export {
  continuity,
  exhibitAggregate,
  exhibitStream,
  HOLDS,
  imeiChecks,
  POWERS,
  type ChainEntry,
  type Continuity,
  type Doubt,
  type Exhibit,
  type Flaw,
  type Leg,
} from './exhibit/index.js';
export { type ExhibitFacts } from './exhibit/events.js';
export { folded, UnknownEventType, type Aggregate } from './kernel/aggregate.js';
export { type AnyEventDefinition, type Claim, type Ids, type NameOf, type Upcast } from './kernel/catalogue.js';
export { Command, parseCommand, type Parsed, type Problems } from './kernel/command.js';
export {
  isRefusal,
  type Circumstances,
  type Entry,
  type Look,
  type Outcome,
  type Person,
  type Refusal,
  type Setting,
  type Statement,
} from './kernel/decision.js';
export {
  asPerson,
  asUnit,
  known,
  KNOWING,
  KNOWN_BY_NOBODY,
  knownTogether,
  LAB,
  marksOf,
  SUITE,
  type KnownBy,
} from './known-by.js';
export { fieldsOf, type Field, type Shape } from './kernel/fields.js';
export { isLate, timeProblems } from './kernel/times.js';
export { fieldInWords } from './kernel/words.js';
export {
  bailDaysLeft,
  bailLimits,
  bailWarning,
  custodyLimit,
  firstBailLimit,
  londonDay,
  RANKS,
  retention,
  TRIALS,
  type BailLimitDay,
  type CustodyLimit,
  type Ended,
  type Rank,
  type Retention,
  type Trial,
} from './law/index.js';
export { amended, type Correction } from './kernel/correction.js';
export {
  correctableEntries,
  definitionOf,
  entryOf,
  eventTypes,
  isLook,
  lookAt,
  rules,
  sentence,
  upcast,
  type CommandName,
  type EventType,
  type Rule,
  type StoredFacts,
} from './rules.js';
export { LOG_KEY_STREAM, logKeyAggregate, type KeyRotation } from './log-key/index.js';
export { suspectAggregate, suspectStream, type Suspect } from './suspect/index.js';
export { type SuspectFacts } from './suspect/events.js';
export { type ToolFacts } from './tool/events.js';
