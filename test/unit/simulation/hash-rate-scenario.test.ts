import { describe, expect, test } from 'vitest';
import { assertScenario, rateStretch, type HashRateScenario } from '../../../src/simulation/hash-rate-scenario.ts';

const at = (scenario: HashRateScenario, seconds: number, block = 1, relativeWork = 1): [number, number, number] => {
  const { hashRate, slope, end } = rateStretch(scenario, { seconds, block, relativeWork });
  return [hashRate, slope, end];
};

describe('the hash rate', () => {
  test('is the same all along when it is constant', () => {
    expect(at({ kind: 'constant', hashRate: 5 }, 1e9, 1e6, 9)).toEqual([5, 0, Infinity]);
  });

  test('steps before a block, or at a time', () => {
    const byBlock: HashRateScenario = { kind: 'step', hashRate: 5, factor: 3, at: { block: 10 } };
    expect(at(byBlock, 1e9, 9)).toEqual([5, 0, Infinity]);
    expect(at(byBlock, 0, 10)).toEqual([15, 0, Infinity]);
    const byTime: HashRateScenario = { kind: 'step', hashRate: 5, factor: 3, at: { seconds: 100 } };
    expect(at(byTime, 99.5)).toEqual([5, 0, 100]);
    expect(at(byTime, 100)).toEqual([15, 0, Infinity]);
  });

  test('rises in a straight line, block by block or all the time', () => {
    const byBlock: HashRateScenario = { kind: 'ramp', hashRate: 10, factor: 3, from: { block: 10 }, to: { block: 20 } };
    expect([9, 10, 15, 20, 21].map((block) => at(byBlock, 0, block)[0])).toEqual([10, 10, 20, 30, 30]);
    const [from, to] = [{ seconds: 100 }, { seconds: 200 }];
    const byTime: HashRateScenario = { kind: 'ramp', hashRate: 10, factor: 3, from, to };
    expect(at(byTime, 50)).toEqual([10, 0, 100]);
    expect(at(byTime, 150)).toEqual([20, 0.2, 200]);
    expect(at(byTime, 200)).toEqual([30, 0, Infinity]);
  });

  test('goes on and off by blocks or by time', () => {
    const byBlock: HashRateScenario = { kind: 'on-off', hashRate: 10, factor: 3, every: { block: 2 } };
    expect([1, 2, 3, 4, 5].map((block) => at(byBlock, 0, block)[0])).toEqual([10, 10, 30, 30, 10]);
    const byTime: HashRateScenario = { kind: 'on-off', hashRate: 10, factor: 3, every: { seconds: 60 } };
    expect(at(byTime, 59)).toEqual([10, 0, 60]);
    expect(at(byTime, 60)).toEqual([30, 0, 120]);
  });

  test('never stands still where a stretch ends, for all the rounding', () => {
    const scenario: HashRateScenario = { kind: 'on-off', hashRate: 1, factor: 2, every: { seconds: 0.1 } };
    let seconds = 0;
    for (let i = 0; i < 10_000; i++) {
      const { end } = rateStretch(scenario, { seconds, block: 1, relativeWork: 1 });
      expect(end).toBeGreaterThan(seconds);
      seconds = end;
    }
    expect(seconds).toBeCloseTo(1000, 6);
  });

  test('comes for blocks that are cheap', () => {
    const scenario: HashRateScenario = { kind: 'hop', hashRate: 10, factor: 5, below: 1.2 };
    expect(at(scenario, 0, 1, 1.19)[0]).toBe(50);
    expect(at(scenario, 0, 1, 1.2)[0]).toBe(10);
  });

  test('goes along points, and stays at the last', () => {
    const points: [number, number][] = [
      [10, 4],
      [20, 8],
      [20, 0],
      [30, 0],
      [30, 6],
    ];
    const scenario: HashRateScenario = { kind: 'points', points };
    expect(at(scenario, 0)).toEqual([4, 0, 10]);
    expect(at(scenario, 15)).toEqual([6, 0.4, 20]);
    expect(at(scenario, 20)).toEqual([0, 0, 30]);
    expect(at(scenario, 1e6)).toEqual([6, 0, Infinity]);
  });
});

test.each<[string, object, string]>([
  ['no kind', {}, 'scenario.kind: expected constant, step, ramp, on-off, hop or points, got undefined'],
  ['no rate', { kind: 'constant' }, 'scenario.hashRate: expected a number above zero, got undefined'],
  ['a rate of zero', { kind: 'constant', hashRate: 0 }, 'scenario.hashRate: expected a number above zero, got 0'],
  ['no factor', { kind: 'hop', hashRate: 1, below: 1 }, 'scenario.factor: expected a number above zero'],
  ['no threshold', { kind: 'hop', hashRate: 1, factor: 2 }, 'scenario.below: expected a number above zero'],
  ['no moment', { kind: 'step', hashRate: 1, factor: 2 }, 'scenario.at: expected an object'],
  [
    'half a block',
    { kind: 'step', hashRate: 1, factor: 2, at: { block: 1.5 } },
    'scenario.at.block: expected a whole number above zero, got 1.5',
  ],
  [
    'a time of zero',
    { kind: 'on-off', hashRate: 1, factor: 2, every: { seconds: 0 } },
    'scenario.every.seconds: expected a number above zero, got 0',
  ],
  [
    'a ramp from a block to a time',
    { kind: 'ramp', hashRate: 1, factor: 2, from: { block: 1 }, to: { seconds: 9 } },
    'scenario.to: expected the unit of scenario.from',
  ],
  [
    'a ramp back in time',
    { kind: 'ramp', hashRate: 1, factor: 2, from: { block: 9 }, to: { block: 9 } },
    'scenario.to: expected a moment after 9, got 9',
  ],
  ['no points', { kind: 'points', points: [] }, 'scenario.points: expected an array of [seconds, hashRate]'],
  ['a point of one number', { kind: 'points', points: [[1]] }, 'scenario.points[0]: expected [seconds, hashRate]'],
  [
    'points in disorder',
    {
      kind: 'points',
      points: [
        [5, 1],
        [4, 1],
      ],
    },
    'scenario.points[1]: expected [seconds, hashRate], not before 5 s, not below zero, got [4, 1]',
  ],
  ['a last rate of zero', { kind: 'points', points: [[0, 0]] }, 'scenario.points, the last rate: expected a number'],
])('a scenario with %s is refused', (_what, scenario, message) => {
  expect(() => assertScenario(scenario as HashRateScenario)).toThrow(message);
});
