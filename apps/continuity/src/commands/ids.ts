import { createHash } from 'node:crypto';

/**
 * A UUID (version 8, RFC 9562 section 5.8) derived from names: the same names, the same id. So a command that is sent again
 * makes the same events, and the ledger knows them.
 */
export function derivedId(...names: readonly (string | number)[]): string {
  const bytes = createHash('sha256').update(names.join('\n')).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
