import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { openApiDocument } from './document.js';
import { setUpDocs } from './set-up-docs.js';

let app: NestFastifyApplication;
let url: string;
const get = (path: string) => fetch(`${url}${path}`);

beforeAll(async () => {
  const module = await Test.createTestingModule({}).compile();
  app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter({ forceCloseConnections: true }), {
    logger: false,
  });
  setUpDocs(app);
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(() => app.close());

it('serves the document as JSON', async () => {
  const answer = await get('/api/openapi.json');
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  expect(await answer.json()).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
});

it('serves a page that needs nothing from another host', async () => {
  const page = await (await get('/api/docs')).text();
  const addresses = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address = '']) => address);
  expect(addresses).toHaveLength(4);
  for (const address of addresses) {
    const { status, headers } = await get(address);
    expect([address, status, headers.get('content-type')]).toEqual([
      expect.stringMatching(/^\/api\/docs\//),
      200,
      expect.stringMatching(/^(text\/(css|javascript); charset=utf-8|image\/png)$/),
    ]);
  }
});

it('lets the page run no script written into it and ask no host but its own', async () => {
  const policy = (await get('/api/docs')).headers.get('content-security-policy');
  expect(policy).toMatch(/default-src 'none'; script-src 'self';/);
  expect(policy).not.toMatch(/unsafe|http/);
});
