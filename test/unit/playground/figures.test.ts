import { describe, expect, it } from 'vitest';
import {
  formatBits,
  formatCount,
  formatHeights,
  formatQuantity,
  formatSignificant,
  formatTime,
} from '../../../examples/playground/src/figures.ts';

describe('figures', () => {
  it('have separators, of big numbers as well', () => {
    expect(formatCount(49_999.6)).toBe('50,000');
    expect(formatCount(4_295_032_833n)).toBe('4,295,032,833');
    expect([0, 1, 1000].map((count) => formatQuantity(count, 'block'))).toEqual([
      '0 blocks',
      '1 block',
      '1,000 blocks',
    ]);
  });

  it('have as many digits as they are worth', () => {
    expect([0, 1, 1.23456789, 16_307.420938, 1.2e17, 2.331e-10].map(formatSignificant)).toEqual([
      '0',
      '1',
      '1.2346',
      '16,307',
      '1.200e+17',
      '2.331e-10',
    ]);
  });

  it('of bits, times and heights are those that people know', () => {
    expect(formatBits(0x1d00ffff)).toBe('1d00ffff');
    expect(formatBits(1)).toBe('00000001');
    expect(formatTime(0xffffffff)).toBe('2106-02-07 06:28:15 UTC');
    expect(formatHeights([])).toBe('');
    expect(formatHeights([0, 5, 6, 7, 2000])).toBe('0, 5 to 7, 2,000');
  });
});
