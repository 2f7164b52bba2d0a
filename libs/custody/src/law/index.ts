export { bailDaysLeft, bailLimits, bailWarning, firstBailLimit, mayAuthorise, type BailLimitDay } from './bail.js';
export { custodyLimit, type CustodyLimit } from './custody-limit.js';
export { addDays, daysBetween, londonDay, type Day } from './days.js';
export { RANKS, TRIALS, type Rank, type Trial } from './limits.js';
export { retention, type Ended, type Retention } from './retention.js';
