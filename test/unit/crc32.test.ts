import { crc32 as nodeCrc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../src/store/crc32.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('crc32', () => {
  it.each([
    // the check value of CRC-32/ISO-HDLC
    ['123456789', 0xcbf43926],
    ['', 0],
    // IEND of every PNG file: its chunk type alone
    ['IEND', 0xae426082],
    // Wikipedia, "Cyclic redundancy check"
    ['The quick brown fox jumps over the lazy dog', 0x414fa339],
  ])('of %j is the published value', (message, sum) => {
    expect(crc32(text(message))).toBe(sum);
  });

  it('goes on from the sum of what stands before, wherever it is cut', () => {
    const message = text('123456789');
    for (let at = 0; at <= message.length; at++)
      expect(crc32(message.subarray(at), crc32(message.subarray(0, at)))).toBe(0xcbf43926);
  });

  it('is that of node:zlib for every length around the step of eight bytes, at any offset', () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, i) => (i * i * 7 + 3 * i + 251) % 256);
    for (let length = 0; length < 70; length++)
      for (const from of [0, 1, 3, 200])
        expect(crc32(bytes.subarray(from, from + length))).toBe(nodeCrc32(bytes.subarray(from, from + length)));
    expect(crc32(new Uint8Array(1000).fill(0xff))).toBe(nodeCrc32(new Uint8Array(1000).fill(0xff)));
  });
});
