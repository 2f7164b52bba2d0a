import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fromBER, Integer, Sequence, type BaseBlock } from 'asn1js';
import { ContentInfo, SignedData, TimeStampResp } from 'pkijs';

const run = promisify(execFile);
const plain = (bytes: Uint8Array) => new Uint8Array(bytes).buffer;

const CONFIG = (folder: string, names: 'sha1' | 'sha256') => `
[ca]
default_ca = here
[here]
database = ${folder}/index.txt
new_certs_dir = ${folder}
rand_serial = yes
default_md = sha256
default_crl_days = 30
policy = any
unique_subject = no
[any]
commonName = supplied
[tsa]
default_tsa = ours
[ours]
serial = ${folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
ess_cert_id_alg = ${names}
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
[stamping]
extendedKeyUsage = critical, timeStamping
[not-critical]
extendedKeyUsage = timeStamping
[two-purposes]
extendedKeyUsage = critical, timeStamping, serverAuth
[server]
extendedKeyUsage = critical, serverAuth
`;

export type Purpose = 'stamping' | 'not-critical' | 'two-purposes' | 'server';
export interface Certified {
  readonly cert: string;
  readonly key: string;
}

/**
 * A real RFC 3161 authority: the one of openssl, with a root of its own. The older kind has an RSA key and names its certificate as
 * RFC 3161 had it before RFC 5816.
 */
export async function timeAuthority(name = 'Test', kind: 'new' | 'old' = 'new') {
  const folder = await mkdtemp(join(tmpdir(), 'continuity-tsa-'));
  const config = join(folder, 'openssl.cnf');
  const openssl = (...args: string[]) => run('openssl', args, { cwd: folder });
  await writeFile(config, CONFIG(folder, kind === 'new' ? 'sha256' : 'sha1'));
  await writeFile(join(folder, 'index.txt'), '');
  await writeFile(join(folder, 'serial'), '01\n');
  let made = 0;

  const certify = async (cn: string, section: string, from: string, to: string, self: boolean): Promise<Certified> => {
    const [cert, key, csr] = ['crt', 'key', 'csr'].map((ending) => join(folder, `${(made += 1)}.${ending}`));
    const pair = kind === 'new' ? ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] : ['-newkey', 'rsa:2048'];
    await openssl('req', '-new', '-nodes', ...pair, '-subj', `/CN=${cn}`, '-keyout', key, '-out', csr);
    const issuer = self ? ['-selfsign', '-keyfile', key] : ['-cert', root.cert, '-keyfile', root.key];
    const dates = ['-startdate', from, '-enddate', to];
    const how = ['-batch', '-notext', '-config', config, '-extensions', section];
    await openssl('ca', ...how, ...issuer, ...dates, '-in', csr, '-out', cert);
    return { cert, key };
  };
  const root: Certified = await certify(`${name} root`, 'root', '20200101000000Z', '20990101000000Z', true);
  const issue = (purpose: Purpose, from = '20200101000000Z', to = '20990101000000Z') =>
    certify(`${name} authority`, purpose, from, to, false);
  const signer = await issue('stamping');

  /** RFC 3161 reply to a request, both DER. openssl does not stamp with a certificate that is not for it. */
  const reply = async (request: Uint8Array, by = signer): Promise<Buffer> => {
    const at = join(folder, `stamp-${(made += 1)}`);
    await mkdir(at);
    await writeFile(join(at, 'request'), request);
    // One at a time: the number of the next stamp is in a file.
    const one = () =>
      openssl(
        ...['ts', '-reply', '-config', config, '-queryfile', join(at, 'request'), '-out', join(at, 'reply')],
        ...['-signer', by.cert, '-inkey', by.key, '-chain', root.cert],
      );
    queue = queue.then(one, one);
    await queue;
    return readFile(join(at, 'reply'));
  };
  let queue: Promise<unknown> = Promise.resolve();

  /** A reply that says the same, signed as whoever has any certificate can: openssl as a signer of messages. */
  const forge = async (good: Uint8Array, by: Certified, { names = true, at = '' } = {}): Promise<Buffer> => {
    const { timeStampToken } = new TimeStampResp({ schema: fromBER(plain(good)).result });
    const { encapContentInfo } = new SignedData({ schema: timeStampToken?.content as BaseBlock });
    let info = Buffer.from(encapContentInfo.eContent?.getValue() ?? new ArrayBuffer());
    if (at !== '') info = Buffer.from(info.toString('latin1').replace(/\d{14}Z/, at), 'latin1');
    const [tst, token] = [join(folder, `${(made += 1)}.tst`), join(folder, `${(made += 1)}.token`)];
    await writeFile(tst, info);
    const how = [
      '-binary',
      '-nodetach',
      '-nosmimecap',
      '-md',
      'sha256',
      '-outform',
      'DER',
      ...(names ? ['-cades'] : []),
    ];
    const type = ['-econtent_type', '1.2.840.113549.1.9.16.1.4'];
    await openssl('cms', '-sign', ...how, ...type, '-signer', by.cert, '-inkey', by.key, '-in', tst, '-out', token);
    const content = new ContentInfo({ schema: fromBER(plain(await readFile(token))).result }).toSchema();
    const status = new Sequence({ value: [new Integer({ value: 0 })] });
    return Buffer.from(new Sequence({ value: [status, content] }).toBER());
  };

  /** Takes a certificate back, now. @param reason as openssl has them, such as keyCompromise; none unless told. */
  const revoke = async ({ cert }: Certified, reason?: string): Promise<void> => {
    const why = reason === undefined ? [] : ['-crl_reason', reason];
    await openssl('ca', '-config', config, '-cert', root.cert, '-keyfile', root.key, '-revoke', cert, ...why);
  };
  /** The list of what was taken back by now, in PEM. @param since when it is made, such as 20250101000000Z; now unless told. */
  const revoked = async (since?: string): Promise<Buffer> => {
    const out = join(folder, `${(made += 1)}.crl`);
    const when = since === undefined ? [] : ['-crl_lastupdate', since, '-crl_nextupdate', '20990101000000Z'];
    await openssl(
      ...['ca', '-config', config, '-cert', root.cert, '-keyfile', root.key, '-gencrl', ...when, '-out', out],
    );
    return readFile(out);
  };

  /** openssl's own word on a reply. @throws when it is not good. */
  const verify = async (answer: Uint8Array, note: string): Promise<void> => {
    const at = join(folder, `verify-${(made += 1)}`);
    await mkdir(at);
    await writeFile(join(at, 'reply'), answer);
    await writeFile(join(at, 'note'), note);
    await openssl('ts', '-verify', '-in', join(at, 'reply'), '-data', join(at, 'note'), '-CAfile', root.cert);
  };

  let isDown = false;
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (isDown) return void response.writeHead(503).end();
      const send = (answer: Buffer) =>
        response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(answer);
      reply(Buffer.concat(chunks)).then(send, () => response.writeHead(500).end());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    rootsPem: await readFile(root.cert, 'utf8'),
    ...{ issue, reply, forge, revoke, revoked, verify, signer, rootsFile: root.cert },
    down: (is: boolean) => void (isDown = is),
    asked: () => asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}

export type TimeAuthority = Awaited<ReturnType<typeof timeAuthority>>;
