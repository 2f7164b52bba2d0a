import { CookieJar, providerServer } from '../../libs/access/test/provider-server.js';
import { createServer, type AddressInfo } from 'node:net';
import { type FastifyReply } from 'fastify';
import { SignInCookies } from '../../apps/continuity/src/access/cookies.js';
import { readConfig } from '../../apps/continuity/src/config.js';
import { startContinuity } from '../../apps/continuity/src/start.js';
import { ContinuityUnderTest } from '../support/continuity.js';

/** A port that nobody listens on at the moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Somebody at a browser, as far as cookies and redirects go. */
class Visitor {
  constructor(
    private readonly url: string,
    readonly jar = new CookieJar(),
  ) {}

  /** What is shown at last, and where; with boxes, a form is sent. */
  async open(path: string, boxes?: Readonly<Record<string, string>>) {
    let at = new URL(path, this.url);
    let answer = await this.jar.open(at, boxes);
    for (let location = answer.headers.get('location'); location !== null; location = answer.headers.get('location')) {
      at = new URL(location, at);
      answer = await this.jar.open(at);
    }
    return { at: at.pathname + at.search, status: answer.status, text: await answer.text() };
  }

  send = (path: string, boxes: Readonly<Record<string, string>> = {}) => this.open(path, boxes);

  /** Opens a page, and signs in where that is asked for. */
  async signIn(person: string, page = '/board') {
    const asked = await this.open(page);
    return this.send(asked.at, { person });
  }
}

describe('signing in to the demonstration', () => {
  let app: ContinuityUnderTest;
  beforeAll(async () => (app = await ContinuityUnderTest.start()));
  afterAll(() => app.stop());

  it('comes before every page, and comes back to it', async () => {
    const visitor = new Visitor(app.url);
    const asked = await visitor.open('/board?status=requested');
    expect(asked.at).toMatch(/^\/sign-in\/as\//);
    expect(asked.text).toContain('DS Grace Okafor');
    const { at, text } = await visitor.send(asked.at, { person: 'okafor' });
    expect(at).toBe('/board?status=requested');
    expect(text).toContain('Signed in as <strong>DS Grace Okafor</strong>, case officer');
    expect((await visitor.open('/cases')).at).toBe('/cases');
  });

  it('is as somebody who is known, and asks again otherwise', async () => {
    const visitor = new Visitor(app.url);
    const asked = await visitor.open('/');
    const wrong = await visitor.send(asked.at, { person: 'nobody' });
    expect([wrong.status, wrong.text]).toEqual([422, expect.stringContaining('Select who you are')]);
    expect((await new Visitor(app.url).open(asked.at)).status).toBe(404);
  });

  it('leaves nothing behind in the browser when somebody signs out', async () => {
    const out = await new CookieJar().open(new URL('/sign-out', app.url), {});
    expect(out.headers.get('clear-site-data')).toBe('"cache", "storage"');
  });

  it('cannot be led to another site', async () => {
    const visitor = new Visitor(app.url);
    expect((await visitor.signIn('bell', '/sign-in?return=//elsewhere.example/')).at).toBe('/');
  });

  it('ends at sign-out, here and at the provider, and whoever comes next is asked who they are', async () => {
    const visitor = new Visitor(app.url);
    await visitor.signIn('bell');
    const thief = new Visitor(app.url, visitor.jar.copied());
    expect((await thief.open('/board')).at).toBe('/board');
    const out = await visitor.send('/sign-out');
    expect([out.at, out.text]).toEqual(['/signed-out', expect.stringContaining('You are signed out')]);
    expect((await visitor.signIn('okafor')).text).toContain('Signed in as <strong>DS Grace Okafor');
    expect((await thief.open('/board')).at).toMatch(/^\/sign-in\/as\//);
  });

  it('has the browser forget at sign-out what it kept', async () => {
    const visitor = new Visitor(app.url);
    await visitor.signIn('bell');
    const { headers } = await visitor.jar.open(new URL('/sign-out', app.url), {});
    expect(headers.get('clear-site-data')).toBe('"cache", "storage"');
  });

  it('is needed for everything but what is public, and is told to programs in their own way', async () => {
    const nobody = (path: string, init: RequestInit = {}) =>
      fetch(`${app.url}${path}`, { redirect: 'manual', ...init });
    for (const path of ['/health/live', '/health/ready', '/metrics', '/checkpoint', '/verify.html', '/signed-out'])
      expect([401, 303]).not.toContain((await nobody(path)).status);
    for (const path of ['/api/cases', '/api/people', '/api/openapi.json', '/api/nowhere', '/live', '/audit.csv']) {
      const answer = await nobody(path);
      expect([path, answer.status]).toEqual([path, 401]);
    }
    const told = await nobody('/api/commands/OpenCase', { method: 'POST', body: '{}' });
    expect([told.status, told.headers.get('www-authenticate'), await told.json()]).toEqual([
      401,
      'Bearer realm="continuity"',
      expect.objectContaining({ title: 'Unauthorized', status: 401 }),
    ]);
    const wrong = await nobody('/api/cases', { headers: { authorization: 'Bearer a.b.c' } });
    expect(wrong.headers.get('www-authenticate')).toBe('Bearer realm="continuity", error="invalid_token"');
    for (const path of ['/', '/board', '/api/docs', '/nowhere']) {
      const answer = await new CookieJar().open(new URL(path, app.url));
      expect(answer.headers.get('location')).toBe(`/sign-in?return=${encodeURIComponent(path)}`);
    }
  });

  it('lets a session read the API but not command it: that takes a token, which no site can have a browser send', async () => {
    const visitor = new Visitor(app.url);
    await visitor.signIn('okafor');
    expect((await visitor.open('/api/cases')).status).toBe(200);
    expect((await visitor.send('/api/commands/OpenCase')).status).toBe(401);
  });

  it('shows figures to this machine only', async () => {
    expect((await fetch(`${app.url}/metrics`)).status).toBe(200);
    expect((await fetch(`${app.url}/metrics`, { headers: { 'x-forwarded-for': '10.0.0.1' } })).status).toBe(404);
  });

  // Last: whoever goes on here waits, and so does who comes after them from this address.
  it('fails in words that tell nothing, and makes whoever goes on wait', async () => {
    const again = () => new Visitor(app.url).open('/sign-in/callback?code=guess&state=guess');
    const failed = await again();
    expect([failed.status, failed.text]).toEqual([401, expect.stringContaining('You could not be signed in')]);
    const [, main = ''] = /<main[^>]*>(.*)<\/main>/s.exec(failed.text) ?? [];
    expect(main).not.toMatch(/state|code|cookie|token|browser|provider/i);
    for (let times = 0; times < 5; times += 1) await again();
    expect((await again()).status).toBe(429);
  });
});

it('a session and a token hold in every process on the same database, also in one that is started later', async () => {
  const first = await ContinuityUnderTest.start();
  const visitor = new Visitor(first.url);
  await visitor.signIn('hart');
  const authorization = `Bearer ${await first.token('hart')}`;
  const settings = { PORT: '0', PUBLIC_URL: first.url, DATABASE_URL: first.databaseUrl, DATA_DIR: first.dataDir };
  const second = await startContinuity(readConfig({ ...settings, LOG_LEVEL: 'silent' }), () => undefined);
  try {
    expect((await new Visitor(second.url ?? '', visitor.jar).open('/board')).text).toContain('DI Susan Hart');
    expect((await fetch(`${second.url}/api/cases`, { headers: { authorization } })).status).toBe(200);
  } finally {
    await second.stop();
    await first.stop();
  }
});

it("at a provider of the force's own its people sign in, and nobody of the demonstration", async () => {
  const url = `http://localhost:${await freePort()}`;
  const provider = await providerServer({ publicUrl: url, clientId: 'herts', clientSecret: 'a secret of some length' });
  const app = await ContinuityUnderTest.start({
    ...{ PORT: new URL(url).port, PUBLIC_URL: url, OIDC_ISSUER: provider.settings.issuer },
    ...{ OIDC_CLIENT_ID: 'herts', OIDC_CLIENT_SECRET: 'a secret of some length' },
  });
  try {
    provider.person = 'nair';
    // Loopback has two names: people are sent on to the one that the provider sends them back to.
    const { at, text } = await new Visitor(url.replace('localhost', '127.0.0.1')).open('/cases');
    expect(at).toBe('/cases');
    expect(text).toContain('Signed in as <strong>Leela Nair</strong>, disclosure officer');
    expect(text).not.toContain('Demonstration');
    expect((await fetch(`${app.url}/oidc/token`, { method: 'POST' })).status).toBe(401);
  } finally {
    await app.stop();
    await provider.close();
  }
});

it('cookies are for the server alone and, behind https, for this host alone', () => {
  const set: unknown[] = [];
  const reply = { setCookie: (...told: unknown[]) => set.push(told) } as unknown as FastifyReply;
  for (const url of ['https://continuity.example', 'http://localhost:3000'])
    new SignInCookies(url).setSession(reply, 'secret');
  const kept = { path: '/', httpOnly: true, sameSite: 'lax' };
  expect(set).toEqual([
    ['__Host-continuity-session', 'secret', { ...kept, secure: true }],
    ['continuity-session', 'secret', { ...kept, secure: false }],
  ]);
});

describe('settings of sign-in', () => {
  const problems = (env: NodeJS.ProcessEnv) => {
    try {
      return void readConfig(env);
    } catch (error) {
      return String(error);
    }
  };
  const own = { OIDC_ISSUER: 'https://id.example', OIDC_CLIENT_ID: 'c', PUBLIC_URL: 'https://continuity.example' };

  it.each([
    ['the demonstration in production', { NODE_ENV: 'production' }, 'OIDC_ISSUER must be set'],
    ['the demonstration beyond this machine', { HOST: '0.0.0.0' }, 'HOST must be loopback'],
    [
      'the demonstration under a public name',
      { PUBLIC_URL: 'https://continuity.example' },
      'PUBLIC_URL must be on loopback',
    ],
    ['a client without a provider', { OIDC_CLIENT_ID: 'c' }, 'OIDC_CLIENT_ID needs OIDC_ISSUER'],
    ['a provider without a client', { ...own, OIDC_CLIENT_ID: '' }, 'OIDC_ISSUER needs OIDC_CLIENT_ID'],
    ['a provider without an address to come back to', { ...own, PUBLIC_URL: '' }, 'OIDC_ISSUER needs PUBLIC_URL'],
    ['pages without https', { ...own, PUBLIC_URL: 'http://continuity.example' }, 'PUBLIC_URL must be'],
    ['pages below a path', { ...own, PUBLIC_URL: 'https://continuity.example/here' }, 'PUBLIC_URL must be'],
    ['a provider without https', { ...own, OIDC_ISSUER: 'http://id.example' }, 'OIDC_ISSUER must be'],
    ['two secrets', { ...own, OIDC_CLIENT_SECRET: 'a', OIDC_CLIENT_SECRET_FILE: import.meta.filename }, 'not both'],
    ['a secret that is not there', { ...own, OIDC_CLIENT_SECRET_FILE: '/nowhere' }, 'OIDC_CLIENT_SECRET_FILE: ENOENT'],
  ])('are refused by name: %s', (_what, env, problem) => expect(problems(env)).toContain(problem));

  it('of a provider let the product be reached from elsewhere', () => {
    const { host, signIn } = readConfig({ ...own, HOST: '0.0.0.0', NODE_ENV: 'production' });
    expect([host, signIn]).toEqual([
      '0.0.0.0',
      {
        ...{ by: 'provider', issuer: 'https://id.example', clientId: 'c', clientSecret: undefined, audience: 'c' },
        publicUrl: 'https://continuity.example',
      },
    ]);
  });
});
