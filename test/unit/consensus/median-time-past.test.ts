import { describe, expect, test } from 'vitest';
import { isAfterMedianTimePast, medianTimePast, type HeaderContext } from '../../../src/consensus/index.ts';
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

describe('isAfterMedianTimePast', () => {
  test.each([
    [[5, 900, 11, 3, 7, 1, 9, 2, 10, 4, 8, 6], 7],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 6],
    [[4, 4, 4, 4, 4, 4, 4, 9, 9, 9, 9], 4],
    [[100], 100],
    [[100, 200], 200],
    [[100, 400, 200, 300], 300],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 6],
  ])('of %j is what is above %i', (list, median) => {
    const { tip } = times(list);
    expect(isAfterMedianTimePast(median - 1, tip)).toBe(false);
    expect(isAfterMedianTimePast(median, tip)).toBe(false);
    expect(isAfterMedianTimePast(median + 1, tip)).toBe(true);
  });

  test('is unchecked while one of the eleven is not known, however late or early the time', () => {
    const { tip } = times([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 500);
    expect(isAfterMedianTimePast(0, tip)).toBe('unchecked');
    expect(isAfterMedianTimePast(999, tip)).toBe('unchecked');
  });
});

describe('a holder that gives the last times at once', () => {
  const holder = (height: number, answer: ArrayLike<number> | undefined): HeaderContext & { asked: number[] } => ({
    height,
    version: 4,
    time: 0,
    bits: 0,
    asked: [],
    ancestor() {
      throw new Error('not needed');
    },
    lastTimes(count) {
      this.asked.push(count);
      return answer;
    },
  });

  test('is asked for eleven, near genesis for as many as there are', () => {
    const many = holder(10, Uint32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
    expect(medianTimePast(many)).toBe(6);
    expect(isAfterMedianTimePast(6, many)).toBe(false);
    expect(isAfterMedianTimePast(7, many)).toBe(true);
    expect(many.asked).toEqual([11, 11, 11]);
    const few = holder(2, Uint32Array.of(9, 7, 8));
    expect(medianTimePast(few)).toBe(8);
    expect(few.asked).toEqual([3]);
  });

  test('and may not know them all', () => {
    expect(medianTimePast(holder(10, undefined))).toBe('unchecked');
    expect(isAfterMedianTimePast(5, holder(10, undefined))).toBe('unchecked');
  });
});
