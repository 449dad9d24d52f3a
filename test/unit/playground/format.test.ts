import { describe, expect, it } from 'vitest';
import {
  formatRate,
  formatSeconds,
  formatUint256,
  shortHash,
  threeDigits,
} from '../../../examples/playground/src/format.ts';

describe('figures of the mine', () => {
  it.each([
    [0, '0 H/s'],
    [12.34, '12.3 H/s'],
    [999.4, '999 H/s'],
    [999.6, '1.00 kH/s'],
    [17_712_345, '17.7 MH/s'],
    [2.5e9, '2.50 GH/s'],
    [5e15, '5,000 TH/s'],
  ])('writes %d hashes a second', (rate, text) => {
    expect(formatRate(rate)).toBe(text);
  });

  it.each([
    [0, '0 ms'],
    [0.14, '140 ms'],
    [0.9996, '1.0 s'],
    [4.23, '4.2 s'],
    [99.96, '1 min 40 s'],
    [185, '3 min 5 s'],
    [3599.6, '1 h 0 min'],
    [7800, '2 h 10 min'],
    [Infinity, 'for ever'],
  ])('writes %d seconds', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });

  it.each([
    [0, '0'],
    [0.00001234, '0.0000123'],
    [0.9996, '1.00'],
    [9.996, '10.0'],
    [99.96, '100'],
    [1234.5, '1,235'],
  ])('writes %d with three digits', (value, text) => {
    expect(threeDigits(value)).toBe(text);
  });

  it('writes numbers of 256 bits and the ends of hashes', () => {
    expect(formatUint256(0xffffn << 208n)).toBe(`00000000ffff${'0'.repeat(52)}`);
    expect(shortHash('000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f')).toBe('000000000019…8ce26f');
  });
});
