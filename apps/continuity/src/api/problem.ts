import { STATUS_CODES } from 'node:http';
import { NOT_PERMITTED } from '#access';
import { type Problems, type Refusal } from '#custody';

/** RFC 9457 problem details, with what this API adds: `errors` by field, and a rule's name and the state it met. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly errors?: Problems;
  readonly rule?: string;
  readonly state?: unknown;
  /** Of a command that was recorded all the same. */
  readonly receipt?: string;
}

/** Thrown to answer with problem+json. */
export class Problem extends Error {
  readonly details: ProblemDetails;

  constructor(
    kind: string,
    readonly status: number,
    { title = STATUS_CODES[status] ?? 'Error', ...more }: Partial<Omit<ProblemDetails, 'type' | 'status'>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(more.detail ?? title);
    this.name = 'Problem';
    this.details = { type: `urn:continuity:problem:${kind}`, title, status, ...more };
  }
}

/** What is answered to nobody signed in: RFC 6750, section 3. */
export class NobodySignedIn extends Problem {
  /** @param sent 'token' where there was one that is not taken: why is for nobody to know */
  constructor(sent?: 'token') {
    const detail = sent
      ? 'The bearer token is not valid, or not any more.'
      : 'Send a bearer token: Authorization: Bearer ... (in the demonstration, npm run token -- --as okafor prints one).';
    super(
      'nobody-signed-in',
      401,
      { detail },
      {
        'www-authenticate': `Bearer realm="continuity"${sent ? ', error="invalid_token"' : ''}`,
      },
    );
  }
}

export const malformed = (detail: string, errors?: Problems) =>
  new Problem('malformed', 400, { detail, ...(errors ? { errors } : {}) });

export const invalid = (errors: Problems) =>
  new Problem('invalid', 422, {
    title: 'Some fields are not valid',
    detail: Object.entries(errors)
      .map(([field, [first]]) => `${field}: ${first}`)
      .join('; '),
    errors,
  });

/** 403 for what the role may not, 409 for what a rule of custody refuses. */
export const statusOfRefusal = ({ rule }: Pick<Refusal, 'rule'>): 403 | 409 => (rule === NOT_PERMITTED ? 403 : 409);

export const refused = ({ rule, message, state }: Refusal) =>
  statusOfRefusal({ rule }) === 403
    ? forbidden(message)
    : new Problem('refused', 409, { title: 'Refused by a rule of custody', detail: message, rule, state });

export const forbidden = (detail: string) =>
  new Problem('forbidden', 403, { title: 'Not permitted to this role', detail, rule: NOT_PERMITTED });

export const notFound = (what: string) => new Problem('not-found', 404, { detail: `${what} is not known here.` });

export const tryAgain = (detail: string) => new Problem('unavailable', 503, { detail }, { 'retry-after': '1' });
