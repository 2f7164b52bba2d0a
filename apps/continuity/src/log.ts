import { pino } from 'pino';
import { codeOf, property } from './thrown.js';

/** A PostgreSQL error's message, detail and hint can quote the values of a row. Its code and constraint say enough. */
const isOfPostgres = (error: unknown): boolean =>
  property(error, 'severity') !== undefined && /^[0-9A-Z]{5}$/.test(String(codeOf(error)));

/** What is told of an error: nothing that it may have picked up on the way. */
export function toldOf(error: unknown): object {
  const cause = property(error, 'cause');
  const name = property(error, 'name');
  const stack = property(error, 'stack');
  const ofPostgres = isOfPostgres(error);
  return {
    type: typeof name === 'string' ? name : typeof error,
    code: codeOf(error),
    message: ofPostgres ? `PostgreSQL: ${String(codeOf(error))}` : property(error, 'message'),
    ...(ofPostgres ? { constraint: property(error, 'constraint'), routine: property(error, 'routine') } : {}),
    stack:
      typeof stack === 'string'
        ? stack
            .split('\n')
            .filter((line) => /^\s+at /.test(line))
            .join('\n')
        : undefined,
    ...(cause === undefined ? {} : { cause: toldOf(cause) }),
  };
}

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'];
const { LOG_LEVEL = '' } = process.env;

/** Structured, on standard output. MUST NOT be given facts of events or bodies of requests: they hold personal data. */
export const log = pino({
  level: LOG_LEVELS.includes(LOG_LEVEL) ? LOG_LEVEL : 'info', // readConfig says what is wrong with another
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  serializers: { err: toldOf },
});
