import { describe, expect, test } from 'vitest';
import { medianTimePast } from '../../../src/consensus/index.ts';
import { ArrayChain } from './array-chain.ts';

const times = (list: number[], lowest = 0): ArrayChain =>
  new ArrayChain(
    list.map((time) => ({ time, bits: 0 })),
    lowest,
  );

describe('medianTimePast', () => {
  test('is the sixth of the sorted last eleven, whatever their order', () => {
    expect(medianTimePast(times([5, 900, 11, 3, 7, 1, 9, 2, 10, 4, 8, 6]).tip)).toBe(7);
    expect(medianTimePast(times([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]).tip)).toBe(6);
    expect(medianTimePast(times([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]).tip)).toBe(6);
    expect(medianTimePast(times([4, 4, 4, 4, 4, 4, 4, 9, 9, 9, 9]).tip)).toBe(4);
  });

  test('near genesis takes the blocks there are, and the later of two in the middle', () => {
    expect(medianTimePast(times([100]).tip)).toBe(100);
    expect(medianTimePast(times([100, 200]).tip)).toBe(200);
    expect(medianTimePast(times([100, 300, 200]).tip)).toBe(200);
    expect(medianTimePast(times([100, 400, 200, 300]).tip)).toBe(300);
    expect(medianTimePast(times([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).tip)).toBe(6);
  });

  test('is unchecked while one of the eleven is not known', () => {
    expect(medianTimePast(times([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 500).tip)).toBe('unchecked');
    expect(medianTimePast(times([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 500).tip)).toBe(6);
    // Above genesis by fewer than eleven, yet genesis itself is not known.
    expect(medianTimePast(times([1, 2, 3], 1).tip)).toBe('unchecked');
  });
});
