import { UnsecuredJWT, SignJWT, type JWTPayload } from 'jose';
import { keyServer } from '../../test/provider-server.js';
import { ProviderUnavailable } from './relying-party.js';
import { BearerTokens, NotAToken } from './tokens.js';

const ISSUER = 'https://id.example/tenant';
const AUDIENCE = 'urn:continuity:api';
const START = Date.parse('2026-11-28T09:00:00Z');

describe('a bearer token', () => {
  let provider: Awaited<ReturnType<typeof keyServer>>;
  let now: number;
  let tokens: BearerTokens;
  beforeEach(async () => {
    provider = await keyServer();
    await provider.add('one');
    now = START;
    const keysUrl = () => Promise.resolve(provider.url);
    tokens = new BearerTokens({ issuer: ISSUER, audience: AUDIENCE, keysUrl, now: () => now, askAgainAfterMs: 0 });
  });
  afterEach(() => provider.close());

  const claims = (over: JWTPayload = {}): JWTPayload => ({
    ...{ iss: ISSUER, aud: AUDIENCE, sub: 'okafor', iat: START / 1_000, exp: START / 1_000 + 3_600 },
    ...{ name: 'DS Grace Okafor', roles: ['case-officer'], force: 'Kent', unit: 'CID' },
    ...over,
  });
  const signed = (over?: JWTPayload, typ?: string) => provider.sign('one', claims(over), typ);

  it('says who sends it', async () =>
    expect(await tokens.verify(await signed())).toEqual({
      ...{ id: 'okafor', name: 'DS Grace Okafor', role: 'case officer', force: 'Kent', unit: 'CID' },
    }));

  it.each<[string, JWTPayload, string?]>([
    ['has expired', { exp: START / 1_000 - 1 }],
    ['never expires', { exp: undefined }],
    ['is of another issuer', { iss: 'https://elsewhere.example' }],
    ['is for another audience', { aud: 'urn:another' }],
    ['counts only later', { nbf: START / 1_000 + 60 }],
    ['is the ID token of a sign-in', { nonce: 'x' }, 'JWT'],
    ['is of somebody without a role here', { roles: ['cook'] }],
    ['is of a program, not of a person', { name: undefined }],
  ])('lets nobody in that %s', async (_what, over, typ = 'at+jwt') =>
    expect(tokens.verify(await signed(over, typ))).rejects.toThrow(NotAToken),
  );

  it('lets nobody in that was signed by another, with a secret, or not at all', async () => {
    const other = await keyServer();
    await other.add('one');
    const forged = await other.sign('one', claims());
    await other.close();
    const shared = await new SignJWT(claims())
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .sign(Buffer.alloc(32));
    const changed = (await signed())
      .split('.')
      .map((part, at) =>
        at === 1 ? Buffer.from(JSON.stringify(claims({ sub: 'hart' }))).toString('base64url') : part,
      );
    const nothing = new UnsecuredJWT(claims()).encode();
    for (const token of [forged, shared, changed.join('.'), nothing, 'x', 'a.b.c', 'x'.repeat(10_000)])
      await expect(tokens.verify(token)).rejects.toThrow(NotAToken);
  });

  it('of Entra ID is told from an ID token by its scope', async () =>
    expect(await tokens.verify(await signed({ scp: 'access' }, 'JWT'))).toMatchObject({ id: 'okafor' }));

  it('is not checked again for half a minute, and never known longer than it counts', async () => {
    const token = await signed({ exp: START / 1_000 + 20 });
    await tokens.verify(token);
    now += 19_000;
    expect(tokens.known(token)).toMatchObject({ id: 'okafor' });
    now += 1_000;
    expect(tokens.known(token)).toBeUndefined();
    await expect(tokens.verify(token)).rejects.toThrow(NotAToken);
    expect(provider.fetched).toBe(1);
  });

  it('of a key that came later is taken, and of one that was taken back no more after a minute', async () => {
    const old = await signed();
    await tokens.verify(old);
    await provider.add('two');
    const fresh = await provider.sign('two', claims());
    expect(await tokens.verify(fresh)).toMatchObject({ id: 'okafor' });
    provider.revoke('one');
    now += 60_000;
    expect(tokens.known(old)).toBeUndefined();
    await expect(tokens.verify(old)).rejects.toThrow(NotAToken);
    expect(await tokens.verify(fresh)).toMatchObject({ id: 'okafor' });
  });

  it('is checked with the keys as they last were while the provider is away, for ten minutes', async () => {
    const token = await signed();
    await tokens.verify(token);
    provider.fail(true);
    now += 9 * 60_000;
    expect(await tokens.verify(token)).toMatchObject({ id: 'okafor' });
    now += 2 * 60_000;
    await expect(tokens.verify(token)).rejects.toThrow(ProviderUnavailable);
    provider.fail(false);
    expect(await tokens.verify(token)).toMatchObject({ id: 'okafor' });
  });
});
