import { Readable } from 'node:stream';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import {
  PERMISSIONS,
  type AccessLog,
  type LookMade,
  type People,
  type Permission,
  type PermissionName,
  type PersonOnDuty,
} from '#access';
import { type LookFacts } from '#custody';
import { type ReadModels } from '#read-models';
import { type Config } from '../config.js';
import { address, wholeNumber } from '../pages/asked.js';
import { Problem } from '../api/problem.js';
import { aboutOf, itemOf, narrowedTo, type About } from './asked-for.js';
import { isOfApi, personOf } from './door.js';
import { reasonFor, reasonInHeader, type GivenReason } from './reasons.js';

export interface RecordingLooks {
  readonly accessLog: Pick<AccessLog, 'record'>;
  readonly people: People;
  readonly readModels: Pick<ReadModels, 'caseOf' | 'waitFor'>;
  readonly reasons: Config['lookReasons'];
}

const TYPES = {
  consultation: 'RecordViewed',
  search: 'RecordSearched',
  export: 'RecordExported',
} as const;

const WAIT_MS = 2_000;
const CASES_KEPT = 10_000;

/**
 * Records every answer about a case before it is sent, and every refusal: what cannot be recorded is answered 503 (Data
 * Protection Act 2018 s.62). As hooks of the HTTP server, not of the handlers: they meet what a guard refuses, files and errors
 * alike, and an address without a permission does not exist.
 */
export function recordLooks(fastify: FastifyInstance, recording: RecordingLooks): void {
  const caseOf = casesKept(recording.readModels);

  fastify.addHook('preHandler', (request, reply, done) => {
    const person = personOf(request);
    if (!person || recording.reasons === 'off' || kindOf(request) === undefined) return done();
    return askWhy(request, reply, person);
  });

  async function askWhy(request: FastifyRequest, reply: FastifyReply, person: PersonOnDuty) {
    if (isOfApi(request)) {
      if (recording.reasons === 'required' && !reasonInHeader(request)) throw reasonMissing();
      return;
    }
    // A page that fetches itself anew was opened for a reason; a form is sent from such a page.
    if (request.method !== 'GET' || isUnasked(request)) return;
    const about = aboutOf(request);
    if (Object.keys(about).length === 0) return;
    const at = wholeNumber((request.query as Record<string, unknown>).at);
    if (at !== undefined) await recording.readModels.waitFor(at, WAIT_MS);
    const of = await reasonIsAbout(about, caseOf);
    if (reasonFor(request, person, of)) return;
    return reply.redirect(address('/reason', { for: of, return: request.url }), 303);
  }

  fastify.addHook('onSend', (request, reply, payload, done) => {
    const person = personOf(request);
    const as = person && recordedAs(request, reply);
    if (!as) return done();
    const recorded = lookOf(request, as, person, recording, caseOf).then((look) => recording.accessLog.record(look));
    return recorded.then(
      () => payload,
      (error: unknown) => {
        if (payload instanceof Readable) payload.destroy();
        for (const name of ['content-disposition', 'content-length', 'location']) reply.removeHeader(name);
        throw error;
      },
    );
  });
}

/** How an answer is recorded; undefined of what tells nothing of a case. An address that names one tells of it, whatever it is for. */
function kindOf(request: FastifyRequest): keyof typeof TYPES | undefined {
  const { needs } = request.routeOptions.config;
  if (needs === undefined) return undefined;
  const { recorded }: Permission = PERMISSIONS[needs];
  if (recorded !== 'nothing') return recorded;
  return request.method !== 'POST' && Object.keys(aboutOf(request)).length > 0 ? 'consultation' : undefined;
}

interface RecordedAs {
  readonly needs: PermissionName;
  readonly kind: keyof typeof TYPES | undefined;
  readonly refusedWith: 403 | 404 | undefined;
}

/** Whether an answer is recorded, and as what; undefined where it tells nothing. */
function recordedAs(request: FastifyRequest, { statusCode: status }: FastifyReply): RecordedAs | undefined {
  const { needs } = request.routeOptions.config;
  if (needs === undefined || needs === 'public') return undefined;
  const kind = kindOf(request);
  const refusedWith = status === 403 || (status === 404 && kind !== undefined) ? status : undefined;
  const isShown = kind !== undefined && shows(request, kind, status);
  return refusedWith !== undefined || isShown ? { needs, kind, refusedWith } : undefined;
}

async function lookOf(
  request: FastifyRequest,
  { needs, kind, refusedWith }: RecordedAs,
  person: PersonOnDuty,
  { people }: RecordingLooks,
  caseOf: CaseOf,
): Promise<LookMade> {
  const about = aboutOf(request);
  const caseId = await caseOf(about);
  const item = itemOf(request);
  const { name: command } = request.params as { name?: string };
  const facts: Omit<LookFacts, 'typedUnder'> = {
    permission: needs,
    ...narrowedTo(request, people),
    ...about,
    ...(caseId === undefined ? {} : { caseId }),
    ...(item === undefined ? {} : { item }),
    ...(await reasonGiven(request, person, about, caseOf)),
    ...(isUnasked(request) ? { unasked: true } : {}),
  };
  if (refusedWith === undefined) return { type: TYPES[kind ?? 'consultation'], by: person, facts };
  const refused = needs === 'give commands' && command !== undefined ? { command: command.slice(0, 100) } : {};
  return { type: 'AccessRefused', by: person, facts: { ...facts, ...refused, status: refusedWith } };
}

/**
 * An answer shows something: not one that only says what is wrong with the question, nor one that sends elsewhere, unless it is
 * to what was looked for.
 */
const shows = (request: FastifyRequest, kind: keyof typeof TYPES, status: number): boolean =>
  status < 300 || (kind === 'search' && status < 400) || (!isOfApi(request) && (status === 409 || status === 422));

/** Browsers say so of what a page fetches by itself (W3C Fetch Metadata). */
const isUnasked = (request: FastifyRequest): boolean =>
  !isOfApi(request) && request.headers['sec-fetch-dest'] === 'empty';

/** One reason for all of a case. What is not there, or may not be seen, is asked about in the same way. */
async function reasonIsAbout(about: About, caseOf: CaseOf): Promise<string> {
  return (await caseOf(about)) ?? about.exhibitId ?? about.suspectId ?? '';
}

async function reasonGiven(
  request: FastifyRequest,
  person: PersonOnDuty,
  about: About,
  caseOf: CaseOf,
): Promise<GivenReason> {
  if (isOfApi(request)) return reasonInHeader(request) ?? {};
  return reasonFor(request, person, await reasonIsAbout(about, caseOf)) ?? {};
}

const reasonMissing = () =>
  new Problem('reason-missing', 428, {
    title: 'Say why',
    detail: 'Say in the header X-Access-Reason why this is asked for: it is recorded with who asks.',
  });

type CaseOf = (about: About) => Promise<string | undefined>;

/** An exhibit stays in the case that it was recorded under, so what was found once is kept. */
function casesKept(readModels: Pick<ReadModels, 'caseOf'>): CaseOf {
  const kept = new Map<string, string>();
  return async ({ caseId, exhibitId, suspectId }) => {
    if (caseId !== undefined) return caseId;
    const id = exhibitId ?? suspectId;
    if (id === undefined) return undefined;
    const known =
      kept.get(id) ?? (await readModels.caseOf(exhibitId === undefined ? { suspectId: id } : { exhibitId: id }));
    if (known === undefined) return undefined;
    if (kept.size >= CASES_KEPT) kept.clear();
    kept.set(id, known);
    return known;
  };
}
