import { NotFoundException } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { type Cursor } from '#read-models';

/** A query or a form as it arrived: a name given twice is a list, and anybody may send anything. */
export type Asked = Readonly<Record<string, unknown>>;

// Everything below the space but tab and line feed: PostgreSQL refuses NUL, and the rest has no meaning in a field.
// eslint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** One text without blanks around it, cut at `most` characters; undefined when it was not given or is blank. */
export function text(value: unknown, most = 4000): string | undefined {
  const one: unknown = Array.isArray(value) ? value.at(-1) : value;
  if (typeof one !== 'string') return undefined;
  const trimmed = one.replaceAll('\r\n', '\n').replaceAll(UNPRINTABLE, '').trim().slice(0, most);
  return trimmed === '' ? undefined : trimmed;
}

/** A whole number of at most 16 digits; undefined for anything else. */
export function wholeNumber(value: unknown): number | undefined {
  const digits = text(value, 20);
  if (digits === undefined || !/^\d{1,16}$/.test(digits)) return undefined;
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** @throws NotFoundException naming `what`, when it cannot be an id */
export function id(value: string, what: string): string {
  if (isUUID(value)) return value.toLowerCase();
  throw new NotFoundException(`${what} is not known here.`);
}

/** @throws NotFoundException naming `what`, when there is none */
export function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new NotFoundException(`${what} is not known here.`);
  return value;
}

/** Where a list goes on, as its page was asked to. */
export function cursorIn(asked: Asked, limit: number): Cursor {
  const after = text(asked.after, 500);
  return { limit, ...(after === undefined ? {} : { after }) };
}

/** A path on this site to return to; '/' for anything else, so that no link from here leads elsewhere. */
export function pathHere(value: unknown): string {
  const path = text(value, 500) ?? '/';
  if (!path.startsWith('/') || /^\/[/\\]/.test(path)) return '/';
  const { origin, pathname, search } = new URL(path, 'http://here.invalid');
  return origin === 'http://here.invalid' && !pathname.startsWith('//') ? `${pathname}${search}` : '/';
}

/** '/board?q=ab&status=held' of a path and what is to be asked; undefined values are left out. */
export function address(path: string, asked: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(asked).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}
