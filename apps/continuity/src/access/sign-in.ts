import pg from 'pg';
import {
  BackOff,
  BearerTokens,
  demonstrationKey,
  demonstrationSettings,
  knownPeople,
  localProvider,
  migrateSignIn,
  peopleOf,
  DEMONSTRATION_PEOPLE,
  ProviderUnavailable,
  RelyingParty,
  Sessions,
  type LocalProvider,
  type People,
  type PersonOnDuty,
  type SignInSettings,
} from '#access';
import { SignInCookies } from './cookies.js';
import { type SignInConfig } from './settings.js';

/** What serves sign-in once the address of the pages is known. */
interface Opened {
  readonly settings: SignInSettings;
  readonly cookies: SignInCookies;
  readonly relyingParty: RelyingParty;
  readonly tokens: BearerTokens;
  readonly local: LocalProvider | undefined;
}

/** Who may come in. Token SIGN_IN. */
export class SignIn {
  readonly backOff = new BackOff();
  #opened: Opened | undefined;

  constructor(
    readonly config: SignInConfig,
    readonly people: People,
    readonly sessions: Sessions,
    private readonly came: (person: PersonOnDuty) => Promise<void>,
    private readonly key: () => ReturnType<typeof demonstrationKey>,
  ) {}

  /** The demonstration's provider is at the pages' own address, which may be known only once they listen. */
  async open(url: string, errorPage: () => string): Promise<void> {
    const { config, people } = this;
    const settings = config.by === 'provider' ? config : demonstrationSettings(config.publicUrl ?? url);
    const local =
      config.by === 'provider' ? undefined : await localProvider(settings, people, await this.key(), errorPage);
    const relyingParty = new RelyingParty(settings);
    const { issuer, audience } = settings;
    const tokens = new BearerTokens({ issuer, audience, keysUrl: () => relyingParty.keysUrl() });
    const cookies = new SignInCookies(settings.publicUrl);
    this.#opened = { settings, cookies, relyingParty, tokens, local };
  }

  /** @throws ProviderUnavailable in the moment before the pages listen */
  get opened(): Opened {
    if (!this.#opened) throw new ProviderUnavailable('Sign-in is being started');
    return this.#opened;
  }

  /** Begins the session of somebody who has just signed in. @returns its secret, for the cookie */
  async admit(person: PersonOnDuty, idToken: string): Promise<string> {
    await this.came(person);
    return this.sessions.begin(person, idToken);
  }

  /** Whose bearer token it is that was not known. @throws NotAToken, ProviderUnavailable */
  async bearer(token: string): Promise<PersonOnDuty> {
    const person = await this.opened.tokens.verify(token);
    await this.came(person);
    return person;
  }
}

/** Sign-in on its tables. Close it when done. */
export async function openSignIn(
  config: SignInConfig,
  url: string,
  onTrouble: (error: unknown) => void,
): Promise<SignIn & { close(): Promise<void> }> {
  await migrateSignIn(url);
  const pool = new pg.Pool({
    ...{ connectionString: url, application_name: 'continuity sign-in', max: 4 },
    ...{ connectionTimeoutMillis: 5_000, query_timeout: 10_000 },
  });
  pool.on('error', onTrouble);
  const known = config.by === 'provider' ? await knownPeople(pool, onTrouble) : undefined;
  const signIn = new SignIn(
    config,
    known ?? peopleOf(DEMONSTRATION_PEOPLE),
    new Sessions(pool),
    async (person) => known?.came(person),
    () => demonstrationKey(pool),
  );
  return Object.assign(signIn, {
    close: async () => {
      known?.close();
      await pool.end();
    },
  });
}
