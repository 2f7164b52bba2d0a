import { accessSync, constants } from 'node:fs';

/** One node of a cluster. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export interface ConnectionString {
  /** For the client: what was given, and what we want where it says nothing. */
  readonly url: string;
  /** The same, but to this node and no other. */
  to(node: Endpoint): string;
}

/**
 * What we want where nothing is said. A server that hangs is given up after 13 s by those who only listen (a shorter interval
 * makes the client complain); a node of a cluster that does not answer is passed over quickly.
 */
const DEFAULTS = { keepAliveInterval: '10000', keepAliveTimeout: '3000', gossipTimeout: '2', maxDiscoverAttempts: '3' };

/** Says what is wrong with a value, if anything is. */
type Check = (value: string) => string | undefined;

const anything: Check = () => undefined;
const only =
  (wanted: string, why: string): Check =>
  (value) =>
    value.toLowerCase() === wanted ? undefined : why;
const matching =
  (pattern: RegExp, why: string): Check =>
  (value) =>
    pattern.test(value) ? undefined : why;
const wholeNumber = matching(/^\d{1,9}$/, 'must be a whole number');
const wholeNumberOrOff = matching(/^(\d{1,9}|-1)$/, 'must be a whole number, or -1 for never');
const readableFile: Check = (value) => {
  try {
    accessSync(decodeURIComponent(value), constants.R_OK);
    return undefined;
  } catch {
    return `names a file that cannot be read: ${decodeURIComponent(value)}`;
  }
};

const SETTINGS: Readonly<Record<string, Check>> = {
  tls: matching(/^(true|false)$/, 'must be true or false'),
  // The client would warn, with the whole connection string and its password, and verify all the same.
  tlsVerifyCert: only('true', 'cannot be turned off: name the authority that signed the certificates by tlsCAFile'),
  tlsCAFile: readableFile,
  userCertFile: readableFile,
  userKeyFile: readableFile,
  connectionName: anything,
  defaultDeadline: wholeNumber,
  discoveryInterval: wholeNumber,
  gossipTimeout: wholeNumber,
  maxDiscoverAttempts: wholeNumber,
  keepAliveInterval: wholeNumberOrOff,
  keepAliveTimeout: wholeNumberOrOff,
  nodePreference: only('leader', 'must be leader: a follower may not have yet what was just appended'),
  throwOnAppendFailure: only('true', 'must be true: a conflict would not be told otherwise'),
};
const CERTIFICATES = ['tlsCAFile', 'userCertFile', 'userKeyFile'];

/** The client takes names in any case, with dashes or without. */
const flat = (name: string): string => name.toLowerCase().replace(/[_-]/g, '');
const known = new Map(Object.keys(SETTINGS).map((name) => [flat(name), name]));

const PARTS =
  /^(?<scheme>esdb(?:\+discover)?):\/\/(?:(?<credentials>[^@/?]*)@)?(?<hosts>[^@/?]+)\/?(?:\?(?<query>.*))?$/;
const CREDENTIALS = /^[^:]+:[^:]+$/;
const HOST = /^[A-Za-z0-9._-]+(?::(\d{1,5}))?$/;

/**
 * Reads `esdb://[user:password@]host[:port][,host[:port]...][?setting=value&...]`, or `esdb+discover://` with the one name under
 * which a cluster is found. TLS unless `tls=false`.
 *
 * @throws Error that says what is wrong with which part; it never has the password in it.
 */
export function connectionString(given: string): ConnectionString {
  const parts = PARTS.exec(given.trim())?.groups;
  if (!parts)
    throw unusable('it must be esdb://host:port or esdb+discover://name:port, with ?setting=value&... behind');
  const { scheme = '', credentials, hosts = '', query = '' } = parts;
  if (credentials !== undefined && !CREDENTIALS.test(credentials))
    throw unusable('before the @ stand user:password, special characters written as %3A and the like');
  checkHosts(scheme, hosts.split(','));
  const settings = settingsIn(query);
  const who = credentials === undefined ? '' : `${credentials}@`;
  const how = [...settings].map(([name, value]) => `${name}=${value}`).join('&');
  return {
    url: `${scheme}://${who}${hosts}?${how}`,
    to: ({ address, port }) => `esdb://${who}${address}:${port}?${how}`,
  };
}

/** What is wrong with such an address, in a sentence without the password; undefined when it can be used. */
export function eventStoreUrlFault(given: string): string | undefined {
  try {
    connectionString(given);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function checkHosts(scheme: string, hosts: readonly string[]): void {
  for (const host of hosts) {
    const port = Number(HOST.exec(host)?.[1] ?? 2113);
    // Without what follows the colon: whoever forgot the @ wrote a password there.
    const [name] = host.split(':');
    if (!HOST.test(host) || port < 1 || port > 65_535)
      throw unusable(`${name} is not a host, or not followed by a port`);
  }
  if (scheme === 'esdb+discover' && hosts.length > 1)
    throw unusable('esdb+discover:// takes one name; several nodes are listed behind esdb://');
}

function settingsIn(query: string): ReadonlyMap<string, string> {
  const settings = new Map(Object.entries(DEFAULTS));
  for (const pair of query.split('&').filter((text) => text !== '')) {
    const [given = '', value = '', ...more] = pair.split('=');
    const name = known.get(flat(given));
    if (name === undefined) throw unusable(`there is no setting ${given}`);
    const wrong = value === '' || more.length > 0 ? 'must have one value' : SETTINGS[name]?.(value);
    if (wrong !== undefined) throw unusable(`${name} ${wrong}`);
    settings.set(name, value);
  }
  const useless = CERTIFICATES.find((name) => settings.get('tls') === 'false' && settings.has(name));
  if (useless !== undefined) throw unusable(`${useless} has no use with tls=false`);
  if (settings.has('userCertFile') !== settings.has('userKeyFile'))
    throw unusable('userCertFile and userKeyFile go together');
  return settings;
}

const unusable = (what: string): Error => new Error(`The address of the event store cannot be used: ${what}`);
