import { isUUID } from 'class-validator';
import { type ReadModels } from '#read-models';
import { malformed, tryAgain } from './problem.js';

const WAIT_MS = 2_000;

export function uuid(value: unknown, name: string): string {
  if (typeof value === 'string' && isUUID(value)) return value.toLowerCase();
  throw malformed(`${name} must be a UUID.`, { [name]: ['must be a UUID'] });
}

/** A whole number from the query; undefined when it is not there. */
export function wholeNumber(value: string | undefined, name: string, min: number, max: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (/^\d{1,16}$/.test(value) && number >= min && number <= max) return number;
  throw malformed(`${name} must be a whole number from ${min} to ${max}.`, {
    [name]: [`must be a whole number from ${min} to ${max}`],
  });
}

/** `?at=<position>`: reads what one has written. Waits until the read models are there. */
export async function caughtUpTo(at: string | undefined, readModels: ReadModels): Promise<void> {
  const position = wholeNumber(at, 'at', 0, Number.MAX_SAFE_INTEGER);
  if (position === undefined || (await readModels.waitFor(position, WAIT_MS))) return;
  throw tryAgain(`The read models have not reached position ${position} yet.`);
}
