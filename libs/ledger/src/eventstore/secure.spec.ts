import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerCredentials } from '@grpc/grpc-js';
import { EventStoreDouble } from '../../../../test/support/eventstore-double/eventstore-double.js';
import { LedgerUnavailable, NO_STREAM, type Ledger } from '../ledger.js';
import { newStream, recorded } from '../ledger.contract.js';
import { eventStoreLedger } from './open.js';

describe('the ledger in an EventStoreDB that speaks TLS and wants to know who calls', () => {
  let folder: string;
  let store: EventStoreDouble;
  const file = (name: string) => join(folder, name);
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { stdio: 'ignore', cwd: folder });

  /** A key and a certificate signed by the test's own authority. */
  const certify = async (name: string, use: string) => {
    await writeFile(file(`${name}.ext`), `subjectAltName=IP:127.0.0.1\nextendedKeyUsage=${use}\n`);
    openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`); // prettier-ignore
    openssl('x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '1', '-extfile', `${name}.ext`, '-out', `${name}.pem`); // prettier-ignore
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'continuity-tls-'));
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=authority', '-days', '1', '-keyout', 'ca.key', '-out', 'ca.pem'); // prettier-ignore
    await certify('server', 'serverAuth');
    await certify('continuity', 'clientAuth');
    const pair = { cert_chain: await readFile(file('server.pem')), private_key: await readFile(file('server.key')) };
    const credentials = ServerCredentials.createSsl(await readFile(file('ca.pem')), [pair], true);
    store = await EventStoreDouble.start(undefined, credentials);
  });
  afterAll(async () => {
    store?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const open = (settings: string): Promise<Ledger> =>
    eventStoreLedger({ url: `esdb://127.0.0.1:${store.port}?${settings}`, patienceMs: 1_500 });
  const authority = () => `tlsCAFile=${file('ca.pem')}`;
  const certificate = () => `userCertFile=${file('continuity.pem')}&userKeyFile=${file('continuity.key')}`;

  it('is reached with the authority and the certificate that the address names', async () => {
    const ledger = await open(`${authority()}&${certificate()}`);
    const stream = newStream();
    expect(await ledger.append(stream, NO_STREAM, recorded(stream))).toMatchObject({ is: 'appended' });
    await ledger.close();
  });

  it.each([
    ['an authority that signed its certificate', certificate],
    ['a certificate of one’s own', authority],
    ['TLS', () => 'tls=false'],
  ])('is not reached without %s', async (_, settings) => {
    await expect(open(settings())).rejects.toThrow(LedgerUnavailable);
  });
});
