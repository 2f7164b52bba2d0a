import { hash } from 'node:crypto';

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
    return hash('sha256', block.subarray(at, at + length), 'binary');
  }
}

/** Big-endian, 64 bits of which a number holds 53; two 32-bit halves, because BigInt takes ten times as long. @throws RangeError */
export function writeNumber(bytes: Buffer, number: number, at: number): void {
  if (!Number.isSafeInteger(number) || number < 0) throw new RangeError(`${number} cannot stand in the log`);
  bytes.writeUInt32BE(Math.floor(number / 2 ** 32), at);
  bytes.writeUInt32BE(number % 2 ** 32, at + 4);
}

export const readNumber = (bytes: Buffer, at: number): number =>
  bytes.readUInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);
