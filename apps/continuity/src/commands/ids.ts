import { hash } from 'node:crypto';

/** The four values that the first hexadecimal digit of the variant may have (RFC 9562 section 4.1). */
const VARIANTS = ['8', '9', 'a', 'b'];

/**
 * A UUID (version 8, RFC 9562 section 5.8) derived from names: the same names, the same id. So a command that is sent again
 * makes the same events, and the ledger knows them.
 */
export function derivedId(...names: readonly (string | number)[]): string {
  const hex = hash('sha256', names.join('\n'), 'hex');
  const variant = VARIANTS[Number.parseInt(hex.charAt(16), 16) % VARIANTS.length];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
