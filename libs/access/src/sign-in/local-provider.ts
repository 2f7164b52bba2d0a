import { randomBytes, randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose';
import { type Configuration, type KoaContextWithOIDC } from 'oidc-provider';
import { type Pool } from 'pg';
import { type People, type PersonOnDuty } from '../people.js';
import { claimOf } from './claims.js';
import { CALLBACK_PATH, DEMONSTRATION_PATH, SIGNED_OUT_PATH, type SignInSettings } from './settings.js';

/** The demonstration's own grant: a token for whoever is named, without any proof of who asks. */
export const AS_PERSON = 'urn:continuity:grant-type:as-person';
/** Where the provider sends a browser to say who signs in; the interaction's id comes behind it. */
export const WHO_PATH = '/sign-in/as';

const ALGORITHM = 'ES256';
/** A demonstration or a test takes no longer. */
const TOKEN_S = 8 * 60 * 60;
const ID_TOKEN_S = 60 * 60;
const SIGN_IN_WITHIN_S = 10 * 60;

/** The demonstration's OpenID provider: invented people, no passwords. MUST NOT be reachable from another machine. */
export interface LocalProvider {
  /** Answers a request below `DEMONSTRATION_PATH`. */
  answer(request: IncomingMessage, response: ServerResponse): void;
  /** Whether this browser was asked who signs in. */
  isAsked(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** @returns where the browser goes on to. */
  signIn(request: IncomingMessage, response: ServerResponse, person: PersonOnDuty): Promise<string>;
}

/**
 * @param key what it signs with: a private JWK
 * @param errorPage is shown when the provider cannot go on: without any particulars
 */
export async function localProvider(
  { issuer, clientId, clientSecret, audience, publicUrl }: SignInSettings,
  people: People,
  key: JWK,
  errorPage: () => string,
): Promise<LocalProvider> {
  // Node 20 does not have it, and the provider asks for it.
  (URL as Partial<typeof URL>).parse ??= (url, from) => (URL.canParse(url, from) ? new URL(url, from) : null);
  // Past its index, which warns of Node 20; and only here, because an installation with a provider of its own needs none of it.
  const { Provider } = await import('oidc-provider/lib/provider.js');
  const { base, Check } = await import('oidc-provider/lib/helpers/interaction_policy/index.js');
  const { default: storage } = await import('oidc-provider/lib/helpers/als.js');
  const { createMemoryAdapter } = await import('oidc-provider/lib/adapters/memory_adapter.js');

  // Who signs in is asked each time: people of a demonstration change parts.
  const policy = base();
  const asked = new Check('who', 'Who signs in is asked', ({ oidc }) => oidc.result?.login === undefined);
  policy.get('login')?.checks.add(asked);

  const configuration: Configuration = {
    // Sign-ins under way: one that a restart cuts off begins again.
    adapter: createMemoryAdapter(),
    clients: [
      {
        client_id: clientId,
        ...(clientSecret === undefined
          ? { token_endpoint_auth_method: 'none' }
          : { client_secret: clientSecret, token_endpoint_auth_method: 'client_secret_post' }),
        redirect_uris: [publicUrl + CALLBACK_PATH],
        post_logout_redirect_uris: [publicUrl + SIGNED_OUT_PATH],
        grant_types: ['authorization_code', AS_PERSON],
        response_types: ['code'],
        id_token_signed_response_alg: ALGORITHM,
      },
    ],
    jwks: { keys: [key] },
    enabledJWA: { idTokenSigningAlgValues: [ALGORITHM] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    claims: { openid: ['sub'], profile: ['name', 'roles', 'force', 'unit'] },
    // The ID token says all: nothing is asked for at another address.
    conformIdTokenClaims: false,
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      // Nobody is asked whether they meant it: see below.
      rpInitiatedLogout: { logoutSource: (ctx) => ctx.redirect(publicUrl) },
    },
    findAccount: (_ctx, sub) => {
      const person = people.find(sub);
      return person && { accountId: sub, claims: () => ({ sub, ...claimsOf(person) }) };
    },
    interactions: { policy, url: (_ctx, { uid }) => `${WHO_PATH}/${uid}` },
    // Nobody has to agree: it is the product's own provider.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ clientId: oidc.client?.clientId, accountId: oidc.session?.accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
    ttl: {
      AccessToken: ID_TOKEN_S,
      IdToken: ID_TOKEN_S,
      Interaction: SIGN_IN_WITHIN_S,
      Session: ID_TOKEN_S,
      Grant: ID_TOKEN_S,
    },
    renderError: (ctx) => {
      ctx.type = 'html';
      ctx.body = errorPage();
    },
  };
  const provider = new Provider(issuer, configuration);
  const signingKey = await importJWK(key, ALGORITHM);
  provider.registerGrantType<{ person?: string }>(
    AS_PERSON,
    async (ctx) => {
      const person = people.find(ctx.oidc.params.person ?? '');
      if (!person) return void Object.assign(ctx, { status: 400, body: { error: 'invalid_grant' } });
      // As RFC 9068 has it, which the provider's own access tokens need a whole resource server for.
      const token = await new SignJWT({ ...claimsOf(person), client_id: clientId })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt', kid: key.kid ?? '' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(person.id)
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime(`${TOKEN_S} s`)
        .sign(signingKey);
      ctx.body = { access_token: token, token_type: 'Bearer', expires_in: TOKEN_S };
    },
    ['person'],
  );
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next();
    const { route, entities, session, params } = (ctx as Partial<KoaContextWithOIDC>).oidc ?? {};
    if (route !== 'end_session' || !entities?.IdTokenHint || typeof params?.post_logout_redirect_uri !== 'string')
      return;
    // Whoever has the ID token, and this browser's session with it, is believed without another page.
    await session?.destroy();
    ctx.redirect(params.post_logout_redirect_uri);
  });
  const answer = provider.callback();
  let inHand = 0;
  return {
    answer(request, response) {
      // As Express mounts: the provider finds its own address by what was cut off.
      Object.assign(request, { originalUrl: request.url });
      request.url = request.url?.slice(DEMONSTRATION_PATH.length) || '/';
      inHand += 1;
      void answer(request, response).finally(() => {
        inHand -= 1;
        // Its storage, once used, makes Node watch every promise of the process: a third of what answering a command costs.
        if (inHand === 0) storage.disable();
      });
    },
    isAsked: (request, response) =>
      provider.interactionDetails(request, response).then(
        () => true,
        () => false,
      ),
    signIn: (request, response, { id }) =>
      provider.interactionResult(request, response, { login: { accountId: id, remember: false } }),
  };
}

const claimsOf = ({ name, role, force, unit }: PersonOnDuty) => ({ name, roles: [claimOf(role)], force, unit });

/** What the demonstration's provider signs with, made once for all processes on this database. */
export async function demonstrationKey(pool: Pick<Pool, 'query'>): Promise<JWK> {
  const stored = async () => {
    const { rows } = await pool.query<{ jwk: JWK }>('SELECT jwk FROM sign_in.demonstration_keys');
    return rows[0]?.jwk;
  };
  const before = await stored();
  if (before) return before;
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), alg: ALGORITHM, use: 'sig', kid: randomBytes(8).toString('hex') };
  await pool.query('INSERT INTO sign_in.demonstration_keys (jwk) VALUES ($1) ON CONFLICT DO NOTHING', [jwk]);
  return (await stored()) ?? jwk;
}
