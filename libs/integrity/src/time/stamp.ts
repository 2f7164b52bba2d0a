import { fromBER, Integer, OctetString, Sequence, type BaseBlock } from 'asn1js';
import {
  AlgorithmIdentifier,
  Certificate,
  ContentInfo,
  ExtKeyUsage,
  id_eContentType_TSTInfo,
  id_ExtKeyUsage,
  id_sha1,
  id_sha256,
  IssuerAndSerialNumber,
  MessageImprint,
  SignedData,
  SignedDataVerifyError,
  TimeStampReq,
  TimeStampResp,
  TSTInfo,
} from 'pkijs';
import { BadStamp } from './bad-stamp.js';
import { notRevokedAsOf, type RevocationLists } from './revocation.js';

/** What a good reply shows: this note existed at that moment, says that authority. */
export interface Stamp {
  /** ms since 1970. */
  readonly stampedAt: number;
  /** The common name of the authority's certificate. */
  readonly by: string;
  /** The first four bytes of the SHA-256 of its certificate, as a number: stands in the log. */
  readonly authority: number;
  /** ms since 1970: nothing was known then of a revocation; undefined where no list of the reader's tells. */
  readonly notRevokedAt?: number | undefined;
}

/** Certificates of those whose stamps a reader believes. */
export type TrustedRoots = readonly Certificate[];

/** How far the clocks of an authority and ours may be apart. */
const CLOCKS_APART_MS = 120_000;
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const COMMON_NAME = '2.5.4.3';
/** ESSCertIDv2 and ESSCertID: RFC 5816 section 2.2.1 and RFC 2634 section 5.4. */
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12';
const DIGESTS: Readonly<Record<string, string>> = {
  [id_sha1]: 'SHA-1',
  [id_sha256]: 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
};

const plain = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
const bytesOf = (note: string) => plain(Buffer.from(note));
const digestOf = async (name: string, bytes: ArrayBuffer) => Buffer.from(await crypto.subtle.digest(name, bytes));

/** @throws BadStamp when a text holds no certificates in PEM, or one that cannot be read. */
export function rootsFromPem(pem: string): TrustedRoots {
  const blocks = [...pem.matchAll(/-----BEGIN CERTIFICATE-----([\sA-Za-z0-9+/=]+)-----END CERTIFICATE-----/g)];
  if (blocks.length === 0) throw new BadStamp('There are no certificates (PEM) in it');
  return blocks.map(([, base64]) =>
    attempt('A certificate cannot be read', () => Certificate.fromBER(plain(Buffer.from(base64, 'base64')))),
  );
}

/** An RFC 3161 request for the stamp of a note. @param nonce 8 random bytes. */
export async function stampRequest(note: string, nonce: Uint8Array): Promise<Buffer> {
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: id_sha256 }),
      hashedMessage: new OctetString({ valueHex: plain(await digestOf('SHA-256', bytesOf(note))) }),
    }),
    nonce: new Integer({ valueHex: plain(positive(nonce)) }),
    certReq: true,
  });
  return Buffer.from(request.toSchema().toBER());
}

/** DER writes a number whose first bit is set with a zero before it, and none with zeros that are not needed. */
const positive = (nonce: Uint8Array): Uint8Array => Uint8Array.from([0x40 | (nonce[0] & 0x3f), ...nonce.subarray(1)]);

/**
 * A reply that has just come: all of `openStamp`, and that it answers this request.
 *
 * @throws BadStamp
 */
export async function openReply(
  reply: Uint8Array,
  asked: { readonly note: string; readonly nonce: Uint8Array; readonly sentAt: number; readonly receivedAt: number },
  roots: TrustedRoots,
): Promise<Stamp> {
  const { info } = tokenOf(reply);
  const nonce = info.nonce && Buffer.from(info.nonce.valueBlock.valueHexView);
  if (!nonce?.equals(positive(asked.nonce))) throw new BadStamp('The nonce is not the one that was sent');
  const stamp = await openStamp(reply, asked.note, roots);
  const { sentAt, receivedAt } = asked;
  if (stamp.stampedAt < sentAt - CLOCKS_APART_MS || stamp.stampedAt > receivedAt + CLOCKS_APART_MS)
    throw new BadStamp(`It says ${iso(stamp.stampedAt)}, and was asked for at ${iso(sentAt)}`);
  return stamp;
}

/**
 * The stamp in a reply (RFC 3161 TimeStampResp, DER), checked offline as of its own time: status, imprint, signature, the signing
 * certificate by ESSCertID and by issuer and serial number, its critical and only purpose timeStamping, its validity, its chain.
 *
 * @param note what was stamped.
 * @param roots MUST be given for the stamp to be believed; without them anybody may have made it.
 * @param lists of revoked certificates that the reader has; without them a stolen key of an authority goes unnoticed.
 * @throws BadStamp
 */
export async function openStamp(
  reply: Uint8Array,
  note: string,
  roots: TrustedRoots | undefined,
  lists: RevocationLists = [],
): Promise<Stamp> {
  const { signed, info } = tokenOf(reply);
  const { hashAlgorithm, hashedMessage } = info.messageImprint;
  const imprint = await digestOf('SHA-256', bytesOf(note));
  if (hashAlgorithm.algorithmId !== id_sha256 || !imprint.equals(hashedMessage.valueBlock.valueHexView))
    throw new BadStamp('It stamps something else (message imprint)');
  const signer = await signerOf(signed);
  assertPurpose(signer);
  const at = info.genTime;
  if (at < signer.notBefore.value || at > signer.notAfter.value)
    throw new BadStamp(`The authority’s certificate was not valid at ${at.toISOString()}`);
  const path = await assertSigned(signed, note, roots);
  const notRevokedAt = roots && (await notRevokedAsOf(path, at, lists));
  const authority = (await digestOf('SHA-256', signer.toSchema().toBER())).readUInt32BE();
  return { stampedAt: at.getTime(), by: nameOf(signer), authority, notRevokedAt };
}

function tokenOf(reply: Uint8Array): { readonly signed: SignedData; readonly info: TSTInfo } {
  return attempt('It is no reply of a time-stamp authority', () => {
    const { offset, result } = fromBER(plain(reply));
    if (offset !== reply.length) throw new BadStamp('It is not a reply and nothing after the reply');
    const { status, timeStampToken } = new TimeStampResp({ schema: result });
    if ((status.status as number) > 1 || !timeStampToken)
      throw new BadStamp(`The authority refused (status ${status.status})`);
    if (timeStampToken.contentType !== ContentInfo.SIGNED_DATA) throw new BadStamp('It holds no token');
    const signed = new SignedData({ schema: timeStampToken.content as BaseBlock });
    const { eContentType, eContent } = signed.encapContentInfo;
    if (eContentType !== id_eContentType_TSTInfo || !eContent || signed.signerInfos.length !== 1)
      throw new BadStamp('It holds no token of one authority');
    return { signed, info: TSTInfo.fromBER(eContent.getValue()) };
  });
}

/** The certificate that the signer names twice, by issuer and serial number and by its hash. */
async function signerOf({ signerInfos, certificates }: SignedData): Promise<Certificate> {
  const [{ sid, signedAttrs }] = signerInfos;
  if (!(sid instanceof IssuerAndSerialNumber))
    throw new BadStamp('Its signer is not named by issuer and serial number');
  const signer = certificates?.find(
    (one): one is Certificate =>
      one instanceof Certificate && one.issuer.isEqual(sid.issuer) && one.serialNumber.isEqual(sid.serialNumber),
  );
  if (!signer) throw new BadStamp('The certificate of its signer is not in it');
  const attributes = signedAttrs?.attributes ?? [];
  const named =
    attributes.find(({ type }) => type === SIGNING_CERTIFICATE_V2) ??
    attributes.find(({ type }) => type === SIGNING_CERTIFICATE);
  const [first, second] = childrenOf(childrenOf(childrenOf(named?.values[0] as BaseBlock | undefined)[0])[0]);
  const digestName =
    first instanceof Sequence
      ? DIGESTS[new AlgorithmIdentifier({ schema: first }).algorithmId]
      : named?.type === SIGNING_CERTIFICATE
        ? 'SHA-1'
        : 'SHA-256';
  const hashed = first instanceof Sequence ? second : first;
  const digest = digestName && (await digestOf(digestName, signer.toSchema().toBER()));
  if (!digest || !(hashed instanceof OctetString) || !digest.equals(hashed.valueBlock.valueHexView))
    throw new BadStamp('Its signer is another than the one it names (ESSCertID)');
  return signer;
}

const childrenOf = (block: BaseBlock | undefined): readonly BaseBlock[] =>
  block instanceof Sequence ? block.valueBlock.value : [];

/** RFC 3161 section 2.3: the purpose is timeStamping, it is the only one, and critical. pkijs does not look. */
function assertPurpose({ extensions }: Certificate): void {
  const purposes = extensions?.find(({ extnID }) => extnID === id_ExtKeyUsage);
  const parsed: unknown = purposes?.parsedValue;
  if (!purposes?.critical || !(parsed instanceof ExtKeyUsage) || parsed.keyPurposes.join() !== TIME_STAMPING)
    throw new BadStamp('The certificate of its signer is not for time-stamping only');
}

/** @returns the certificates from the signer to a root, where there are roots. */
async function assertSigned(
  signed: SignedData,
  note: string,
  roots: TrustedRoots | undefined,
): Promise<readonly Certificate[]> {
  const trust = roots ? { checkChain: true, trustedCerts: [...roots] } : {};
  const verified = await signed
    .verify({ signer: 0, data: bytesOf(note), extendedMode: true, ...trust })
    .catch((error: unknown) => {
      throw new BadStamp(error instanceof SignedDataVerifyError ? error.message : String(error));
    });
  if (!verified.signatureVerified) throw new BadStamp('Its signature is wrong');
  return verified.certificatePath;
}

function nameOf({ subject }: Certificate): string {
  const found = subject.typesAndValues.find(({ type }) => type === COMMON_NAME);
  return found ? String(found.value.valueBlock.value) : 'an authority without a name';
}

const iso = (ms: number) => new Date(ms).toISOString();

function attempt<T>(what: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof BadStamp) throw error;
    throw new BadStamp(what, { cause: error });
  }
}
