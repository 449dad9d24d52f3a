/**
 * Laws of difficulty algorithms, against simulated miners of a constant hash rate: how far the difficulty wanders by
 * luck alone, and how soon it follows a jump. Sources: zawy12, difficulty-algorithms #62, for the windows; the
 * exponential's by its recurrence. Whole seconds, a fixed sequence of luck, T = 600 s.
 */
import { describe, expect, test } from 'vitest';
import {
  createDifficulty,
  networks,
  nextBits,
  workOfBits,
  type DifficultyDefinition,
  type NetworkParams,
} from '../../src/consensus/index.ts';
import { ArrayChain, steadyBlocks } from '../unit/consensus/array-chain.ts';

const SPACING = 600;
const START_BITS = 0x1b0404cb;
const START_TIME = 1_700_000_000;
/** Blocks on schedule before the simulation, so that every window is full. */
const HISTORY = 300;

/** Uniform numbers in (0, 1], the same on every run: mulberry32. */
function luck(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return (((word ^ (word >>> 14)) >>> 0) + 1) / 2 ** 32;
  };
}

const difficulty = (bits: number): number => Number(workOfBits(bits));
const mean = (list: readonly number[]): number => list.reduce((sum, item) => sum + item, 0) / list.length;
const deviation = (list: readonly number[]): number => {
  const average = mean(list);
  return Math.sqrt(mean(list.map((item) => (item - average) ** 2)));
};

interface Run {
  /** The difficulty of each block, in hashes. */
  readonly difficulties: number[];
  /** How long each took, spacings. */
  readonly solveTimes: number[];
}

/** `blocks` blocks at `rate` times the hash rate at which the chain was on schedule. Without `random` each is average. */
function mine(definition: DifficultyDefinition, blocks: number, random?: () => number, rate: number = 1): Run {
  const params: NetworkParams = { ...networks.mainnet, difficulty: createDifficulty(definition) };
  const hashRate = (difficulty(START_BITS) / SPACING) * rate;
  const chain = new ArrayChain(steadyBlocks(HISTORY, START_BITS, SPACING, START_TIME));
  let clock = chain.tip.time;
  const run: Run = { difficulties: [], solveTimes: [] };
  for (let i = 0; i < blocks; i++) {
    // None of these looks at the time of the block itself.
    const bits = nextBits(params, chain.tip, 0) as number;
    const seconds = (difficulty(bits) / hashRate) * (random === undefined ? 1 : -Math.log(random()));
    clock += seconds;
    chain.push({ time: Math.floor(clock), bits });
    run.difficulties.push(difficulty(bits));
    run.solveTimes.push(seconds / SPACING);
  }
  return run;
}

/** The standard deviation of ln D, the first windows left out. */
const wandering = (definition: DifficultyDefinition, blocks: number, seed: number): number =>
  deviation(mine(definition, blocks, luck(seed)).difficulties.slice(1000).map(Math.log));

describe('the standard deviation of ln D at a constant hash rate, within 10 %, is', () => {
  test.each<[string, DifficultyDefinition, number, number]>([
    ['1 / sqrt(N) for LWMA-1 of 60', { algorithm: 'lwma-1', window: 60 }, 20_000, 1 / Math.sqrt(60)],
    ['1 / sqrt(N) for LWMA-1 of 30', { algorithm: 'lwma-1', window: 30 }, 20_000, 1 / Math.sqrt(30)],
    ['1 / sqrt(N) for the LWMA of Bitcoin Gold, of 45', { algorithm: 'lwma' }, 20_000, 1 / Math.sqrt(45)],
    ['1 / sqrt(N) for cw-144, a simple mean', { algorithm: 'cw-144' }, 30_000, 1 / Math.sqrt(144)],
    // tau = half-life / ln 2; 1 / sqrt(2 tau / T)
    ['1 / sqrt(2 tau / T) for ASERT of 2 days', { algorithm: 'asert' }, 200_000, Math.sqrt(Math.LN2 / 576)],
    [
      '1 / sqrt(2 tau / T) for ASERT of 25,000 s',
      { algorithm: 'asert', halfLife: 25_000 },
      60_000,
      Math.sqrt((Math.LN2 * 600) / 50_000),
    ],
  ])('%s', (_name, definition, blocks, law) => {
    const measured = wandering(definition, blocks, 1);
    expect(measured / law).toBeGreaterThan(0.9);
    expect(measured / law).toBeLessThan(1.1);
  });

  test('told apart from that of a window a third shorter', () => {
    expect(wandering({ algorithm: 'lwma-1', window: 40 }, 20_000, 1) * Math.sqrt(60)).toBeGreaterThan(1.1);
  });

  test('nothing where nothing moves', () => {
    expect(wandering({ algorithm: 'none' }, 2000, 1)).toBeCloseTo(0, 9);
  });
});

describe('a jump of the hash rate to ten times', () => {
  const blocksTo90Percent = (definition: DifficultyDefinition, random?: () => number): number => {
    const { difficulties } = mine(definition, 4000, random, 10);
    return difficulties.findIndex((value) => value >= 9 * difficulty(START_BITS));
  };
  // n90 = (tau / T) ln(9 (h - 1)) at h = 10: 172800 / ln 2 / 600 * ln 81.
  const LAW = 1826;

  test('takes ASERT of two days 1,826 blocks to nine tenths, within 5 %', () => {
    expect(Math.abs(blocksTo90Percent({ algorithm: 'asert' }) / LAW - 1)).toBeLessThan(0.05);
    const lucky = Array.from({ length: 15 }, (_, seed) => blocksTo90Percent({ algorithm: 'asert' }, luck(seed + 1)));
    const median = lucky.toSorted((a, b) => a - b)[7]!;
    expect(Math.abs(median / LAW - 1)).toBeLessThan(0.05);
  });

  test('takes half as many with half the half-life', () => {
    const blocks = blocksTo90Percent({ algorithm: 'asert', halfLife: 86_400 });
    expect(Math.abs((2 * blocks) / LAW - 1)).toBeLessThan(0.05);
  });
});

describe('blocks come once a spacing on average', () => {
  test.each<[DifficultyDefinition, number, number]>([
    [{ algorithm: 'asert' }, 0.995, 1.005],
    [{ algorithm: 'lwma-1' }, 0.99, 1.015],
    [{ algorithm: 'lwma' }, 0.99, 1.015],
    [{ algorithm: 'digishield-v3' }, 0.99, 1.015],
    // It compares the time of 23 intervals with that of 24, and wanders most: the original's own flaw.
    [{ algorithm: 'dgw3' }, 1.03, 1.07],
  ])('%o: from %f to %f', (definition, least, most) => {
    const average = mean(mine(definition, 20_000, luck(7)).solveTimes);
    expect(average).toBeGreaterThan(least);
    expect(average).toBeLessThan(most);
  });

  test('under Homestead, whose difficulty falls while a block is late: with steps of the spacing times ln 2', () => {
    const params: NetworkParams = {
      ...networks.mainnet,
      difficulty: createDifficulty({ algorithm: 'homestead', minDifficulty: 1000 }),
    };
    const hashRate = difficulty(START_BITS) / SPACING;
    const random = luck(7);
    const chain = new ArrayChain([{ time: START_TIME, bits: START_BITS }]);
    const step = 416;
    for (let i = 0; i < 20_000; i++) {
      // As many hashes as luck asks for at the first difficulty, spent at that of each step in turn.
      let left = -Math.log(random());
      for (let late = 0; ; late += step) {
        const bits = nextBits(params, chain.tip, chain.tip.time + late) as number;
        const blocksPerSecond = hashRate / difficulty(bits);
        if (left > step * blocksPerSecond) {
          left -= step * blocksPerSecond;
          continue;
        }
        chain.push({ time: chain.tip.time + late + Math.round(left / blocksPerSecond), bits });
        break;
      }
    }
    const average = (chain.tip.time - START_TIME) / 20_000 / SPACING;
    expect(average).toBeGreaterThan(0.985);
    expect(average).toBeLessThan(1.015);
  });
});
