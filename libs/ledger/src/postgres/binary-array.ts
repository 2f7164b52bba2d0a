/**
 * Arrays as parameters in PostgreSQL's binary form (array_recv in src/backend/utils/adt/arrayfuncs.c): nothing is quoted
 * here and nothing is parsed there, which is half of what a batch of JSON costs as text.
 */
const OID = { bool: 16, bytea: 17, int8: 20, int4: 23, text: 25, json: 114, uuid: 2950 } as const;
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
const INT_BYTES = 4;
const LONG_BYTES = 8;
const UUID_BYTES = 16;

const NULL = -1;

/** Room for an array, its header written. A null has a length and no bytes. */
function arrayOf(type: keyof typeof OID, count: number, elementBytes: number): Buffer {
  const array = Buffer.allocUnsafe(HEADER_BYTES + count * LENGTH_BYTES + elementBytes);
  array.writeInt32BE(1, 0); // dimensions
  array.writeInt32BE(1, 4); // there may be nulls
  array.writeInt32BE(OID[type], 8);
  array.writeInt32BE(count, 12);
  array.writeInt32BE(1, 16); // the first index
  return array;
}

type Nullable<T> = readonly (T | null)[];

/** An array of values of one width. */
function fixed<T>(
  type: keyof typeof OID,
  bytes: number,
  values: Nullable<T>,
  write: (array: Buffer, value: T, at: number) => void,
): Buffer {
  const array = arrayOf(type, values.length, values.length * bytes);
  let at = HEADER_BYTES;
  for (const value of values) {
    at = array.writeInt32BE(value === null ? NULL : bytes, at);
    if (value === null) continue;
    write(array, value, at);
    at += bytes;
  }
  return array.subarray(0, at);
}

export const texts = (values: Nullable<string>): Buffer => utf8('text', values);

/** Texts that are JSON and are stored as they are. */
export const jsons = (values: Nullable<string>): Buffer => utf8('json', values);

function utf8(type: 'text' | 'json', values: Nullable<string>): Buffer {
  let bytes = 0;
  for (const value of values) bytes += value === null ? 0 : Buffer.byteLength(value);
  const array = arrayOf(type, values.length, bytes);
  let at = HEADER_BYTES;
  for (const value of values) {
    const length = value === null ? 0 : array.write(value, at + LENGTH_BYTES);
    array.writeInt32BE(value === null ? NULL : length, at);
    at += LENGTH_BYTES + length;
  }
  return array;
}

export const booleans = (values: Nullable<boolean>): Buffer =>
  fixed('bool', 1, values, (array, value, at) => array.writeUInt8(value ? 1 : 0, at));

export const ints = (values: Nullable<number>): Buffer =>
  fixed('int4', INT_BYTES, values, (array, value, at) => array.writeInt32BE(value, at));

/** @param values safe integers. */
export const longs = (values: Nullable<number>): Buffer =>
  fixed('int8', LONG_BYTES, values, (array, value, at) => {
    array.writeInt32BE(Math.floor(value / 2 ** 32), at);
    array.writeUInt32BE(value >>> 0, at + INT_BYTES);
  });

export function bytes(values: readonly Uint8Array[]): Buffer {
  const array = arrayOf(
    'bytea',
    values.length,
    values.reduce((sum, { length }) => sum + length, 0),
  );
  let at = HEADER_BYTES;
  for (const value of values) {
    at = array.writeInt32BE(value.length, at);
    array.set(value, at);
    at += value.length;
  }
  return array;
}

/** @throws RangeError for a text that is no UUID. */
export const uuids = (values: Nullable<string>): Buffer =>
  fixed('uuid', UUID_BYTES, values, (array, value, at) => {
    if (array.write(value.replaceAll('-', ''), at, UUID_BYTES, 'hex') !== UUID_BYTES)
      throw new RangeError(`${value} is not a UUID`);
  });
