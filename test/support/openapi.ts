import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { openApiDocument, type Operation } from '../../apps/continuity/src/api/openapi/document.js';

const document = openApiDocument();
const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false });
addFormats.default(ajv);
ajv.addVocabulary(Object.keys(document));
ajv.addSchema(closed(document), 'openapi');

/**
 * Expects that an answer is one that the OpenAPI document promises: its status is listed for the operation, and its body has
 * every property that the schema asks for and none that it does not name.
 *
 * @param path as requested, query and all (`/api/exhibits/3f2b.../timeline?at=7`), or as the document has it.
 */
export function expectConforms(path: string, method: string, status: number, body: unknown): void {
  expect({ [`${method} ${path} -> ${status}`]: faultsOf(path, method, status, body) }).toEqual({
    [`${method} ${path} -> ${status}`]: [],
  });
}

/** What the document would not have promised, a line each; empty when the answer conforms. */
export function faultsOf(path: string, method: string, status: number, body: unknown): readonly string[] {
  const template = templateOf(path);
  const operation = (document.paths[template ?? ''] as Record<string, Operation> | undefined)?.[method.toLowerCase()];
  if (!template || !operation) return ['is not an operation of the document'];
  const response = operation.responses[status];
  if (!response) return [`may only be answered with ${Object.keys(operation.responses).join(', ')}`];
  const at = '$ref' in response ? response.$ref : pointer('paths', template, method.toLowerCase(), 'responses', status);
  const mediaType = status < 400 ? 'application/json' : 'application/problem+json';
  return faultsBySchema(`${at}/content/${escaped(mediaType)}/schema`, body);
}

/** What is wrong with a command's body by its schema in the document. */
export const faultsOfBody = (command: string, body: unknown): readonly string[] =>
  faultsBySchema(
    pointer('paths', `/api/commands/${command}`, 'post', 'requestBody', 'content', 'application/json', 'schema'),
    body,
  );

function faultsBySchema(at: string, body: unknown): readonly string[] {
  const validate = ajv.getSchema(`openapi${at}`);
  if (!validate) throw new Error(`The document has no schema at ${at}`);
  if (validate(body)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || 'body'} ${message} ${JSON.stringify(params)}`,
  );
}

function templateOf(path: string): string | undefined {
  const asked = path.replace(/\?.*$/, '');
  const fits = (template: string) => new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(asked);
  return asked in document.paths ? asked : Object.keys(document.paths).find(fits);
}

const escaped = (part: string | number) => encodeURIComponent(String(part).replace(/~/g, '~0').replace(/\//g, '~1'));
const pointer = (...parts: readonly (string | number)[]) => `#/${parts.map(escaped).join('/')}`;

/** Clients must live with properties that are added later; a test of this version must not. */
function closed(part: unknown): object {
  return JSON.parse(
    JSON.stringify(part, (_name, value: unknown) =>
      typeof value === 'object' && value !== null && 'properties' in value
        ? { additionalProperties: false, ...value }
        : value,
    ),
  ) as object;
}
