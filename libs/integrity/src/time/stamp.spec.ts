import { randomBytes } from 'node:crypto';
import { jest } from '@jest/globals';
import { timeAuthority, type TimeAuthority } from '../../../../test/support/time-authority.js';
import { BadStamp } from './bad-stamp.js';
import { revocationListsFrom } from './revocation.js';
import { openReply, openStamp, rootsFromPem, stampRequest, type TrustedRoots } from './stamp.js';

jest.setTimeout(60_000);

describe('a time-stamp of a real authority', () => {
  const note = 'continuity.test\n7\nAAAA\n\n— continuity.test BBBB\n';
  const nonce = randomBytes(8);
  let tsa: TimeAuthority;
  let roots: TrustedRoots;
  let reply: Buffer;
  let sentAt: number;
  beforeAll(async () => {
    tsa = await timeAuthority();
    roots = rootsFromPem(tsa.rootsPem);
    sentAt = Date.now();
    reply = await tsa.reply(await stampRequest(note, nonce));
  });
  afterAll(() => tsa.close());

  const opened = (of: Uint8Array, said = note, trusted: TrustedRoots | undefined = roots) =>
    openStamp(of, said, trusted).catch((error: unknown) => {
      if (error instanceof BadStamp) return error.message;
      throw error;
    });
  const asked = (more = {}) => ({ note, nonce, sentAt, receivedAt: Date.now(), ...more });

  it('says when a note was there, and who says so; openssl agrees', async () => {
    const stamp = await openReply(reply, asked(), roots);
    expect(stamp.by).toBe('Test authority');
    expect(Math.abs(stamp.stampedAt - sentAt)).toBeLessThan(120_000);
    expect(stamp.authority).toBeGreaterThan(0);
    await tsa.verify(reply, note);
    expect(await openStamp(reply, note, undefined)).toStrictEqual(stamp);
  });

  it('is refused when it answers another request', async () => {
    await expect(openReply(reply, asked({ nonce: randomBytes(8) }), roots)).rejects.toThrow('nonce');
    await expect(openReply(reply, asked({ sentAt: sentAt + 300_000 }), roots)).rejects.toThrow('asked for at');
    await expect(openReply(reply, asked({ receivedAt: sentAt - 300_000 }), roots)).rejects.toThrow('asked for at');
  });

  it('is refused when it stamps something else, was damaged, or is none', async () => {
    expect(await opened(reply, `${note} `)).toContain('message imprint');
    const damaged = Buffer.from(reply);
    damaged[damaged.length - 10] ^= 1;
    expect(await opened(damaged)).toMatch(/signature is wrong|Error/);
    expect(await opened(Buffer.concat([reply, Buffer.of(0)]))).toContain('after the reply');
    expect(await opened(Buffer.from('nonsense'))).toContain('reply');
    expect(await opened(Buffer.alloc(0))).toContain('reply');
    const refused = await tsa.reply(Buffer.from('nonsense'));
    expect(await opened(refused)).toContain('refused (status 2)');
  });

  it('is refused when its authority is nobody’s whom the reader believes', async () => {
    const foreign = await timeAuthority('Foreign', 'old');
    try {
      const theirs = await foreign.reply(await stampRequest(note, nonce));
      expect(await opened(theirs)).toMatch(/certificate/i);
      expect(await opened(theirs, note, rootsFromPem(foreign.rootsPem))).toMatchObject({ by: 'Foreign authority' });
    } finally {
      await foreign.close();
    }
  });

  it.each(['server', 'not-critical', 'two-purposes'] as const)(
    'is refused from a certificate that is not for time-stamping only: %s',
    async (purpose) =>
      expect(await opened(await tsa.forge(reply, await tsa.issue(purpose)))).toContain('not for time-stamping only'),
  );

  it('is refused when it does not say by its hash which certificate signed it', async () => {
    expect(await opened(await tsa.forge(reply, tsa.signer))).toMatchObject({ by: 'Test authority' });
    expect(await opened(await tsa.forge(reply, tsa.signer, { names: false }))).toContain('ESSCertID');
  });

  it('is checked as of its own time: good after its certificate ended, refused when made after that', async () => {
    const old = await tsa.issue('stamping', '20200101000000Z', '20210101000000Z');
    expect(await opened(await tsa.forge(reply, old))).toContain('was not valid at');
    const archived = await tsa.forge(reply, old, { at: '20200601120000Z' });
    expect(await opened(archived)).toMatchObject({ stampedAt: Date.UTC(2020, 5, 1, 12) });
  });

  describe('to a reader who has lists of revoked certificates', () => {
    let other: TimeAuthority;
    let theirs: TrustedRoots;
    let archived: Buffer;
    beforeAll(async () => {
      other = await timeAuthority();
      theirs = rootsFromPem(other.rootsPem);
      archived = await other.forge(reply, other.signer, { at: '20200601120000Z' });
    });
    afterAll(() => other.close());
    const openedBy = (list: Uint8Array, of = archived, who = theirs) =>
      openStamp(of, note, who, revocationListsFrom(list)).then(
        ({ notRevokedAt }) => notRevokedAt && Date.now() - notRevokedAt < 120_000,
        (error: Error) => error.message,
      );

    it('is good as of a newer list, and of nothing known by an older one or by that of somebody else', async () => {
      const pem = await other.revoked();
      const der = Buffer.from(pem.toString().replace(/-----.*-----|\s/g, ''), 'base64');
      expect([await openedBy(pem), await openedBy(der)]).toStrictEqual([true, true]);
      expect(await openedBy(await other.revoked('20200501000000Z'))).toBeUndefined();
      expect(await openedBy(await tsa.revoked())).toBeUndefined();
      expect(await openedBy(pem, reply, roots)).toBeUndefined();
      expect(() => revocationListsFrom(Buffer.from('nothing'))).toThrow('no list of revoked certificates');
    });

    it('stands when the authority only ended, is nothing after that, and nothing at all when its key may be stolen', async () => {
      await other.revoke(other.signer, 'superseded');
      const ended = await other.revoked();
      expect(await openedBy(ended)).toBe(true);
      expect(await openedBy(ended, await other.forge(reply, other.signer, { at: '20980601120000Z' }))).toContain(
        'revoked',
      );
      for (const reason of [undefined, 'keyCompromise']) {
        const signer = await other.issue('stamping');
        const stamp = await other.forge(reply, signer, { at: '20200601120000Z' });
        await other.revoke(signer, reason);
        expect(await openedBy(await other.revoked(), stamp)).toContain('was revoked at');
        expect(await openedBy(await other.revoked('20200501000000Z'), stamp)).toContain('was revoked at');
      }
    });
  });

  it('needs certificates in PEM as roots', () => {
    expect(() => rootsFromPem('nothing')).toThrow('no certificates');
    expect(() => rootsFromPem('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')).toThrow(
      'cannot be read',
    );
  });
});
