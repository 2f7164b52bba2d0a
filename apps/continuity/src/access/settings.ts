import { readFileSync } from 'node:fs';
import { type SignInSettings } from '#access';

/** How people sign in: at a provider of the force's own, or as the invented people of the demonstration. */
export type SignInConfig =
  | ({ readonly by: 'provider' } & SignInSettings)
  /** publicUrl: where the pages are reached, unless at their own port. */
  | { readonly by: 'demonstration'; readonly publicUrl: string | undefined };

export const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];
const isLoopback = (url: string): boolean => LOOPBACK.includes(new URL(url).hostname.replaceAll(/[[\]]/g, ''));

/** Settings of sign-in, each with what it is for. */
export const SIGN_IN_SETTINGS = {
  PUBLIC_URL: 'where people reach the pages, as their browsers name it; needed with OIDC_ISSUER',
  OIDC_ISSUER: 'the OpenID provider that people sign in at; without it the demonstration signs in invented people',
  OIDC_CLIENT_ID: 'what this installation is called there',
  OIDC_CLIENT_SECRET: 'its secret, if it has one',
  OIDC_CLIENT_SECRET_FILE: 'a file with that secret',
  OIDC_AUDIENCE: 'the audience that bearer tokens have to name; the client id unless told',
} as const;

type Given = (name: keyof typeof SIGN_IN_SETTINGS) => string | undefined;

/** @param problem is told of each setting that cannot be used. */
export function readSignIn(
  given: Given,
  { host, production }: { readonly host: string; readonly production: boolean },
  problem: (text: string) => void,
): SignInConfig {
  const address = (name: 'PUBLIC_URL' | 'OIDC_ISSUER'): string | undefined => {
    const text = given(name);
    if (text === undefined) return undefined;
    const ok = URL.canParse(text) && (/^https:/.test(text) || (/^http:/.test(text) && isLoopback(text)));
    if (ok && (name === 'OIDC_ISSUER' || new URL(text).href === `${new URL(text).origin}/`)) return text;
    problem(
      `${name} must be ${name === 'PUBLIC_URL' ? 'an address without a path that' : 'a URL that'} begins with https:// (http:// on loopback only)`,
    );
    return undefined;
  };
  const publicUrl = address('PUBLIC_URL')?.replace(/\/$/, '');
  const issuer = address('OIDC_ISSUER');
  if (given('OIDC_ISSUER') === undefined) {
    const anybody = 'without OIDC_ISSUER anybody may sign in as anybody: the demonstration';
    const needing = (
      ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_CLIENT_SECRET_FILE', 'OIDC_AUDIENCE'] as const
    ).filter(given);
    for (const name of needing) problem(`${name} needs OIDC_ISSUER`);
    if (production) problem(`OIDC_ISSUER must be set where NODE_ENV is production; ${anybody}`);
    if (!LOOPBACK.includes(host)) problem(`HOST must be loopback (${LOOPBACK.join(', ')}), not ${host}; ${anybody}`);
    if (publicUrl !== undefined && !isLoopback(publicUrl)) problem(`PUBLIC_URL must be on loopback; ${anybody}`);
    return { by: 'demonstration', publicUrl };
  }
  const clientId = given('OIDC_CLIENT_ID');
  if (clientId === undefined) problem('OIDC_ISSUER needs OIDC_CLIENT_ID');
  if (given('PUBLIC_URL') === undefined)
    problem('OIDC_ISSUER needs PUBLIC_URL, to which the provider sends people back');
  return {
    by: 'provider',
    issuer: issuer ?? '',
    clientId: clientId ?? '',
    clientSecret: secretOf(given, problem),
    audience: given('OIDC_AUDIENCE') ?? clientId ?? '',
    publicUrl: publicUrl ?? '',
  };
}

function secretOf(given: Given, problem: (text: string) => void): string | undefined {
  const file = given('OIDC_CLIENT_SECRET_FILE');
  if (file === undefined) return given('OIDC_CLIENT_SECRET');
  if (given('OIDC_CLIENT_SECRET') !== undefined) problem('Set OIDC_CLIENT_SECRET or OIDC_CLIENT_SECRET_FILE, not both');
  try {
    const secret = readFileSync(file, 'utf8').trim();
    if (secret === '') problem('OIDC_CLIENT_SECRET_FILE: the file is empty');
    return secret;
  } catch (error) {
    problem(`OIDC_CLIENT_SECRET_FILE: ${(error as Error).message}`);
    return undefined;
  }
}
