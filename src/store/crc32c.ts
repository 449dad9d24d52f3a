/**
 * CRC-32C (Castagnoli, RFC 3720 appendix B.4), the checksum in LevelDB's files, eight bytes a step: some 600 MB/s, so a
 * store of a million headers takes 0.15 s. Node has CRC-32 built in, but not this one.
 */

/** The polynomial, bits reversed. */
const POLYNOMIAL = 0x82f63b78;

/** Table `k` of 8: what a byte contributes when `k` more bytes follow it. */
const TABLES: Int32Array[] = [Int32Array.from({ length: 256 }, (_, byte) => shiftOut(byte))];
for (let k = 1; k < 8; k++)
  TABLES.push(Int32Array.from(TABLES[k - 1] ?? [], (crc) => shiftOut(crc & 0xff) ^ (crc >>> 8)));

function shiftOut(byte: number): number {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  return crc;
}

const [T0, T1, T2, T3, T4, T5, T6, T7] = TABLES as [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
];

/** The checksum of the bytes from `start` up to `end`, which is not included; 0 to 2^32 - 1. */
export function crc32c(bytes: Uint8Array, start = 0, end: number = bytes.length): number {
  const at = (table: Int32Array, byte: number): number => table[byte & 0xff] as number;
  const byte = (place: number): number => bytes[place] as number;
  let crc = -1;
  let i = start;
  for (; i + 8 <= end; i += 8) {
    crc ^= byte(i) | (byte(i + 1) << 8) | (byte(i + 2) << 16) | (byte(i + 3) << 24);
    crc =
      at(T7, crc) ^
      at(T6, crc >>> 8) ^
      at(T5, crc >>> 16) ^
      at(T4, crc >>> 24) ^
      at(T3, byte(i + 4)) ^
      at(T2, byte(i + 5)) ^
      at(T1, byte(i + 6)) ^
      at(T0, byte(i + 7));
  }
  for (; i < end; i++) crc = at(T0, crc ^ byte(i)) ^ (crc >>> 8);
  return ~crc >>> 0;
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
    crc = (T0[(crc ^ (bytes[at] as number)) & 0xff] as number) ^ (crc >>> 8);
  }
  return undefined;
}
