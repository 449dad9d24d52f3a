import { expect, it } from 'vitest';
import {
  bytesToHex,
  bytesToUint256LE,
  hexToBytes,
  UINT256_MAX,
  uint256ToBytesLE,
  uint256ToHex,
} from '../../src/primitives/index.ts';

it('reads 32 bytes as a little-endian number', () => {
  expect(bytesToUint256LE(hexToBytes(`01${'00'.repeat(31)}`))).toBe(1n);
  expect(bytesToUint256LE(hexToBytes(`${'00'.repeat(31)}80`))).toBe(2n ** 255n);
  expect(bytesToUint256LE(hexToBytes('ff'.repeat(32)))).toBe(UINT256_MAX);
});

it('writes a number in wire order and in display order', () => {
  expect(bytesToHex(uint256ToBytesLE(0x0102n))).toBe(`0201${'00'.repeat(30)}`);
  expect(uint256ToHex(0x0102n)).toBe(`${'00'.repeat(30)}0102`);
});

it('refuses a number that does not fit', () => {
  expect(() => uint256ToHex(2n ** 256n)).toThrow(RangeError);
  expect(() => uint256ToHex(-1n)).toThrow(RangeError);
  expect(() => bytesToUint256LE(new Uint8Array(33))).toThrow('bytes: expected 32 bytes, got 33');
});
