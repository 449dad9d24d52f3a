/** The devnet's difficulty against simulated miners: whole seconds, honest clocks, a fixed sequence of luck. */
import { describe, expect, test } from 'vitest';
import {
  bitcoinDifficulty,
  bitsToTarget,
  devnetParams,
  medianTimePast,
  movingAsert,
  networks,
  nextBits,
  permittedDifficultyTransition,
  workOfBits,
  type MovingAsertOptions,
  type NetworkParams,
} from '../../../src/consensus/index.ts';
import { ArrayChain } from './array-chain.ts';

/** Uniform numbers in (0, 1], the same on every run: a 32-bit linear congruential generator (Numerical Recipes). */
function luck(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 1) / 2 ** 32;
  };
}

/** A chain on which a miner works whose hash rate can be changed. Its clock is real time with fractions. */
class SimulatedDevnet {
  readonly params: NetworkParams;
  readonly chain: ArrayChain;
  readonly random: () => number;
  clock: number;
  /** Real seconds that each block took. */
  readonly solveTimes: number[] = [];

  constructor(params: NetworkParams, seed: number) {
    this.params = params;
    this.random = luck(seed);
    this.clock = 1795305600 + 3600;
    this.chain = new ArrayChain([{ time: 1795305600, bits: 0x1e0fffff }]);
  }

  mine(blocks: number, hashRate: number): number[] {
    const from = this.solveTimes.length;
    for (let i = 0; i < blocks; i++) {
      const tip = this.chain.tip;
      const bits = nextBits(this.params, tip, Math.floor(this.clock)) as number;
      const seconds = (Number(workOfBits(bits)) / hashRate) * -Math.log(this.random());
      this.clock += seconds;
      this.solveTimes.push(seconds);
      this.chain.push({ time: Math.max(Math.floor(this.clock), (medianTimePast(tip) as number) + 1), bits });
    }
    return this.solveTimes.slice(from);
  }
}

const mean = (list: number[]): number => list.reduce((sum, item) => sum + item, 0) / list.length;

describe('the devnet keeps its interval', () => {
  test.each([
    [5, 2 ** 18],
    [5, 3e6],
    [5, 4e8],
    [1, 3e6],
    [60, 3e6],
    [600, 1e9],
  ])('of %i s at %i hashes a second, within 10 %%, from the 100th block on', (targetSpacing, hashRate) => {
    const devnet = new SimulatedDevnet(devnetParams({ targetSpacing }), 1);
    devnet.mine(100, hashRate);
    const average = mean(devnet.mine(4000, hashRate));
    expect(average).toBeGreaterThan(0.9 * targetSpacing);
    expect(average).toBeLessThan(1.1 * targetSpacing);
  });

  test('and the simulation shows when an interval is not kept: with a target that never moves', () => {
    const fixed = new SimulatedDevnet({ ...networks.devnet, difficulty: bitcoinDifficulty({ retargets: false }) }, 1);
    expect(mean(fixed.mine(500, 3e6))).toBeLessThan(1);
  });

  test('after a pause of six hours, within 50 blocks, and owes none', () => {
    const devnet = new SimulatedDevnet(networks.devnet, 2);
    devnet.mine(300, 3e6);
    devnet.clock += 6 * 3600;
    const recovery = devnet.mine(50, 3e6);
    expect(mean(recovery.slice(25))).toBeGreaterThan(2.5);
    expect(mean(recovery.slice(25))).toBeLessThan(10);
    const after = mean(devnet.mine(2000, 3e6));
    expect(after).toBeGreaterThan(4.5);
    expect(after).toBeLessThan(5.5);
    // The easiest block of the recovery is a few times easier than usual, and not at the limit.
    const bits = devnet.chain.blocks.slice(300, 351).map((block) => bitsToTarget(block.bits).target);
    const easiest = bits.reduce((a, b) => (a > b ? a : b));
    expect(easiest).toBeLessThan(networks.devnet.powLimit / 2n);
  });

  test('after the hash rate fell thirtyfold, within 50 blocks and ten minutes', () => {
    const devnet = new SimulatedDevnet(networks.devnet, 3);
    devnet.mine(500, 6e7);
    const adapting = devnet.mine(50, 2e6);
    expect(adapting.reduce((sum, item) => sum + item, 0)).toBeLessThan(900);
    const after = mean(devnet.mine(2000, 2e6));
    expect(after).toBeGreaterThan(4.5);
    expect(after).toBeLessThan(5.5);
  });

  test('after a clock that ran an hour ahead was set back', () => {
    const devnet = new SimulatedDevnet(networks.devnet, 4);
    devnet.mine(300, 3e6);
    const before = workOfBits(nextBits(networks.devnet, devnet.chain.tip, 0) as number);
    devnet.clock += 3600;
    devnet.mine(1, 3e6);
    devnet.clock -= 3600;
    devnet.mine(1, 3e6);
    const work = workOfBits(nextBits(networks.devnet, devnet.chain.tip, 0) as number);
    expect(Number(work) / Number(before)).toBeGreaterThan(0.3);
    expect(Number(work) / Number(before)).toBeLessThan(3);
  });
});

describe('a young devnet', () => {
  test.each([2e5, 1e6, 1e7, 5e7])(
    'finds the rate of a machine of %i hashes a second within its first ten blocks',
    (hashRate) => {
      const early: number[] = [];
      for (let seed = 1; seed <= 40; seed++) {
        const devnet = new SimulatedDevnet(networks.devnet, seed * 7919);
        devnet.mine(10, hashRate);
        early.push(mean(devnet.mine(30, hashRate)));
      }
      expect(mean(early)).toBeGreaterThan(4);
      expect(mean(early)).toBeLessThan(6);
    },
  );

  const START = 1795305600;

  test('asks for the bits of genesis twice: how old genesis is says nothing of the machine', () => {
    const chain = new ArrayChain([{ time: START, bits: 0x1e0fffff }]);
    expect(nextBits(networks.devnet, chain.tip, START + 99_999)).toBe(0x1e0fffff);
    chain.push({ time: START + 99_999, bits: 0x1e0fffff });
    expect(nextBits(networks.devnet, chain.tip, START + 100_000)).toBe(0x1e0fffff);
  });

  test('halves the target for one spacing too fast up to height 8, then for ever more', () => {
    const step = (height: number): number | 'unchecked' => {
      const chain = new ArrayChain([{ time: START, bits: 0x1d7fffff }], height - 1);
      chain.push({ time: START, bits: 0x1d7fffff });
      return nextBits(networks.devnet, chain.tip, 0);
    };
    expect(step(2)).toBe(0x1d3fffff);
    expect(step(8)).toBe(0x1d3fffff);
    // half-life 2 spacings at height 16: the target falls by the square root of two, 0x7fffff / 1.41421356 = 0x5a8278
    expect(step(16)).toBeGreaterThan(0x1d5a8000);
    expect(step(16)).toBeLessThan(0x1d5a8500);
  });
});

describe('one step of the devnet', () => {
  const START = 1795305600;
  const step = (solveTime: number, targetSpacing = 5): number | 'unchecked' => {
    const chain = new ArrayChain([{ time: START, bits: 0x1e0fffff }], 99);
    chain.push({ time: START + solveTime, bits: 0x1d7fffff });
    return nextBits(devnetParams({ targetSpacing }), chain.tip, 0);
  };

  test('a solve time of the spacing keeps the target; six spacings more double it, six less halve it', () => {
    expect(step(5)).toBe(0x1d7fffff);
    expect(step(35)).toBe(0x1e00ffff);
    expect(step(-25)).toBe(0x1d3fffff);
    expect(step(420, 60)).toBe(0x1e00ffff);
  });

  test('a solve time counts as at most twelve spacings, and as at least minus ten', () => {
    expect(step(60)).not.toBe(step(59));
    expect(step(61)).toBe(step(60));
    expect(step(21_600)).toBe(step(60));
    expect(step(-50)).not.toBe(step(-49));
    expect(step(-51)).toBe(step(-50));
    expect(step(-7200)).toBe(step(-50));
  });

  test('is unchecked when the grandparent is not known', () => {
    const chain = new ArrayChain([{ time: START, bits: 0x1e0fffff }], 7);
    expect(nextBits(networks.devnet, chain.tip, 0)).toBe('unchecked');
  });
});

describe('a change of bits that the devnet permits', () => {
  const permits = (height: number, oldBits: number, newBits: number): boolean =>
    permittedDifficultyTransition(networks.devnet, height, oldBits, newBits);

  test('is none before height 3', () => {
    expect(permits(2, 0x1e0fffff, 0x1e0fffff)).toBe(true);
    expect(permits(2, 0x1e0fffff, 0x1e0ffffe)).toBe(false);
    expect(permits(3, 0x1e0fffff, 0x1e0ffffe)).toBe(true);
  });

  test('is what the shortest and the longest solve time that count make of the target, and all between', () => {
    const after = (seconds: number): number => {
      const chain = new ArrayChain([{ time: 1795305600, bits: 0x1d7fffff }], 99);
      chain.push({ time: 1795305600 + seconds, bits: 0x1d7fffff });
      return nextBits(networks.devnet, chain.tip, 0) as number;
    };
    expect([after(-50), after(5), after(60)].map((bits) => permits(101, 0x1d7fffff, bits))).toEqual([true, true, true]);
    expect(permits(101, 0x1d7fffff, after(-50) - 1)).toBe(false);
    expect(permits(101, 0x1d7fffff, after(60) + 1)).toBe(false);
  });

  test('is none from bits that no block may have', () => {
    expect(permits(101, 0, 0x1d7fffff)).toBe(false);
    expect(permits(101, 0x207fffff, 0x207fffff)).toBe(false);
  });
});

test('a moving ASERT with the largest settings judges also on the network with the longest spacing', () => {
  const difficulty = movingAsert({ halfLifeSpacings: 262_144, maxSolveSpacings: 262_144 });
  // 2^32 - 1 is the longest that a network may have
  const params = { ...networks.devnet, difficulty, targetSpacing: 0xffffffff, targetTimespan: 0xffffffff };
  const permits = (newBits: number): boolean => permittedDifficultyTransition(params, 0x7fffffff, 0x1d7fffff, newBits);
  expect(permits(0x1d7fffff)).toBe(true);
  // a solve time of 262,144 spacings, and a half-life of as many, double the target at most
  expect([permits(0x1e00fffd), permits(0x1e010000)]).toEqual([true, false]);
});

test.each([
  {},
  { halfLifeSpacings: 0 },
  { maxSolveSpacings: 1.25 },
  { halfLifeSpacings: 262_145 },
  { maxSolveSpacings: 262_145 },
])('a moving ASERT refuses the settings %o', (change) => {
  const settings = Object.keys(change).length === 0 ? {} : { halfLifeSpacings: 6, maxSolveSpacings: 12, ...change };
  expect(() => movingAsert(settings as MovingAsertOptions)).toThrow(/^(halfLifeSpacings|maxSolveSpacings): expected/);
});
