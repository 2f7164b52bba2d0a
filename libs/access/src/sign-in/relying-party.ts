import * as oidc from 'openid-client';
import { CALLBACK_PATH, SIGNED_OUT_PATH, type SignInSettings } from './settings.js';

/** The provider could not be asked: try again later. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';
}

/** The provider's answer does not sign anybody in. */
export class NotSignedIn extends Error {
  override readonly name = 'NotSignedIn';
}

/** What the browser keeps from being sent to the provider until it comes back. */
export interface Pending {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

const ANSWER_WITHIN_S = 10;

/** Continuity as a client of the OpenID provider: authorization code flow with PKCE (RFC 7636), RP-initiated sign-out. */
export class RelyingParty {
  #discovered: Promise<oidc.Configuration> | undefined;

  constructor(private readonly settings: SignInSettings) {}

  /** The address at the provider where the person signs in. @throws ProviderUnavailable */
  async begin(): Promise<{ readonly url: URL; readonly pending: Pending }> {
    const configuration = await this.#provider();
    const pending = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier() };
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: this.settings.publicUrl + CALLBACK_PATH,
      scope: 'openid profile',
      code_challenge: await oidc.calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: 'S256',
      state: pending.state,
      nonce: pending.nonce,
    });
    return { url, pending };
  }

  /**
   * Takes what the provider sent back.
   *
   * @param query of the address that it sent the person back to, with its question mark.
   * @returns the verified claims of the ID token, and the token.
   * @throws NotSignedIn, with a cause for the log only; ProviderUnavailable
   */
  async finish(
    query: string,
    { state, nonce, verifier }: Pending,
  ): Promise<{ readonly claims: Readonly<Record<string, unknown>>; readonly idToken: string }> {
    const configuration = await this.#provider();
    const here = new URL(this.settings.publicUrl + CALLBACK_PATH + query);
    const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
    const tokens = await oidc.authorizationCodeGrant(configuration, here, checks).catch((cause: unknown) => {
      throw isAway(cause)
        ? new ProviderUnavailable('The provider did not answer', { cause })
        : new NotSignedIn('The provider signed nobody in', { cause });
    });
    const claims = tokens.claims();
    if (!claims || tokens.id_token === undefined) throw new NotSignedIn('The provider sent no ID token');
    return { claims, idToken: tokens.id_token };
  }

  /** Where the provider signs the person out too; undefined for one that does not offer it. @throws ProviderUnavailable */
  async signOutUrl(idToken: string): Promise<URL | undefined> {
    const configuration = await this.#provider();
    if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
    return oidc.buildEndSessionUrl(configuration, {
      id_token_hint: idToken,
      post_logout_redirect_uri: this.settings.publicUrl + SIGNED_OUT_PATH,
    });
  }

  /** Where the keys are that the provider signs with. @throws ProviderUnavailable */
  async keysUrl(): Promise<URL> {
    const { jwks_uri } = (await this.#provider()).serverMetadata();
    if (jwks_uri === undefined) throw new ProviderUnavailable('The provider does not say where its keys are');
    return new URL(jwks_uri);
  }

  /** Asked once; a provider that did not answer is asked again the next time. */
  #provider(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    this.#discovered ??= oidc
      .discovery(
        new URL(issuer),
        clientId,
        undefined,
        clientSecret === undefined ? oidc.None() : oidc.ClientSecretPost(clientSecret),
        {
          timeout: ANSWER_WITHIN_S,
          // The signature of an ID token is checked although it came straight from the provider.
          execute: [
            oidc.enableNonRepudiationChecks,
            ...(issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : []),
          ],
        },
      )
      .catch((cause: unknown) => {
        this.#discovered = undefined;
        throw new ProviderUnavailable(`The OpenID provider ${issuer} cannot be asked`, { cause });
      });
    return this.#discovered;
  }
}

/** A network that is away, or a provider that answers with 5xx. */
function isAway(thrown: unknown): boolean {
  if (thrown instanceof TypeError && thrown.message === 'fetch failed') return true;
  const { code, cause } = thrown as { code?: unknown; cause?: unknown };
  return (
    code === 'OAUTH_TIMEOUT' ||
    (cause instanceof Response && cause.status >= 500) ||
    (cause !== undefined && isAway(cause))
  );
}
