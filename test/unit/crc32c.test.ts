import { describe, expect, it } from 'vitest';
import { crc32c, findMaskedCrc32c, maskedCrc32c } from '../../src/store/crc32c.ts';

const bytes = (length: number, at: (i: number) => number) => Uint8Array.from({ length }, (_, i) => at(i));

describe('CRC-32C', () => {
  // RFC 3720, appendix B.4; the last from the catalogue of CRC algorithms
  it.each([
    ['32 bytes of zeros', bytes(32, () => 0), 0x8a9136aa],
    ['32 bytes of ones', bytes(32, () => 0xff), 0x62a8ab43],
    ['32 bytes ascending', bytes(32, (i) => i), 0x46dd794e],
    ['32 bytes descending', bytes(32, (i) => 31 - i), 0x113fdb5c],
    ['the digits 1 to 9', new TextEncoder().encode('123456789'), 0xe3069283],
    ['nothing', new Uint8Array(), 0],
  ])('of %s is the published one', (_what, given, expected) => {
    expect(crc32c(given)).toBe(expected);
    const among = Uint8Array.of(7, ...given, 9);
    expect(crc32c(among, 1, 1 + given.length)).toBe(expected);
  });

  it('is masked as LevelDB does: turned right by 15 bits, and 0xa282ead8 added', () => {
    // 0xe3069283 turned right by 15 is 0x2507c60d
    expect(maskedCrc32c(new TextEncoder().encode('123456789'), 0, 9)).toBe(0x2507c60d + 0xa282ead8);
  });

  it('is found behind the bytes that it is of', () => {
    // 0xc78ab0e5, little endian
    const stored = Uint8Array.of(7, 7, ...new TextEncoder().encode('123456789'), 0xe5, 0xb0, 0x8a, 0xc7, 1);
    expect(findMaskedCrc32c(stored, 2)).toBe(11);
    expect(findMaskedCrc32c(stored, 1)).toBeUndefined();
    expect(findMaskedCrc32c(stored.subarray(0, 14), 2)).toBeUndefined();
  });
});
