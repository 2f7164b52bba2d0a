import 'reflect-metadata';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { rules } from '#custody';
import { CommandsController, HANDING_OVER } from '../commands.controller.js';
import { PacksController } from '../packs.controller.js';
import { ReadsController } from '../reads.controller.js';
import { SealedLogController } from '../sealed-log.controller.js';
import { commandSchema } from './command-schemas.js';
import { exampleOf } from './example.js';
import { files, packs, reads, type FileAnswer, type Read } from './reads.js';
import { among, text, uuid, wholeNumber, yesOrNo, type JsonSchema } from './schema.js';
import { namedSchemas, problem, receipt } from './views.js';

/** An OpenAPI operation, as far as this document has them. */
export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters: readonly object[];
  /** Empty: nobody need be signed in. */
  readonly security?: readonly [];
  readonly requestBody?: { readonly required: true; readonly content: Content };
  readonly responses: Readonly<Record<string, Answer | Reference>>;
}

export interface Answer {
  readonly description: string;
  readonly content: Content;
  readonly headers?: Readonly<Record<string, object>>;
}

type Content = Readonly<Record<string, { readonly schema: JsonSchema; readonly example?: unknown }>>;
type Reference = { readonly $ref: string };

const json = (schema: JsonSchema, more?: { readonly example: unknown }): Content => ({
  'application/json': { schema, ...more },
});

const refusal = (description: string, headers?: Answer['headers']): Answer => ({
  description,
  content: { 'application/problem+json': { schema: problem } },
  ...(headers ? { headers } : {}),
});

const REFUSALS = {
  400: refusal('The request cannot be read; `errors` names the part.'),
  401: refusal('No bearer token, or none that is valid.', {
    'WWW-Authenticate': { required: true, schema: text },
  }),
  403: refusal('The role of whoever asks is not one that may; what their cases are, 404 and 409 do not tell.'),
  404: refusal('There is no such thing, or no such command in this version.'),
  409: refusal('Refused by a rule, which `rule` names with the `state` it met, or by somebody who was faster.'),
  413: refusal('The body is too large.'),
  415: refusal('The body is not application/json.'),
  422: refusal('Fields are not valid; `errors` says what is wrong with each.'),
  503: refusal('Not now: send the same again after `Retry-After` seconds.', {
    'Retry-After': { required: true, schema: wholeNumber() },
  }),
};

const refusals = (...statuses: readonly (keyof typeof REFUSALS)[]) =>
  Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/${status}` }]));

const HEADERS = {
  key: {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    schema: uuid,
    description:
      "The command's own id, made by the client. The same key again is answered the same, and nothing is appended.",
  },
  sealed: {
    name: 'sealed',
    in: 'query',
    schema: yesOrNo,
    description:
      'true waits, ten seconds at most, until the sealed log has it; the answer then has its `proof` (C2SP tlog-proof).',
  },
  correlation: {
    name: 'x-correlation-id',
    in: 'header',
    schema: uuid,
    description: "Ties together what belongs together; the command's own id unless told.",
  },
};

const TOKEN =
  'An access token of the OpenID provider that Continuity signs people in at, for its audience. It says who acts. In the demonstration: npm run token -- --as okafor.';

const DESCRIBED: Readonly<Record<string, string>> = {
  at: 'Waits, two seconds at most, until the answer has everything up to this position: that of a receipt.',
  asKnownAt: 'Answers as it was known at this moment: without what was recorded later, corrections included.',
  order: 'As it was recorded, unless told; or as it happened.',
  after: 'The `next` of the page before.',
  packId: 'The id that the pack was requested under.',
  level: 'Of the tile; `entries` for the entry bundles themselves.',
  index:
    'Of the tile: digits in groups of three, all but the last with an x before them; `.p/` and a width behind a partial one.',
  limit: 'Items on a page; 50 unless told.',
};

/** 'SeizeDevice' -> 'Seize device' */
const inWords = (name: string) => name.replace(/(?<=[a-z])[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);

/** The path that Nest serves a method at, in OpenAPI's form: '/api/cases/{caseId}'. */
function pathOf<C extends object>(controller: abstract new (...parts: never[]) => C, method: keyof C & string): string {
  const methods = controller.prototype as Record<string, object>;
  const at = [controller, methods[method] ?? {}].map((part) => Reflect.getMetadata(PATH_METADATA, part) as string);
  const parts = at.flatMap((part) => part.split('/')).filter((part) => part !== '');
  return `/${parts.join('/')}`.replace(/:(\w+)/g, '{$1}');
}

function commandOperation(rule: (typeof rules)[number]): Operation {
  const body = commandSchema(rule);
  return {
    operationId: rule.name,
    summary: inWords(rule.name),
    tags: [`Commands: ${rule.aggregate.name}`],
    parameters: Object.keys(HEADERS)
      .filter((name) => name !== 'sealed' || HANDING_OVER.has(rule.name))
      .map((name) => ({ $ref: `#/components/parameters/${name}` })),
    requestBody: { required: true, content: json(body, { example: exampleOf(body) }) },
    responses: {
      201: { description: 'Recorded: the receipt', content: json(receipt) },
      ...refusals(400, 401, 403, 404, 409, 413, 415, 422, 503),
    },
  };
}

function readOperation(operationId: string, path: string, { summary, query, answer }: Read): Operation {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: uuid,
  }));
  const inQuery = Object.entries(query).map(([name, schema]) => ({
    name,
    in: 'query',
    schema,
    ...(name in DESCRIBED ? { description: DESCRIBED[name] } : {}),
  }));
  const parameters = [...inPath, ...inQuery];
  return {
    operationId,
    summary,
    tags: ['Reads'],
    parameters,
    responses: {
      200: { description: summary, content: json(answer) },
      ...refusals(401, 403),
      ...(parameters.length > 0 ? refusals(400, 503) : {}),
      ...(path.includes('}') ? refusals(404) : {}),
    },
  };
}

/** What is no JSON: text to be checked as it is, or bytes. */
function fileOperation(
  operationId: string,
  { summary, mediaType, binary, inPath, cached, open }: FileAnswer,
): Operation {
  const schema = binary ? { type: 'string', format: 'binary' } : text;
  const names = Object.entries(inPath);
  return {
    operationId,
    summary,
    tags: ['Proof'],
    ...(open ? { security: [] } : {}),
    parameters: names.map(([name, of]) => ({
      ...{ name, in: 'path', required: true, schema: of },
      ...(name in DESCRIBED ? { description: DESCRIBED[name] } : {}),
    })),
    responses: {
      200: {
        description: summary,
        content: { [mediaType]: { schema } },
        ...(cached === undefined ? {} : { headers: { 'Cache-Control': { required: true, schema: among(cached) } } }),
      },
      ...(names.some(([, of]) => of === uuid) ? refusals(400) : {}),
      ...(open ? {} : refusals(401, 403)),
      ...refusals(404, 503),
    },
  };
}

/** The OpenAPI 3.1 description of the API, made from the rules and the controllers that it describes. */
export function openApiDocument() {
  const commandPath = pathOf(CommandsController, 'take');
  const paths: Record<string, Readonly<Partial<Record<'get' | 'post', Operation>>>> = {};
  for (const rule of rules) paths[commandPath.replace('{name}', rule.name)] = { post: commandOperation(rule) };
  for (const [method, read] of Object.entries<Read>(reads)) {
    const path = pathOf(ReadsController, method as keyof typeof reads);
    paths[path] = { get: readOperation(method, path, read) };
  }
  for (const [method, read] of Object.entries<Read>(packs)) {
    const path = pathOf(PacksController, method as keyof typeof packs);
    paths[path] = { get: readOperation('packs', path, read) };
  }
  paths[pathOf(PacksController, 'file')] = { get: fileOperation('pack', files.pack) };
  paths[pathOf(SealedLogController, 'checkpoint')] = {
    get: fileOperation('checkpoint', files.checkpoint),
  };
  paths['/tile/{level}/{index}'] = { get: fileOperation('tile', files.tile) };
  paths[pathOf(SealedLogController, 'proof')] = { get: fileOperation('proof', files.proof) };
  return {
    openapi: '3.1.1',
    info: {
      title: 'Continuity',
      version: '1',
      description:
        'Chain of custody for seized digital devices: commands record what happened, reads show what follows.',
    },
    servers: [{ url: '/' }],
    paths,
    security: [{ bearer: [] }],
    components: {
      schemas: namedSchemas,
      parameters: HEADERS,
      responses: REFUSALS,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: TOKEN } },
    },
  };
}
