import { Enumerated } from 'asn1js';
import { CertificateRevocationList, type Certificate, type Extension, type RevokedCertificate } from 'pkijs';
import { BadStamp } from './bad-stamp.js';

/** Lists of certificates that were revoked (RFC 5280 section 5), each signed by whoever issued them. */
export type RevocationLists = readonly CertificateRevocationList[];

const REASON_CODE = '2.5.29.21';
/** Unspecified, affiliation changed, superseded, cessation: RFC 3161 section 4 lets what was stamped before stand. */
const NOT_COMPROMISED = [0, 3, 4, 5];

/** @param file one list in DER, as authorities publish it, or any number in PEM. @throws BadStamp when it holds none. */
export function revocationListsFrom(file: Uint8Array): RevocationLists {
  const blocks = Buffer.from(file)
    .toString('latin1')
    .matchAll(/-----BEGIN X509 CRL-----([^-]+)-----END X509 CRL-----/g);
  const lists = [...blocks].map(([, base64]) => Buffer.from(base64, 'base64'));
  try {
    return (lists.length > 0 ? lists : [file]).map((der) =>
      CertificateRevocationList.fromBER(new Uint8Array(der).buffer),
    );
  } catch (error) {
    throw new BadStamp('There is no list of revoked certificates (CRL, in DER or PEM) in it', { cause: error });
  }
}

/**
 * Whether a certificate that a stamp rests on was revoked in a way that takes the stamp's force (RFC 3161 section 4).
 *
 * @param path the certificates from the signer to the root, each issued by the next. @param at when it was stamped.
 * @returns since when, at least, none of them is known to have been revoked, in ms since 1970: the oldest list of those that speak of
 * each; undefined when no list made after `at` speaks of one. @throws BadStamp when one was revoked.
 */
export async function notRevokedAsOf(
  path: readonly Certificate[],
  at: Date,
  lists: RevocationLists,
): Promise<number | undefined> {
  const spoken: number[] = [];
  for (const [i, issuer] of path.slice(1).entries()) {
    const certificate = path[i];
    let latest: number | undefined;
    for (const list of lists.filter((one) => one.issuer.isEqual(issuer.subject))) {
      if (!(await list.verify({ issuerCertificate: issuer }).catch(() => false))) continue;
      const revoked = list.revokedCertificates?.find(({ userCertificate }) =>
        userCertificate.isEqual(certificate.serialNumber),
      );
      if (revoked && !(isHarmless(revoked) && at < revoked.revocationDate.value))
        throw new BadStamp(
          `A certificate that it rests on was revoked at ${revoked.revocationDate.value.toISOString()}`,
        );
      // A list with a critical extension is of some certificates only, or says what changed since another.
      if (list.thisUpdate.value >= at && !list.crlExtensions?.extensions.some(({ critical }) => critical))
        latest = Math.max(latest ?? 0, list.thisUpdate.value.getTime());
    }
    if (latest === undefined) return undefined;
    spoken.push(latest);
  }
  return spoken.length > 0 ? Math.min(...spoken) : undefined;
}

function isHarmless({ crlEntryExtensions }: RevokedCertificate): boolean {
  const found = crlEntryExtensions?.extensions.find(({ extnID }: Extension) => extnID === REASON_CODE);
  const reason: unknown = found?.parsedValue;
  return reason instanceof Enumerated && NOT_COMPROMISED.includes(reason.valueBlock.valueDec);
}
