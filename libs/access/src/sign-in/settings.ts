/** How people sign in. */
export interface SignInSettings {
  /** The OpenID provider: an issuer's address. */
  readonly issuer: string;
  readonly clientId: string;
  /** undefined for a public client: PKCE alone binds its requests to their answers. */
  readonly clientSecret: string | undefined;
  /** What the `aud` of a bearer token has to be. */
  readonly audience: string;
  /** Where people reach the pages, without a slash at its end: 'https://continuity.example'. */
  readonly publicUrl: string;
}

/** What the demonstration's own provider is known by, at this address of ours. */
export const demonstrationSettings = (publicUrl: string): SignInSettings => ({
  issuer: `${publicUrl}${DEMONSTRATION_PATH}`,
  clientId: 'continuity',
  clientSecret: undefined,
  audience: 'urn:continuity:api',
  publicUrl,
});

/** Where the demonstration's provider is mounted. */
export const DEMONSTRATION_PATH = '/oidc';
/** Where a provider sends people back to, with a code. */
export const CALLBACK_PATH = '/sign-in/callback';
/** Where a provider sends people back to when they have signed out there too. */
export const SIGNED_OUT_PATH = '/signed-out';
