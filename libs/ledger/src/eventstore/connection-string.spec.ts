import { connectionString } from './connection-string.js';

const ours = 'keepAliveInterval=10000&keepAliveTimeout=3000&gossipTimeout=2&maxDiscoverAttempts=3';
const authority = import.meta.filename;

const refusal = (given: string): string => {
  try {
    return connectionString(given).url;
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the address of an event store', () => {
  it.each([
    ['esdb://127.0.0.1:2113?tls=false', `esdb://127.0.0.1:2113?${ours}&tls=false`],
    ['esdb://store.example', `esdb://store.example?${ours}`],
    [' esdb://one:2111,two:2112,three/ ', `esdb://one:2111,two:2112,three?${ours}`],
    ['esdb+discover://continuity:p%40ss%3A@cluster.example:2113', `esdb+discover://continuity:p%40ss%3A@cluster.example:2113?${ours}`], // prettier-ignore
    [`esdb://store?tls_ca_file=${authority}&TLS=true`, `esdb://store?${ours}&tlsCAFile=${authority}&tls=true`],
    ['esdb://store?keepAliveInterval=-1&gossipTimeout=5', 'esdb://store?keepAliveInterval=-1&keepAliveTimeout=3000&gossipTimeout=5&maxDiscoverAttempts=3'], // prettier-ignore
    ['esdb://store?nodePreference=leader&throwOnAppendFailure=true', `esdb://store?${ours}&nodePreference=leader&throwOnAppendFailure=true`], // prettier-ignore
  ])('takes %s', (given, url) => {
    expect(connectionString(given).url).toBe(url);
  });

  it('can be told to one node of the cluster, with the same name, password and settings', () => {
    const cluster = connectionString('esdb+discover://continuity:secret@cluster.example?connectionName=web');
    expect(cluster.to({ address: '10.1.2.3', port: 2114 })).toBe(
      `esdb://continuity:secret@10.1.2.3:2114?${ours}&connectionName=web`,
    );
  });

  it.each([
    ['', 'it must be esdb://host:port'],
    ['http://store:2113', 'it must be esdb://host:port'],
    ['kurrentdb://store:2113', 'it must be esdb://host:port'],
    ['esdb://', 'it must be esdb://host:port'],
    ['esdb://store:2113/path', 'it must be esdb://host:port'],
    ['esdb://store:', 'store is not a host, or not followed by a port'],
    ['esdb://store:70000', 'store is not a host, or not followed by a port'],
    ['esdb://one,,two', ' is not a host, or not followed by a port'],
    ['esdb+discover://one,two', 'esdb+discover:// takes one name'],
    ['esdb://continuity@store', 'before the @ stand user:password'],
    ['esdb://continuity:pass:word@store', 'before the @ stand user:password'],
    ['esdb://store?tsl=false', 'there is no setting tsl'],
    ['esdb://store?tls', 'tls must have one value'],
    ['esdb://store?tls=', 'tls must have one value'],
    ['esdb://store?tls=no', 'tls must be true or false'],
    ['esdb://store?tlsVerifyCert=false', 'tlsVerifyCert cannot be turned off'],
    ['esdb://store?tlsCAFile=/not/there.pem', 'tlsCAFile names a file that cannot be read: /not/there.pem'],
    [`esdb://store?tls=false&tlsCAFile=${authority}`, 'tlsCAFile has no use with tls=false'],
    [`esdb://store?userCertFile=${authority}`, 'userCertFile and userKeyFile go together'],
    ['esdb://store?nodePreference=follower', 'nodePreference must be leader'],
    ['esdb://store?throwOnAppendFailure=false', 'throwOnAppendFailure must be true'],
    ['esdb://store?gossipTimeout=soon', 'gossipTimeout must be a whole number'],
  ])('refuses %s', (given, why) => {
    expect(refusal(given)).toContain(`The address of the event store cannot be used: ${why}`);
  });

  it.each([
    'esdb://continuity:S3cret@store?what=ever',
    'esdb://continuity:S3cret@store:x',
    'esdb://continuity:S3cret:more@store',
    'esdb:/continuity:S3cret@store',
    'esdb://continuity:S3cret',
    'esdb://continuity:S3c/ret@store',
    'esdb://continuity:S3cret@store?tlsVerifyCert=false',
  ])('never repeats a password: %s', (given) => {
    expect(refusal(given)).toMatch(/^The address of the event store cannot be used: (?!.*S3c)/);
  });
});
