export { bailDaysLeft, bailLimits, firstBailLimit, mayAuthorise, type BailLimitDay } from './bail.js';
export { addDays, daysBetween, londonDay, type Day } from './days.js';
export { BAIL_WARNING_DAYS, RANKS, type Rank } from './limits.js';
