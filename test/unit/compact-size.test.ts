import { expect, it } from 'vitest';
import { bytesToHex, encodeCompactSize } from '../../src/primitives/index.ts';

// Bitcoin wiki, Protocol documentation, "Variable length integer": the shortest form at each boundary
it.each([
  [0, '00'],
  [0xfc, 'fc'],
  [0xfd, 'fdfd00'],
  [0xffff, 'fdffff'],
  [0x10000, 'fe00000100'],
  [0xffffffff, 'feffffffff'],
  [0x100000000, 'ff0000000001000000'],
])('writes a count of %d in its shortest form', (count, hex) => {
  expect(bytesToHex(encodeCompactSize(count))).toBe(hex);
});

it('refuses what is no count', () => {
  expect(() => encodeCompactSize(-1)).toThrow(RangeError);
  expect(() => encodeCompactSize(0.5)).toThrow(TypeError);
});
