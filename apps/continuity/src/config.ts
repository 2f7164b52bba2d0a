import { resolve } from 'node:path';
import { readFileSync } from 'node:fs';
import { rootsFromPem, type TrustedRoots } from '#integrity';
import { eventStoreUrlFault } from '#ledger';
import { parseWitness, type Witness } from '#sealer';
import { readSignIn, SIGN_IN_SETTINGS, type SignInConfig } from './access/settings.js';
import { LOG_LEVELS } from './log.js';

const ROLES = ['web', 'projector', 'worker'] as const;
export type ProcessRole = (typeof ROLES)[number];

export interface Config {
  readonly port: number;
  readonly host: string;
  /** Where `/health/*` and `/metrics` answer apart from the pages; undefined for nowhere. */
  readonly healthPort: number | undefined;
  readonly dataDir: string;
  readonly roles: ReadonlySet<ProcessRole>;
  /** PostgreSQL of one's own; undefined starts the embedded one in `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  /** Where the ledger is kept in EventStoreDB; undefined keeps it in PostgreSQL, beside keys and read models. */
  readonly eventStoreUrl: string | undefined;
  readonly masterKeyFile: string;
  /** The key that seals the log. */
  readonly signingKeyFile: string;
  /** The key that signs receipts. */
  readonly receiptKeyFile: string;
  /** Names the log in every checkpoint: best the address it is served at, without the scheme. */
  readonly logOrigin: string;
  /** RFC 3161 authorities that stamp checkpoints, and the roots that their stamps have to lead to. */
  readonly authorities: readonly string[];
  readonly authorityRoots: TrustedRoots;
  /** Who cosigns checkpoints (C2SP tlog-witness). */
  readonly witnesses: readonly Witness[];
  /** How people sign in. */
  readonly signIn: SignInConfig;
  /** Whether pages ask why a case is looked at, and whether scripts must say so. */
  readonly lookReasons: (typeof LOOK_REASONS)[number];
  readonly logLevel: string;
  /** Requests answered at once at most; more are turned away with 503. */
  readonly requestsAtOnce: number;
  /** Requests that one person may make in a minute; 0 for any number. */
  readonly requestsAMinute: number;
  /** Where traces are sent (OTLP over HTTP); undefined sends none. */
  readonly tracesTo: string | undefined;
}

/** Every variable that the product reads, and what it is for; the container files are checked against it. */
export const SETTINGS = {
  PORT: 'pages and API; 0 takes a free one',
  HOST: 'the address to listen on: loopback unless OIDC_ISSUER is set',
  HEALTH_PORT: 'health and metrics apart from the pages, for a process without them',
  DATA_DIR: 'the embedded PostgreSQL, the master key, custody records as PDF',
  ROLES: 'what this process does: web, projector, worker',
  DATABASE_URL: 'PostgreSQL of your own; needed as soon as roles run in processes of their own',
  EVENTSTORE_URL: 'the ledger in EventStoreDB',
  REDIS_URL: 'queues on Redis',
  MASTER_KEY_FILE: 'wraps the keys of personal data; the same for every process',
  SIGNING_KEY_FILE: 'signs the sealed log; the same for every worker',
  RECEIPT_KEY_FILE: 'signs the receipts that commands are answered with; the same for every process with pages',
  LOG_ORIGIN: 'names the sealed log: best the address that it is served at',
  TSA_URL: 'RFC 3161 authorities that time-stamp the sealed log, comma separated',
  TSA_ROOTS_FILE: 'certificates (PEM) that their stamps have to lead to; needed with TSA_URL',
  WITNESS_URLS: 'witnesses that cosign the sealed log, comma separated: verifier key, a space, URL',
  ...SIGN_IN_SETTINGS,
  LOOK_REASONS: 'asked: pages ask why a case is opened; required: scripts must say so as well; off: nobody is asked',
  LOG_LEVEL: 'trace, debug, info, warn, error, silent',
  REQUESTS_AT_ONCE: 'requests answered at once at most',
  REQUESTS_A_MINUTE: 'requests that one person may make in a minute; 0 for any number',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'where traces are sent',
} as const;

/** Settings that cannot be used, each named with what is wrong. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`Settings that cannot be used:\n  ${problems.join('\n  ')}`);
    this.name = 'ConfigError';
  }
}

const DEFAULT_ORIGIN = 'localhost/continuity';
const LOOK_REASONS = ['asked', 'required', 'off'] as const;
const LAST_PORT = 65_535;

/** @throws ConfigError naming every variable that is wrong. An empty variable is one that is not set. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const problems: string[] = [];
  const given = (name: keyof typeof SETTINGS): string | undefined => env[name] || undefined;
  const check = <T>(ok: boolean, value: T, problem: string): T => {
    if (!ok) problems.push(problem);
    return value;
  };
  const whole = (name: keyof typeof SETTINGS, from: number, to: number, otherwise: number): number => {
    const number = Number(given(name) ?? otherwise);
    const ok = Number.isInteger(number) && number >= from && number <= to;
    return check(ok, number, `${name} must be a whole number from ${from} to ${to}, not ${env[name]}`);
  };
  const url = (name: keyof typeof SETTINGS, ...schemes: readonly string[]): string | undefined => {
    const text = given(name);
    // The value stays untold: it may hold a password.
    return check(isUrl(text, schemes), text, `${name} must be a URL that begins with ${schemes.join('// or ')}//`);
  };
  const list = (name: keyof typeof SETTINGS) => (given(name) ?? '').split(',').flatMap((one) => one.trim() || []);
  const reading = <T>(otherwise: T, name: keyof typeof SETTINGS, read: () => T): T => {
    try {
      return read();
    } catch (error) {
      return check(false, otherwise, `${name}: ${(error as Error).message}`);
    }
  };
  const authorities = list('TSA_URL');
  const rootsFile = given('TSA_ROOTS_FILE');
  const host = given('HOST') ?? '127.0.0.1';
  const dataDir = resolve(given('DATA_DIR') ?? 'data');
  const roles = (given('ROLES') ?? ROLES.join(',')).split(',').map((role) => role.trim());
  const logOrigin = given('LOG_ORIGIN') ?? DEFAULT_ORIGIN;
  const logLevel = given('LOG_LEVEL') ?? 'info';
  const lookReasons = given('LOOK_REASONS') ?? 'asked';
  const config: Config = {
    port: whole('PORT', 0, LAST_PORT, 3000),
    host,
    healthPort: given('HEALTH_PORT') === undefined ? undefined : whole('HEALTH_PORT', 0, LAST_PORT, 0),
    dataDir,
    roles: new Set(
      check(
        roles.every((role) => (ROLES as readonly string[]).includes(role)),
        roles as ProcessRole[],
        `ROLES must be some of ${ROLES.join(', ')}, not ${env.ROLES}`,
      ),
    ),
    databaseUrl: url('DATABASE_URL', 'postgres:', 'postgresql:'),
    eventStoreUrl: given('EVENTSTORE_URL'),
    redisUrl: url('REDIS_URL', 'redis:', 'rediss:'),
    masterKeyFile: resolve(given('MASTER_KEY_FILE') ?? `${dataDir}/master.key`),
    signingKeyFile: resolve(given('SIGNING_KEY_FILE') ?? `${dataDir}/signing.key`),
    receiptKeyFile: resolve(given('RECEIPT_KEY_FILE') ?? `${dataDir}/receipt.key`),
    logOrigin: check(
      /^[^\s+]{1,200}$/.test(logOrigin),
      logOrigin,
      `LOG_ORIGIN must be a name without spaces or '+', not ${logOrigin}`,
    ),
    authorities: check(
      authorities.every((one) => isUrl(one, ['http:', 'https:'])),
      authorities,
      'TSA_URL must be URLs that begin with http:// or https://, comma separated',
    ),
    authorityRoots: reading([], 'TSA_ROOTS_FILE', () =>
      rootsFile === undefined ? [] : rootsFromPem(readFileSync(rootsFile, 'utf8')),
    ),
    witnesses: reading([], 'WITNESS_URLS', () => list('WITNESS_URLS').map(parseWitness)),
    signIn: readSignIn(given, { host, production: env.NODE_ENV === 'production' }, (text) => void problems.push(text)),
    lookReasons: check(
      (LOOK_REASONS as readonly string[]).includes(lookReasons),
      lookReasons as Config['lookReasons'],
      `LOOK_REASONS must be one of ${LOOK_REASONS.join(', ')}, not ${lookReasons}`,
    ),
    logLevel: check(
      LOG_LEVELS.includes(logLevel),
      logLevel,
      `LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}, not ${logLevel}`,
    ),
    requestsAtOnce: whole('REQUESTS_AT_ONCE', 1, 100_000, 1_000),
    requestsAMinute: whole('REQUESTS_A_MINUTE', 0, 10_000_000, 30_000),
    tracesTo: url('OTEL_EXPORTER_OTLP_ENDPOINT', 'http:', 'https:'),
  };
  const storeFault = config.eventStoreUrl === undefined ? undefined : eventStoreUrlFault(config.eventStoreUrl);
  if (authorities.length > 0 && rootsFile === undefined)
    problems.push('TSA_URL needs TSA_ROOTS_FILE: without certificates to trust, anybody could stamp the log');
  if (storeFault !== undefined) problems.push(`EVENTSTORE_URL: ${storeFault}`);
  if (config.databaseUrl === undefined && config.roles.size < ROLES.length)
    problems.push(
      `ROLES=${env.ROLES} leaves roles to other processes, which need a PostgreSQL that all of them reach: ` +
        'set DATABASE_URL to it. The embedded one serves a single process with every role (leave ROLES out).',
    );
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

function isUrl(text: string | undefined, schemes: readonly string[]): boolean {
  return text === undefined || (URL.canParse(text) && schemes.includes(new URL(text).protocol));
}
