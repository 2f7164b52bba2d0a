import { pino } from 'pino';

/** Structured, on standard output. MUST NOT be given facts of events or bodies of requests: they hold personal data. */
export const log = pino({
  level: process.env.LOG_LEVEL ?? 'info',
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
});
