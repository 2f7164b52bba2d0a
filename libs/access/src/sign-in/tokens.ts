import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type RemoteJWKSetOptions } from 'jose';
import { type PersonOnDuty } from '../people.js';
import { personOf } from './claims.js';
import { ProviderUnavailable } from './relying-party.js';

/** A bearer token that lets nobody in. The reason is for the log: whoever sent it is told nothing of it. */
export class NotAToken extends Error {
  override readonly name = 'NotAToken';
}

/** Signed with a key of the provider's own; `none` and shared secrets are not among them. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'];
/** A verified token is believed this long without another look, and keys are fetched again after as long: one that the provider took back lasts a minute at most. */
const LOOK_AGAIN_AFTER_MS = 30_000;
/** A provider that is away does not stop the work at once: its keys as they were last serve this long. */
const KEYS_LAST_MS = 10 * 60_000;
const REMEMBERED = 2_000;
const LONGEST = 8_192;

export interface BearerTokensOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly keysUrl: () => Promise<URL>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** For an unknown key the provider is asked at most once in this time. */
  readonly askAgainAfterMs?: number;
}

/** Who sends a bearer token: an access token of the provider, a JWT (RFC 9068). */
export class BearerTokens {
  readonly #verified = new Map<string, { readonly person: PersonOnDuty; readonly until: number }>();
  #keys: ReturnType<typeof createRemoteJWKSet> | undefined;
  #fetchedAt = 0;
  readonly #now: () => number;

  constructor(private readonly options: BearerTokensOptions) {
    this.#now = options.now ?? Date.now;
  }

  /** Whose token it is, when that was looked into a moment ago. */
  known(token: string): PersonOnDuty | undefined {
    const known = this.#verified.get(token);
    return known && known.until > this.#now() ? known.person : undefined;
  }

  /** @throws NotAToken; ProviderUnavailable when the keys to check it with cannot be had */
  async verify(token: string): Promise<PersonOnDuty> {
    if (token.length > LONGEST) throw new NotAToken('It is too long');
    const { issuer, audience } = this.options;
    const keys = await this.#keysOfNow();
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      currentDate: new Date(this.#now()),
      requiredClaims: ['exp'],
    }).catch((cause: unknown) => {
      if (cause instanceof errors.JOSEError && !(cause instanceof errors.JWKSTimeout)) {
        throw new NotAToken(cause.message, { cause });
      }
      throw new ProviderUnavailable('The keys of the provider cannot be fetched', { cause });
    });
    if (!isAccessToken(protectedHeader.typ, payload)) throw new NotAToken('It is no access token');
    const person = personOf(payload);
    if (!person) throw new NotAToken('It does not say who, in which role, of which force and unit');
    this.#remember(token, person, payload);
    return person;
  }

  #remember(token: string, person: PersonOnDuty, { exp = 0 }: JWTPayload): void {
    this.#verified.delete(token);
    this.#verified.set(token, { person, until: Math.min(exp * 1_000, this.#now() + LOOK_AGAIN_AFTER_MS) });
    const [oldest] = this.#verified.keys();
    if (this.#verified.size > REMEMBERED && oldest !== undefined) this.#verified.delete(oldest);
  }

  async #keysOfNow(): Promise<ReturnType<typeof createRemoteJWKSet>> {
    const age = this.#now() - this.#fetchedAt;
    if (this.#keys && age < LOOK_AGAIN_AFTER_MS) return this.#keys;
    const options: RemoteJWKSetOptions = {
      cacheMaxAge: KEYS_LAST_MS,
      cooldownDuration: this.options.askAgainAfterMs ?? 5_000,
    };
    const keys = (this.#keys ??= createRemoteJWKSet(await this.options.keysUrl(), options));
    try {
      await keys.reload();
      this.#fetchedAt = this.#now();
    } catch (cause) {
      if (age > KEYS_LAST_MS) throw new ProviderUnavailable('The keys of the provider cannot be fetched', { cause });
    }
    return keys;
  }
}

/** An ID token is of the same issuer, may be of the same audience, and must not do: it is no permission to call an API. */
const isAccessToken = (typ: string | undefined, { scp, scope }: JWTPayload): boolean =>
  /^(application\/)?at\+jwt$/i.test(typ ?? '') || typeof scp === 'string' || typeof scope === 'string';
