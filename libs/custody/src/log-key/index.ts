export { LOG_KEY_STREAM, logKeyEvents } from './events.js';
export { logKeyAggregate, type KeyRotation, type LogKey } from './log-key.js';
export { logKeyDecisions } from './rotation.js';
