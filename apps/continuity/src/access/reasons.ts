import { type FastifyReply, type FastifyRequest } from 'fastify';
import '@fastify/cookie';
import { type PersonOnDuty } from '#access';
import { REASONS, type LookFacts, type Reason } from '#custody';

/** Why somebody looks: one of the usual reasons, or in words of their own. */
export type GivenReason = Pick<LookFacts, 'reason' | 'reasonInWords'>;

const COOKIE = 'reasons';
const A_SHIFT_S = 12 * 60 * 60;
const REMEMBERED = 12;
export const REASON_AT_MOST = 100;

type Given = readonly [about: string, reason: Reason, words?: string];

export const isReason = (text: unknown): text is Reason => typeof text === 'string' && Object.hasOwn(REASONS, text);

/**
 * What somebody gave as their reasons in this session, the latest first. It is kept with them: they could give any other reason
 * just as well, so there is nothing in it to forge.
 */
function givenBy(request: FastifyRequest, person: PersonOnDuty): readonly Given[] {
  try {
    const kept = JSON.parse(Buffer.from(request.cookies[COOKIE] ?? '', 'base64url').toString()) as {
      by?: unknown;
      given?: unknown;
    };
    return kept.by === person.id && Array.isArray(kept.given) ? kept.given.filter(isGiven) : [];
  } catch {
    return [];
  }
}

const isGiven = (each: unknown): each is Given =>
  Array.isArray(each) &&
  typeof each[0] === 'string' &&
  isReason(each[1]) &&
  (each[2] === undefined || (typeof each[2] === 'string' && each[2].length <= REASON_AT_MOST));

/** @param about the case, or what is not known to be of one */
export function reasonFor(request: FastifyRequest, person: PersonOnDuty, about: string): GivenReason | undefined {
  const found = givenBy(request, person).find(([of]) => of === about);
  return found && { reason: found[1], ...(found[2] === undefined ? {} : { reasonInWords: found[2] }) };
}

export function giveReason(
  request: FastifyRequest,
  reply: FastifyReply,
  person: PersonOnDuty,
  [about, ...reason]: Given,
): void {
  const others = givenBy(request, person).filter(([of]) => of !== about);
  const given = [[about, ...reason], ...others.slice(0, REMEMBERED - 1)];
  const value = Buffer.from(JSON.stringify({ by: person.id, given })).toString('base64url');
  void reply.setCookie(COOKIE, value, { path: '/', httpOnly: true, sameSite: 'strict', maxAge: A_SHIFT_S });
}

/** What a script says in the header `x-access-reason`: a usual reason by its name, or words of its own. */
export function reasonInHeader({ headers }: FastifyRequest): GivenReason | undefined {
  const told = headers['x-access-reason'];
  const text = typeof told === 'string' ? told.trim() : '';
  if (text === '') return undefined;
  return isReason(text) ? { reason: text } : { reason: 'other', reasonInWords: text.slice(0, REASON_AT_MOST) };
}
