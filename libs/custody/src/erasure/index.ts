export { erasureDecisions } from './decisions.js';
export { evolveErasures, type Erasures } from './erasures.js';
export { erasureEvents } from './events.js';
export { exhibitsIn } from './unless-kept.js';
