import { BadRequestException } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { text, type Asked } from './asked.js';
import { knownAt } from './known-at.js';

/** The id in what somebody pasted: the address of a page, say. */
export const ID = /[0-9a-f-]{36}/i;

/** What is wrong with what was typed, and where on the page. */
export interface Problem {
  readonly text: string;
  readonly href: string;
}

/** Reads what a log is asked for. What is no moment or id is told, not left out: a log must answer the question that was put. */
export class LogQuery {
  readonly typed: Record<string, string> = {};
  readonly problems: Problem[] = [];

  constructor(private readonly asked: Asked) {}

  take(name: string): string | undefined {
    const value = text(this.asked[name], 200);
    if (value !== undefined) this.typed[name] = value;
    return value;
  }

  /** ISO 8601 UTC. */
  moment(name: string): string | undefined {
    this.take(name);
    const { asKnownAt, problem } = knownAt(this.asked[name]);
    if (problem !== undefined) this.problems.push({ text: problem, href: `#${name}` });
    return asKnownAt;
  }

  /** @param ask what to do about it when it names no record */
  record(name: string, ask: string): string | undefined {
    const value = this.take(name);
    const id = value === undefined ? undefined : ID.exec(value)?.[0].toLowerCase();
    if (value !== undefined && !isUUID(id)) this.problems.push({ text: ask, href: `#${name}` });
    return id;
  }
}

/** A filter of what was given only. */
export const onlyGiven = <F extends object>(wanted: { readonly [K in keyof F]: F[K] | undefined }): F =>
  Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)) as F;

/** @throws BadRequestException that says all of the problems, if there are any: a file is no place to tell them in. */
export function assertNone(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new BadRequestException(problems.map((problem) => problem.text).join('. '));
}
