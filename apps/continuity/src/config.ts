import { resolve } from 'node:path';
import { eventStoreUrlFault } from '#ledger';

const ROLES = ['web', 'projector', 'worker'] as const;
export type ProcessRole = (typeof ROLES)[number];

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly roles: ReadonlySet<ProcessRole>;
  /** PostgreSQL of one's own; undefined starts the embedded one in `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  /** Where the ledger is kept in EventStoreDB; undefined keeps it in PostgreSQL, beside keys and read models. */
  readonly eventStoreUrl: string | undefined;
  readonly masterKeyFile: string;
  readonly logLevel: string;
}

/** Settings that cannot be used, each named with what is wrong. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`Settings that cannot be used:\n  ${problems.join('\n  ')}`);
    this.name = 'ConfigError';
  }
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'];
const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** @throws ConfigError naming every variable that is wrong. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const problems: string[] = [];
  const check = <T>(ok: boolean, value: T, problem: string): T => {
    if (!ok) problems.push(problem);
    return value;
  };
  const port = Number(env.PORT ?? 3000);
  const host = env.HOST ?? '127.0.0.1';
  const dataDir = resolve(env.DATA_DIR ?? 'data');
  const roles = (env.ROLES ?? ROLES.join(',')).split(',').map((role) => role.trim());
  const logLevel = env.LOG_LEVEL ?? 'info';
  const config: Config = {
    port: check(
      Number.isInteger(port) && port >= 0 && port <= 65_535,
      port,
      `PORT must be 0 to 65535, not ${env.PORT}`,
    ),
    host: check(
      LOOPBACK.includes(host),
      host,
      `HOST must be loopback (${LOOPBACK.join(', ')}) until people sign in, not ${host}`,
    ),
    dataDir,
    roles: new Set(
      check(
        roles.every((role) => (ROLES as readonly string[]).includes(role)),
        roles as ProcessRole[],
        `ROLES must be some of ${ROLES.join(', ')}, not ${env.ROLES}`,
      ),
    ),
    databaseUrl: check(
      isUrl(env.DATABASE_URL, 'postgres:', 'postgresql:'),
      env.DATABASE_URL,
      'DATABASE_URL must be a postgres:// URL',
    ),
    eventStoreUrl: env.EVENTSTORE_URL,
    redisUrl: check(isUrl(env.REDIS_URL, 'redis:', 'rediss:'), env.REDIS_URL, 'REDIS_URL must be a redis:// URL'),
    masterKeyFile: resolve(env.MASTER_KEY_FILE ?? `${dataDir}/master.key`),
    logLevel: check(
      LOG_LEVELS.includes(logLevel),
      logLevel,
      `LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}, not ${logLevel}`,
    ),
  };
  const storeFault = config.eventStoreUrl === undefined ? undefined : eventStoreUrlFault(config.eventStoreUrl);
  if (storeFault !== undefined) problems.push(`EVENTSTORE_URL: ${storeFault}`);
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

function isUrl(text: string | undefined, ...schemes: readonly string[]): boolean {
  return text === undefined || (URL.canParse(text) && schemes.includes(new URL(text).protocol));
}
