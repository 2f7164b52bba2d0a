import { type Cursor, type Page } from '../views.js';

const LIMIT = 50;
const LIMIT_AT_MOST = 200;

/** This is not what a page gave as `next`. */
export class NotACursor extends Error {
  constructor(readonly after: string) {
    super('after is not the `next` of a page');
    this.name = 'NotACursor';
  }
}

/** Where a row stands in the order of its list. */
export type Place = readonly (string | number)[];

export const limitOf = ({ limit = LIMIT }: Cursor): number => Math.min(Math.max(1, Math.trunc(limit)), LIMIT_AT_MOST);

/**
 * The place after which a page begins; undefined for the first page.
 *
 * @param like a place of this list: what a cursor has to look like.
 * @throws NotACursor
 */
export function placeAfter<P extends Place>({ after }: Cursor, like: P): P | undefined {
  if (after === undefined) return undefined;
  const place = parsed(after);
  const fits =
    Array.isArray(place) &&
    place.length === like.length &&
    place.every((part: unknown, index) => typeof part === typeof like[index] && isPlain(part));
  if (!fits) throw new NotACursor(after);
  return place as unknown as P;
}

/** PostgreSQL takes neither NUL in a text nor a fraction for a whole number. */
const isPlain = (part: unknown): boolean =>
  typeof part === 'number' ? Number.isSafeInteger(part) : !String(part).includes('\0');

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}

/** The rows of a page, of one more than `limit` that were asked for; `last` is the one after which another page begins. */
export function cut<R>(
  rows: readonly R[],
  limit: number,
): { readonly shown: readonly R[]; readonly last: R | undefined } {
  const shown = rows.slice(0, limit);
  return { shown, last: rows.length > limit ? shown.at(-1) : undefined };
}

export const pageOf = <T>(items: readonly T[], nextAfter: Place | undefined): Page<T> => ({
  items,
  next: nextAfter === undefined ? null : cursorAfter(nextAfter),
});

const cursorAfter = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** The `after` of the page that begins with the entry at this position, in the order in which things were recorded. */
export const beginningAt = (position: number): string => cursorAfter([position - 1]);
