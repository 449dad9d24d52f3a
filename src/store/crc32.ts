/**
 * CRC-32 for hosts without node:zlib: the reflected polynomial 0xedb88320 of ISO 3309, gzip and PNG, whose check value
 * (the sum of the text `123456789`) is 0xcbf43926. It finds every flipped bit and every burst of up to 32 bits.
 */
import { makeCrcTables, updateCrc } from './crc-table.ts';

const TABLES: Int32Array = /* @__PURE__ */ makeCrcTables(0xedb88320);

/** The CRC-32 of bytes, from 0 to 2^32 - 1. `before` is the sum of what stands in front of them, as in node:zlib. */
export function crc32(bytes: Uint8Array, before = 0): number {
  return ~updateCrc(TABLES, ~before, bytes, 0, bytes.length) >>> 0;
}
