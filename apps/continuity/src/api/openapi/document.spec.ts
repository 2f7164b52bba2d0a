import { Validator } from '@seriousme/openapi-schema-validator';
import { rules } from '#custody';
import { openApiDocument } from './document.js';

const document = openApiDocument();
const asSent = JSON.parse(JSON.stringify(document)) as Record<string, unknown>;

it('is a valid OpenAPI 3.1 document whose references lead somewhere', async () => {
  const validator = new Validator();
  expect(await validator.validate(asSent)).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
  expect(() => validator.resolveRefs()).not.toThrow();
});

it('has a path for every command, and no other', () => {
  const commands = Object.keys(document.paths).filter((path) => path.startsWith('/api/commands/'));
  expect(commands).toEqual(rules.map(({ name }) => `/api/commands/${name}`));
});

it('names every operation once', () => {
  const ids = Object.values(document.paths).flatMap((item) =>
    Object.values(item).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

it('describes each read at the path where it is served', () => {
  const reads = Object.entries(document.paths).filter(([, { get }]) => get);
  expect(Object.fromEntries(reads.map(([path, { get }]) => [path, get?.operationId]))).toMatchObject({
    '/api/people': 'everybody',
    '/api/cases/{caseId}': 'caseFile',
    '/api/exhibits/{exhibitId}/timeline': 'exhibitTimeline',
  });
});

it('asks a command for its idempotency key, and everything but the sealed log for who acts', () => {
  const { key, correlation } = document.components.parameters;
  expect(key).toMatchObject({ name: 'Idempotency-Key', in: 'header', required: true });
  expect(document.security).toEqual([{ bearer: [] }]);
  const open = Object.entries(document.paths).filter(([, { get }]) => get?.security);
  expect(open.map(([path]) => path)).toEqual(['/checkpoint', '/tile/{level}/{index}']);
  expect(correlation).not.toHaveProperty('required');
  expect(document.paths['/api/commands/SeizeDevice']?.post?.parameters).toHaveLength(3);
  expect(document.paths['/api/commands/ApplySeal']?.post?.parameters).toHaveLength(2);
});
