/**
 * Checksums of the CRC-32 kind, for any reflected polynomial, eight bytes a step ("slicing by 8", Kounavis and Berry,
 * 2005): `tables[256 * k + byte]` is the sum of a byte that has k zero bytes behind it, so eight look-ups do the work of
 * eight dependent steps.
 */

/** Eight tables of 256 entries, one behind the other: 8 kB. The polynomial has its bits reversed. */
export function makeCrcTables(polynomial: number): Int32Array {
  const tables = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let sum = byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ polynomial : sum >>> 1;
    tables[byte] = sum;
  }
  for (let i = 256; i < tables.length; i++) {
    const shorter = tables[i - 256]!;
    tables[i] = (shorter >>> 8) ^ tables[shorter & 0xff]!;
  }
  return tables;
}

/** The running sum, not inverted, after the bytes from `start` up to `end`, which is not included. */
export function updateCrc(tables: Int32Array, sum: number, bytes: Uint8Array, start: number, end: number): number {
  const bulkEnd = end - ((end - start) % 8);
  let at = start;
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
  for (; at < end; at++) sum = (sum >>> 8) ^ tables[(sum ^ bytes[at]!) & 0xff]!;
  return sum;
}
