import { describe, expect, it } from 'vitest';
import { binBlockTimes, describeFit, fitBlockTimes } from '../../../examples/playground/src/mining/block-time-law.ts';

describe('block times in bins', () => {
  it('are counted from a boundary on, and together above five', () => {
    const bins = binBlockTimes([0, 0.2499, 0.25, 4.9999, 5, 17]);
    expect(bins).toHaveLength(21);
    expect(bins.map(({ blocks }) => blocks)).toEqual([2, 1, ...Array.from({ length: 17 }, () => 0), 1, 2]);
    expect(bins[1]).toMatchObject({ from: 0.25, to: 0.5 });
    expect(bins.at(-1)).toMatchObject({ from: 5, to: Infinity });
  });

  it('stand beside what the law expects of so many blocks', () => {
    // 100 (1 - e^-0.25) = 22.11992, 100 (e^-0.25 - e^-0.5) = 17.22701, 100 e^-5 = 0.67379
    const bins = binBlockTimes(Array.from({ length: 100 }, () => 1));
    expect(bins[0]!.expected).toBeCloseTo(22.11992, 4);
    expect(bins[1]!.expected).toBeCloseTo(17.22701, 4);
    expect(bins.at(-1)!.expected).toBeCloseTo(0.67379, 4);
    expect(bins.reduce((sum, { expected }) => sum + expected, 0)).toBeCloseTo(100, 9);
  });
});

describe('the fit of block times', () => {
  it('is none without blocks', () => {
    expect(fitBlockTimes([])).toBeUndefined();
    expect(describeFit([])).toBe('No blocks to compare yet.');
  });

  it('has the mean, the median and the distance from the law', () => {
    // the law at 0.5, 1, 3 is 0.39347, 0.63212, 0.95021, the steps are at thirds: farthest is 0.39347 above 0
    const fit = fitBlockTimes([3, 0.5, 1])!;
    expect(fit.count).toBe(3);
    expect(fit.mean).toBeCloseTo(1.5, 12);
    expect(fit.median).toBe(1);
    expect(fit.distance).toBeCloseTo(0.39347, 5);
    // of an even number, the middle of the two
    expect(fitBlockTimes([4, 1, 2, 3])!.median).toBe(2.5);
  });

  it('has the distance that 19 of 20 sets stay below', () => {
    // Kolmogorov's exact 5 % points: 0.409 for 10, 0.1884 for 50, 0.1340 for 100
    const usual = (count: number): number => fitBlockTimes(Array.from({ length: count }, () => 1))!.usualDistance;
    expect(usual(10)).toBeCloseTo(0.409, 2);
    expect(usual(50)).toBeCloseTo(0.1884, 3);
    expect(usual(100)).toBeCloseTo(0.134, 3);
  });

  it('is told as chance for quantiles of the law, and as more for times that are all alike', () => {
    const quantiles = Array.from({ length: 40 }, (_, index) => -Math.log(1 - (index + 0.5) / 40));
    expect(describeFit(quantiles)).toBe(
      '40 blocks: 16 took less than half of the expected time, where the law expects 15.7; the mean is 0.99 (law 1), ' +
        'the median 0.69 (law 0.69). Their largest distance from the law is 0.01, as chance alone would have it: ' +
        '19 of 20 sets of this size stay below 0.21.',
    );
    expect(describeFit(Array.from({ length: 40 }, () => 1))).toContain('more than chance alone explains');
  });

  it('says of a few blocks that they say little', () => {
    expect(describeFit([0.1])).toBe(
      '1 block: 1 took less than half of the expected time, where the law expects 0.4; the mean is 0.10 (law 1), the ' +
        'median 0.10 (law 0.69). A few blocks say little.',
    );
  });
});
