/** Rates and expected times, on a clock of the test. */
import { describe, expect, it } from 'vitest';
import { HashRate } from '../../../src/miner/hash-rate.ts';
import { expectedSeconds, secondsToTry } from '../../../src/miner/progress.ts';

describe('the hash rate', () => {
  it('is 0 before anything was measured', () => {
    const rate = new HashRate();
    expect(rate.perSecond(0)).toBe(0);
    rate.record(0, 500);
    expect(rate.perSecond(500)).toBe(0);
  });

  it('counts from the first record while the window is not full', () => {
    const rate = new HashRate();
    rate.record(1000, 5000);
    rate.record(1400, 5050);
    rate.record(3000, 7000);
    expect(rate.perSecond(7000)).toBe(1000);
    expect(rate.perSecond(9000)).toBe(500);
  });

  it('forgets what is older than ten seconds', () => {
    const rate = new HashRate();
    // 1,000 a second for a minute, then 5,000 a second for ten seconds.
    for (let second = 0; second <= 60; second++) rate.record(second * 1000, second * 1000);
    expect(rate.perSecond(60_000)).toBe(1000);
    for (let second = 1; second <= 10; second++) rate.record(60_000 + second * 5000, 60_000 + second * 1000);
    expect(rate.perSecond(70_000)).toBe(5000);
  });

  it('falls to 0 when nothing is done any more', () => {
    const rate = new HashRate();
    rate.record(0, 0);
    rate.record(9000, 900);
    expect(rate.perSecond(900)).toBe(10_000);
    expect(rate.perSecond(60_000)).toBe(0);
    rate.record(9500, 60_500);
    expect(rate.perSecond(60_500)).toBeLessThan(100);
  });
});

describe('the expected time', () => {
  it('has the quantiles of an exponential', () => {
    // Difficulty 1 (target 0xffff * 2^208) at 2^32 hashes a second: p = 0xffff / 2^48, a mean of 1.0000152588 s.
    const { p50, p95 } = expectedSeconds(0xffffn << 208n, 2 ** 32);
    expect(p50).toBeCloseTo(0.6931577572, 8);
    expect(p95).toBeCloseTo(2.9957779848, 8);
  });

  it('is infinite at a rate of 0', () => {
    expect(expectedSeconds(1n, 0)).toEqual({ p50: Infinity, p95: Infinity });
    for (const attempts of [0, 1000]) expect(secondsToTry(attempts, 0)).toEqual({ p50: Infinity, p95: Infinity });
  });
});
