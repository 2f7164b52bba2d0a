import { decodeJwt } from 'jose';
import { providerServer, type ProviderServer } from '../../test/provider-server.js';
import { personOf } from './claims.js';
import { NotSignedIn, ProviderUnavailable, RelyingParty } from './relying-party.js';

describe('signing in at an OpenID provider', () => {
  let provider: ProviderServer;
  beforeAll(async () => {
    provider = await providerServer();
  });
  afterAll(() => provider.close());

  it('tells who somebody is, in which role, of which force and unit', async () => {
    const client = new RelyingParty(provider.settings);
    const { url, pending } = await client.begin();
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
    });
    const back = await provider.signInAs('mensah', url);
    const { claims, idToken } = await client.finish(back.search, pending);
    expect(personOf(claims)).toEqual({
      ...{ id: 'mensah', name: 'Abena Mensah', role: 'examiner', unit: 'Digital Forensics Unit' },
      force: 'Bedfordshire, Cambridgeshire and Hertfordshire',
    });
    expect(decodeJwt(idToken)).toMatchObject({ nonce: pending.nonce });
    expect((await client.signOutUrl(idToken))?.searchParams.get('id_token_hint')).toBe(idToken);
  });

  it('does it with a secret too, where the provider wants one', async () => {
    const confidential = await providerServer({ clientSecret: 'a secret of some length' });
    try {
      const client = new RelyingParty(confidential.settings);
      const { url, pending } = await client.begin();
      const back = await confidential.signInAs('bell', url);
      expect(personOf((await client.finish(back.search, pending)).claims)).toMatchObject({ id: 'bell' });
      const wrong = new RelyingParty({ ...confidential.settings, clientSecret: 'another' });
      await expect(wrong.finish(back.search, pending)).rejects.toThrow(NotSignedIn);
    } finally {
      await confidential.close();
    }
  });

  it.each([
    ['a code that was used already', 'twice', {}],
    ['an answer to a question that this browser did not ask', 'once', { state: 'another' }],
    ['a token that was made for another sign-in', 'once', { nonce: 'another' }],
    ['a code that somebody else came by', 'once', { verifier: 'x'.repeat(43) }],
  ])('takes no %s', async (_what, times, over) => {
    const client = new RelyingParty(provider.settings);
    const { url, pending } = await client.begin();
    const back = await provider.signInAs('bell', url);
    if (times === 'twice') await client.finish(back.search, pending);
    await expect(client.finish(back.search, { ...pending, ...over })).rejects.toThrow(NotSignedIn);
  });

  it('takes no answer that is an error, or nothing at all', async () => {
    const client = new RelyingParty(provider.settings);
    const { pending } = await client.begin();
    for (const query of [`?error=access_denied&state=${pending.state}`, '', '?code=x'])
      await expect(client.finish(query, pending)).rejects.toThrow(NotSignedIn);
  });

  it('says so when the provider is away, and asks it again the next time', async () => {
    const away = await providerServer();
    await away.close();
    const client = new RelyingParty(away.settings);
    await expect(client.begin()).rejects.toThrow(ProviderUnavailable);
  });
});

describe('the claims of a provider', () => {
  const claims = {
    oid: 'b1',
    sub: 's1',
    name: 'Ann Lee',
    roles: ['unknown', 'case-officer'],
    force: 'Kent',
    unit: 'CID',
  };

  it('are taken as Entra ID says them', () =>
    expect(personOf(claims)).toEqual({ id: 'b1', name: 'Ann Lee', role: 'case officer', force: 'Kent', unit: 'CID' }));

  it.each([
    ['without a role that is known here', { roles: ['Global Administrator'] }],
    ['without roles', { roles: undefined }],
    ['without a name', { name: ' ' }],
    ['of a name that is no text', { name: { first: 'Ann' } }],
    ['without a unit', { unit: undefined }],
    ['of a force that fills a page', { force: 'x'.repeat(201) }],
    ['without an id', { oid: undefined, sub: undefined }],
  ])('%s are of nobody who may act', (_what, over) => expect(personOf({ ...claims, ...over })).toBeUndefined());
});
