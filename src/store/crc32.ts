/**
 * CRC-32 for hosts without node:zlib: the reflected polynomial 0xedb88320 of ISO 3309, gzip and PNG, whose check value
 * (the sum of the text `123456789`) is 0xcbf43926. It finds every flipped bit and every burst of up to 32 bits.
 *
 * Eight bytes a step ("slicing by 8", Kounavis and Berry, 2005): `TABLES[k][byte]` is the sum of a byte that has k zero
 * bytes behind it, so eight look-ups do the work of eight dependent steps.
 */
const POLYNOMIAL = 0xedb88320;

/** Eight tables of 256 entries, one behind the other: 8 kB. */
const TABLES: Int32Array = /* @__PURE__ */ makeTables();

function makeTables(): Int32Array {
  const tables = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let sum = byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ POLYNOMIAL : sum >>> 1;
    tables[byte] = sum;
  }
  for (let i = 256; i < tables.length; i++) {
    const shorter = tables[i - 256]!;
    tables[i] = (shorter >>> 8) ^ tables[shorter & 0xff]!;
  }
  return tables;
}

/** The CRC-32 of bytes, from 0 to 2^32 - 1. `before` is the sum of what stands in front of them, as in node:zlib. */
export function crc32(bytes: Uint8Array, before = 0): number {
  const tables = TABLES;
  const bulkEnd = bytes.length - (bytes.length % 8);
  let sum = ~before;
  let at = 0;
  for (; at < bulkEnd; at += 8) {
    const low = sum ^ (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
    sum =
      tables[1792 + (low & 0xff)]! ^
      tables[1536 + ((low >>> 8) & 0xff)]! ^
      tables[1280 + ((low >>> 16) & 0xff)]! ^
      tables[1024 + (low >>> 24)]! ^
      tables[768 + bytes[at + 4]!]! ^
      tables[512 + bytes[at + 5]!]! ^
      tables[256 + bytes[at + 6]!]! ^
      tables[bytes[at + 7]!]!;
  }
  for (; at < bytes.length; at++) sum = (sum >>> 8) ^ tables[(sum ^ bytes[at]!) & 0xff]!;
  return ~sum >>> 0;
}
