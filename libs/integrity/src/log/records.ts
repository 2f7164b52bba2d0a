import { latin1Of } from '../hashing.js';

const A_BLOCK = 1_024;

/** Where a record begins. */
export interface Found {
  readonly block: Buffer;
  readonly at: number;
}

/**
 * Records of one width in blocks of bytes: a million of them are a thousand objects to whoever collects garbage, and growing
 * copies nothing.
 */
export class Records {
  readonly #blocks: Buffer[] = [];
  count = 0;

  /** @param width in bytes. */
  constructor(private readonly width: number) {}

  /** @returns the number of a new record, from 0; what is in it is not said. */
  add(): number {
    if (this.count % A_BLOCK === 0) this.#blocks.push(Buffer.allocUnsafeSlow(A_BLOCK * this.width));
    this.count += 1;
    return this.count - 1;
  }

  find(record: number): Found {
    return { block: this.#blocks[Math.floor(record / A_BLOCK)], at: (record % A_BLOCK) * this.width };
  }

  /** A copy. */
  bytes(record: number, from: number, length: number): Buffer {
    const { block, at } = this.find(record);
    return Buffer.from(block.subarray(at + from, at + from + length));
  }

  /** SHA-256 of a record's first bytes, as a latin1 text of 32 characters. */
  digest(record: number, length: number): string {
    const { block, at } = this.find(record);
    return latin1Of(block.subarray(at, at + length));
  }
}

/** Big-endian, 64 bits of which a number holds 53; byte by byte, in a fifth of the time of `writeUInt32BE`. @throws RangeError */
export function writeNumber(bytes: Uint8Array, number: number, at: number): void {
  if (!Number.isSafeInteger(number) || number < 0) throw new RangeError(`${number} cannot stand in the log`);
  writeWord(bytes, Math.floor(number / 2 ** 32), at);
  writeWord(bytes, number >>> 0, at + 4);
}

/** Big-endian, 32 bits. */
export function writeWord(bytes: Uint8Array, word: number, at: number): void {
  bytes[at] = word >>> 24;
  bytes[at + 1] = word >>> 16;
  bytes[at + 2] = word >>> 8;
  bytes[at + 3] = word;
}

export const readNumber = (bytes: Buffer, at: number): number =>
  bytes.readUInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);
