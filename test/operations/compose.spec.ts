import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { cosignerKey } from '#integrity';
import { readConfig, SETTINGS } from '../../apps/continuity/src/config.js';

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly healthcheck?: object;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly network_mode?: string;
  readonly mem_limit?: string;
  readonly read_only?: boolean;
}

const root = join(import.meta.dirname, '../..');
const text = (file: string): string => readFileSync(join(root, file), 'utf8');
const compose = parse(text('docker-compose.yml'), { merge: true }) as {
  services: Readonly<Record<string, Service>>;
  volumes: Readonly<Record<string, unknown>>;
};
const services = Object.entries(compose.services);
const ours = services.filter(([, { build }]) => build !== undefined);

/** What a process of this service finds in its environment. */
const environmentOf = ({ environment = {} }: Service): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, String(value).replace(/\$\{\w+:\?\}/g, 'secret')]),
  );

/** A version, so that the same file gives the same thing tomorrow. */
const PINNED = /^[\w./-]+:v?\d+\.\d+(\.\d+)?[\w.-]*$/;

describe('the settings of those who attest the log', () => {
  const problemsOf = (env: NodeJS.ProcessEnv) => {
    try {
      return void readConfig(env);
    } catch (error) {
      return String(error);
    }
  };
  const vkey = cosignerKey('ed25519', 'w.example', Buffer.alloc(32, 1)).vkey;

  it.each([
    [{ TSA_URL: 'https://tsa.example' }, 'TSA_URL needs TSA_ROOTS_FILE'],
    [{ TSA_URL: 'tsa.example' }, 'TSA_URL must be URLs'],
    [{ TSA_ROOTS_FILE: '/nowhere.pem' }, 'TSA_ROOTS_FILE: ENOENT'],
    [{ TSA_ROOTS_FILE: import.meta.filename }, 'TSA_ROOTS_FILE: There are no certificates'],
    [{ WITNESS_URLS: 'https://w.example' }, 'WITNESS_URLS: a witness is its verifier key'],
    [{ WITNESS_URLS: `${vkey.slice(1)} https://w.example` }, 'WITNESS_URLS: Not the verifier key'],
  ])('are refused by name: %o', (env, problem) => expect(problemsOf(env)).toContain(problem));

  it('are read', () => {
    const { witnesses, authorities } = readConfig({
      WITNESS_URLS: `${vkey} https://w.example/, ${vkey} http://x.example`,
    });
    expect(witnesses.map(({ url }) => url)).toEqual(['https://w.example', 'http://x.example']);
    expect(authorities).toEqual([]);
  });
});

describe('docker-compose.yml', () => {
  it('has the parts of an installation', () =>
    expect(services.map(([name]) => name).sort()).toEqual(
      [
        ...['certificates', 'eventstore1', 'eventstore2', 'eventstore3', 'postgres', 'projector', 'proxy', 'redis'],
        ...['web1', 'web2', 'worker'],
      ].sort(),
    ));

  it.each(services)('pins the image of %s', (_name, { image }) => expect(image).toMatch(PINNED));

  it.each(ours)('sets for %s only what the code reads, and it can start on that', (_name, service) => {
    const environment = environmentOf(service);
    expect(Object.keys(environment).filter((name) => !(name in SETTINGS))).toEqual([]);
    // The authority's certificate is made when the installation starts; any file that can be read will do for it here.
    const EVENTSTORE_URL = environment.EVENTSTORE_URL?.replace('/ca/ca.crt', import.meta.filename);
    expect(() => readConfig({ NODE_ENV: 'production', ...environment, EVENTSTORE_URL })).not.toThrow();
  });

  it.each(ours)('sets for %s what an installation of several processes needs', (_name, { environment = {} }) => {
    const needed = ['ROLES', 'DATABASE_URL', 'EVENTSTORE_URL', 'REDIS_URL', 'DATA_DIR', 'MASTER_KEY_FILE'];
    expect(needed.filter((name) => !(name in environment))).toEqual([]);
    expect(environment.ROLES === 'web' ? 'PORT' in environment : 'HEALTH_PORT' in environment).toBe(true);
  });

  it('gives every role to a process, and the same parts and keys to all', () => {
    const roles = ours.map(([, service]) => environmentOf(service).ROLES);
    expect(new Set(roles)).toEqual(new Set(['web', 'projector', 'worker']));
    for (const shared of ['DATABASE_URL', 'EVENTSTORE_URL', 'REDIS_URL', 'DATA_DIR', 'MASTER_KEY_FILE'])
      expect(new Set(ours.map(([, service]) => environmentOf(service)[shared])).size).toBe(1);
  });

  it.each(ours)('runs %s on a read-only root', (_name, service) => expect(service.read_only).toBe(true));

  it.each(services)('limits %s, and knows how it is unless it ends by itself', (name, service) => {
    expect(service.mem_limit).toMatch(/^\d+[mg]$/);
    expect(service.healthcheck !== undefined).toBe(name !== 'certificates');
  });

  it('publishes nothing beyond this machine, and pages only through the proxy', () => {
    expect(services.flatMap(([, { ports = [] }]) => ports)).toEqual(['127.0.0.1:3000:8080']);
    for (const [name, { network_mode }] of ours)
      expect(network_mode).toBe(name.startsWith('web') ? 'service:proxy' : undefined);
    const upstreams = [...text('docker/nginx.conf').matchAll(/server 127\.0\.0\.1:(\d+)/g)].map(([, port]) => port);
    const ports = ours.flatMap(([, service]) => environmentOf(service).PORT ?? []);
    expect(upstreams.sort()).toEqual(ports.sort());
  });

  it('names no volume and no service that is not there', () => {
    const named = services.flatMap(([, { volumes = [] }]) => volumes).map((volume) => volume.split(':')[0] ?? '');
    expect([...new Set(named.filter((name) => !name.startsWith('.')))].sort()).toEqual(
      Object.keys(compose.volumes).sort(),
    );
    const waitedFor = services.flatMap(([, { depends_on = {} }]) => Object.keys(depends_on));
    expect(waitedFor.filter((name) => !(name in compose.services))).toEqual([]);
  });
});

describe('Dockerfile', () => {
  const lines = text('Dockerfile').split('\n');

  it('pins what it is built on, and runs as nobody special', () => {
    const images = lines.flatMap((line) => /^FROM (\S+)/.exec(line)?.[1] ?? []);
    expect(images).toHaveLength(2);
    for (const image of images) expect(image).toMatch(PINNED);
    expect(lines).toContain('USER node');
  });

  it('sets only what the code reads', () => {
    const set = lines.filter((line) => line.startsWith('ENV ')).flatMap((line) => line.match(/\w+(?==)/g) ?? []);
    expect(set.filter((name) => !(name in SETTINGS) && name !== 'NODE_ENV')).toEqual([]);
  });
});

it('every setting that is told of is read', () => {
  const sources = ['config.ts', 'log.ts', 'access/settings.ts']
    .map((file) => text(`apps/continuity/src/${file}`))
    .join('\n');
  const read = (name: string) =>
    new RegExp(`(given|whole|url|list|address)\\('${name}'|env\\.${name}\\b`).test(sources);
  expect(Object.keys(SETTINGS).filter((name) => !read(name))).toEqual([]);
});
