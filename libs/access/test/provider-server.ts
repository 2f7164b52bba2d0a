import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose';
import { DEMONSTRATION_PEOPLE, peopleOf } from '../src/people.js';
import { localProvider, type LocalProvider } from '../src/sign-in/local-provider.js';
import { demonstrationSettings, type SignInSettings } from '../src/sign-in/settings.js';

export interface ProviderServer {
  readonly settings: SignInSettings;
  /** Whoever is asked who signs in is this person. */
  person: string;
  /** What a browser with these cookies does at an address of the provider, as `person` where it is asked; ends at Continuity's callback. */
  signInAs(person: string, at: URL): Promise<URL>;
  close(): Promise<void>;
}

/** A real OpenID provider over HTTP: the demonstration's, in a server of its own. */
export async function providerServer(over: Partial<SignInSettings> = {}): Promise<ProviderServer> {
  const people = peopleOf(DEMONSTRATION_PEOPLE);
  let provider: LocalProvider | undefined = undefined;
  const server = createServer((request, response) => {
    if (!request.url?.startsWith('/sign-in/as/')) return provider?.answer(request, response);
    const who = people.find(served.person);
    void (who && provider?.signIn(request, response, who))?.then((location) =>
      response.writeHead(303, { location }).end(),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const settings = { ...demonstrationSettings(url), ...over };
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'one' };
  provider = await localProvider(settings, people, key, () => 'It cannot be done.');
  const served: ProviderServer = {
    settings,
    person: '',
    async signInAs(who, at) {
      served.person = who;
      const jar = new CookieJar();
      let here = at;
      for (;;) {
        const answer = await jar.open(here);
        const location = answer.headers.get('location');
        if (location === null) throw new Error(`${here.href} answered ${answer.status}: ${await answer.text()}`);
        here = new URL(location, here);
        if (here.href.startsWith(`${settings.publicUrl}/sign-in/callback`)) return here;
      }
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
  return served;
}

/** The cookies of one browser at one host; paths are not looked at. */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  /** @param boxes of a form that is sent; without them the address is opened */
  async open(url: URL, boxes?: Readonly<Record<string, string>>): Promise<Response> {
    const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ');
    const answer = await navigate(url, cookie, boxes && new URLSearchParams(boxes).toString());
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(set)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return answer;
  }

  /** Another browser that came by these cookies. */
  copied(): CookieJar {
    const copy = new CookieJar();
    for (const [name, value] of this.#cookies) copy.#cookies.set(name, value);
    return copy;
  }
}

/** Node's fetch says of itself that it does not navigate, whatever it is told. */
async function navigate(url: URL, cookie: string, body?: string): Promise<Response> {
  const sent = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };
  const asked = request(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { cookie, 'sec-fetch-mode': 'navigate', ...(body === undefined ? {} : sent) },
  }).end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const headers = new Headers();
  for (const [name, values] of Object.entries(answer.headersDistinct))
    for (const value of values ?? []) headers.append(name, value);
  return new Response(Buffer.concat(await answer.toArray()), { status: answer.statusCode ?? 500, headers });
}

/** Keys of a provider that are changed, over HTTP. */
export async function keyServer() {
  let keys: JWK[] = [];
  const privateKeys = new Map<string, Awaited<ReturnType<typeof generateKeyPair>>['privateKey']>();
  let fetched = 0;
  let away = false;
  const server = createServer((_request, response) => {
    fetched += 1;
    response.writeHead(away ? 500 : 200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`),
    get fetched() {
      return fetched;
    },
    fail: (fails: boolean) => void (away = fails),
    async add(kid: string) {
      const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
      privateKeys.set(kid, privateKey);
      keys.push({ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' });
    },
    revoke: (kid: string) => void (keys = keys.filter((key) => key.kid !== kid)),
    sign: (kid: string, claims: JWTPayload, typ = 'at+jwt') => {
      const key = privateKeys.get(kid);
      if (!key) throw new Error(`No key ${kid}`);
      return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid, typ }).sign(key);
    },
    close: () => new Promise<void>((closed) => void server.close(() => closed()).closeAllConnections()),
  };
}
