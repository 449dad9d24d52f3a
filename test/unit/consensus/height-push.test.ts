import { describe, expect, test } from 'vitest';
import { encodeHeightPush } from '../../../src/consensus/index.ts';

describe('encodeHeightPush', () => {
  test.each([
    [1, '51'],
    [16, '60'],
    [17, '0111'],
    [127, '017f'],
    [128, '028000'],
    [255, '02ff00'],
    [256, '020001'],
    [32_767, '02ff7f'],
    [32_768, '03008000'],
    // The height of the first block of mainnet that had to have it.
    [227_931, '035b7a03'],
    [0x7fffff, '03ffff7f'],
    [0x800000, '0400008000'],
    [0x7fffffff, '04ffffff7f'],
  ])('%i', (height, push) => {
    expect(Buffer.from(encodeHeightPush(height)).toString('hex')).toBe(push);
  });

  test('genesis has no height push, and a fraction is no height', () => {
    expect(() => encodeHeightPush(0)).toThrow('height: expected an integer from 1 to 2147483647, got 0');
    expect(() => encodeHeightPush(0x80000000)).toThrow(RangeError);
    expect(() => encodeHeightPush(1.5)).toThrow(TypeError);
  });
});
