import { describe, expect, it } from 'vitest';
import { HashRateHistory } from '../../../examples/playground/src/mining/hash-rate-history.ts';

describe('history of the hash rate', () => {
  it('has a point for each sample after the first, with the rate between them', () => {
    const history = new HashRateHistory();
    history.sample(1000, 0);
    history.sample(2000, 5000);
    history.sample(4000, 6000);
    expect(history.points).toEqual([
      { atMs: 2000, hashesPerSecond: 5000 },
      { atMs: 4000, hashesPerSecond: 500 },
    ]);
    expect(history.latest).toBe(500);
  });

  it('has one gap where nothing was searched, and no rate across it', () => {
    const history = new HashRateHistory();
    history.sample(0, undefined);
    history.sample(1000, 0);
    history.sample(2000, 100);
    history.sample(3000, undefined);
    history.sample(4000, undefined);
    expect(history.latest).toBeUndefined();
    history.sample(9000, 100);
    history.sample(10_000, 400);
    expect(history.points).toEqual([
      { atMs: 2000, hashesPerSecond: 100 },
      { atMs: 3000, hashesPerSecond: undefined },
      { atMs: 10_000, hashesPerSecond: 300 },
    ]);
  });

  it('forgets points and marks after two minutes', () => {
    const history = new HashRateHistory();
    history.mark(0, 'simd × 2');
    for (let second = 0; second <= 300; second++) history.sample(second * 1000, second * 10);
    history.mark(200_000, 'js × 1');
    expect(history.points).toHaveLength(121);
    expect(history.points[0]).toEqual({ atMs: 180_000, hashesPerSecond: 10 });
    expect(history.marks).toEqual([{ atMs: 200_000, label: 'js × 1' }]);
  });

  it('is not misled by a clock that stands still', () => {
    const history = new HashRateHistory();
    history.sample(1000, 0);
    history.sample(1000, 50);
    expect(history.points).toEqual([]);
  });
});
