/** Simulations against laws that are known without them. Difficulty 16307 (bits 1b0404cb) at 600 s. */
import { describe, expect, test } from 'vitest';
import { createDifficulty, networks, nextBits, type DifficultyDefinition } from '../../../src/consensus/index.ts';
import {
  bitsChangeTime,
  difficultyOfBits,
  seededRandom,
  simulateDifficulty,
  summarizeDifficulty,
  type DifficultySimulationOptions,
  type HashRateScenario,
  type SimulatedBlock,
} from '../../../src/simulation/index.ts';
import { ArrayChain, steadyBlocks } from '../consensus/array-chain.ts';

const BITS = 0x1b0404cb;
/** 2^256 / (0x0404cb * 256^24) hashes in 600 s. */
const RATE = 2 ** 64 / 0x0404cb / 600;

const evenLuck = (): number => 1 - 1 / Math.E;
const paramsOf = (difficulty: DifficultyDefinition): DifficultySimulationOptions['params'] => ({
  ...networks.mainnet,
  difficulty: createDifficulty(difficulty),
});

function run(
  difficulty: DifficultyDefinition,
  scenario: HashRateScenario,
  changes: Partial<DifficultySimulationOptions> = {},
): SimulatedBlock[] {
  const options = { params: paramsOf(difficulty), scenario, blocks: 1000, initialBits: BITS, random: evenLuck };
  return [...simulateDifficulty({ ...options, ...changes })];
}

const constant: HashRateScenario = { kind: 'constant', hashRate: RATE };

describe('without luck', () => {
  test('a block takes its work at the hash rate, and the chain tells it in whole seconds', () => {
    const blocks = run(
      { algorithm: 'none' },
      { kind: 'constant', hashRate: (RATE * 600) / 240.3 },
      { blocks: 3, startTime: 1000 },
    );
    expect(blocks.map(({ height, time, bits }) => [height, time, bits])).toEqual([
      [1, 1240, BITS],
      [2, 1480, BITS],
      [3, 1720, BITS],
    ]);
    expect(blocks[0]!.solveTime).toBeCloseTo(240.3, 2);
    expect(blocks[0]!.difficulty).toBeCloseTo(16307.42, 1);
    expect(blocks[0]!.relativeWork).toBeCloseTo(0.4005, 4);
    expect(blocks[0]!.hashRate).toBe((RATE * 600) / 240.3);
  });

  test('the history comes before it, a spacing from block to block', () => {
    const slower: HashRateScenario = { kind: 'constant', hashRate: (RATE * 600) / 600.5 };
    const [block] = run({ algorithm: 'none' }, slower, { blocks: 1, history: 11, startTime: 1000 });
    expect([block!.height, block!.time]).toEqual([11, 1000 + 11 * 600]);
  });

  test('Bitcoin retargets once a period, four times at most', () => {
    const blocks = run({ algorithm: 'bitcoin-2016' }, { kind: 'constant', hashRate: RATE * 10 }, { blocks: 4032 });
    expect(blocks.slice(0, 2015).every(({ bits }) => bits === BITS)).toBe(true);
    // the same target, divided by four
    expect(new Set(blocks.slice(2015, 4031).map(({ bits }) => bits))).toEqual(new Set([0x1b010132]));
  });

  test('ASERT follows a step along the logistic curve of its half-life', () => {
    // x = difficulty / fitting difficulty: dx/dn = x (1 - x) / tau, tau = 288 / ln 2 blocks. From 0.1 to 0.95:
    // tau (ln(0.95 / 0.05) - ln(0.1 / 0.9)) = 415.5 * 5.1417 = 2136.4 blocks
    const step: HashRateScenario = { kind: 'step', hashRate: RATE, factor: 10, at: { block: 11 } };
    const blocks = run({ algorithm: 'asert' }, step, { blocks: 3000 });
    const { step: found } = summarizeDifficulty(blocks, 600);
    expect(found).toMatchObject({ height: 11, factor: 10 });
    expect(found!.settledAfter! / 2136.4).toBeGreaterThan(0.99);
    expect(found!.settledAfter! / 2136.4).toBeLessThan(1.01);
  });

  test('a block on a rising hash rate takes what its integral takes', () => {
    // 600 s at RATE to do; the rate rises by RATE each 600 s: t + t^2 / 1200 = 600, t = 600 (sqrt(3) - 1) = 439.23
    const points: [number, number][] = [
      [0, RATE],
      [6000, RATE * 11],
    ];
    const [block] = run({ algorithm: 'none' }, { kind: 'points', points }, { blocks: 1 });
    expect(block!.solveTime).toBeCloseTo(439.23, 2);
    expect(block!.hashRate / RATE).toBeCloseTo(Math.sqrt(3), 4);
  });

  test('a block waits while nobody mines', () => {
    const points: [number, number][] = [
      [0, RATE],
      [300, RATE],
      [300, 0],
      [1000, 0],
      [1000, RATE],
    ];
    const [block] = run({ algorithm: 'none' }, { kind: 'points', points }, { blocks: 1 });
    expect(block!.solveTime).toBeCloseTo(1300, 2);
  });

  test('the 20-minute rule comes into force while a block is looked for', () => {
    // a tenth of the rate would take 6000 s; from 1201 s on the limit asks for 1/16307 of the work
    const slow: HashRateScenario = { kind: 'constant', hashRate: RATE / 10 };
    const blocks = run({ algorithm: 'bitcoin-2016', minDifficultyBlocks: true }, slow, { blocks: 2, startTime: 0 });
    expect(blocks.map(({ bits }) => bits)).toEqual([0x1d00ffff, 0x1d00ffff]);
    // what is missing of the luck after 1201 of 6000 s, at the work of the limit
    expect(blocks[0]!.solveTime).toBeCloseTo(1201 + (6000 / 16307.42) * (1 - 1201 / 6000), 2);
  });

  test('a chain that is far too easy gets a time above the median of the last eleven blocks', () => {
    const blocks = run(
      { algorithm: 'none' },
      { kind: 'constant', hashRate: RATE * 1e6 },
      { blocks: 100, startTime: 0 },
    );
    // six blocks of one time are their median
    expect(blocks.at(-1)!.time).toBeGreaterThan(10);
    expect(blocks.at(-1)!.solveTime).toBeCloseTo(0.0006, 5);
  });
});

describe('with luck', () => {
  test('solve times are exponential, and the same for the same seed', () => {
    const blocks = run({ algorithm: 'none' }, constant, { blocks: 20_000, random: seededRandom(1) });
    const summary = summarizeDifficulty(blocks, 600);
    expect(Math.abs(summary.meanSpacing / 600 - 1)).toBeLessThan(0.025);
    // 1 - 1/e, with a standard error of 0.0034
    expect(Math.abs(summary.quick - 0.6321)).toBeLessThan(0.012);
    expect(summary.quick + summary.slow).toBe(1);
    expect(summary.sdLnDifficulty).toBe(0);
    const again = run({ algorithm: 'none' }, constant, { blocks: 5, random: seededRandom(1) });
    expect(again).toEqual(blocks.slice(0, 5));
  });

  test.each<[string, DifficultyDefinition, number, number]>([
    ['LWMA, 1 / sqrt(N)', { algorithm: 'lwma', window: 45 }, 1 / Math.sqrt(45), 15_000],
    [
      'ASERT, 1 / sqrt(2 tau / T)',
      { algorithm: 'asert', halfLife: 36_000 },
      1 / Math.sqrt((2 * 60) / Math.LN2),
      60_000,
    ],
  ])('the difficulty of %s wanders as its law says', (_name, difficulty, sd, count) => {
    const blocks = run(difficulty, constant, { blocks: count, history: 100, random: seededRandom(2) });
    const summary = summarizeDifficulty(blocks, 600);
    expect(Math.abs(summary.sdLnDifficulty / sd - 1)).toBeLessThan(0.1);
    expect(Math.abs(summary.meanSpacing / 600 - 1)).toBeLessThan(0.03);
  });
});

test('a summary tells the longest gap, and the shares of blocks', () => {
  const block = (height: number, solveTime: number, relativeWork: number, difficulty: number): SimulatedBlock => ({
    height,
    solveTime,
    relativeWork,
    difficulty,
    time: 0,
    bits: 0,
    hashRate: height,
  });
  const blocks = [block(7, 10, 0.94, 1), block(8, 30, 1.06, Math.E), block(9, 20, 1, 1), block(10, 20, 0.96, Math.E)];
  expect(summarizeDifficulty(blocks, 20)).toEqual({
    blocks: 4,
    seconds: 80,
    meanSpacing: 20,
    sdLnDifficulty: 0.5,
    longestGap: { height: 8, seconds: 30 },
    quick: 0.25,
    slow: 0.25,
    tooEasy: 0.25,
    tooHard: 0.25,
  });
  expect(() => summarizeDifficulty([], 20)).toThrow('blocks: expected at least one block, got none');
});

test('a step that is never followed is not settled', () => {
  const step: HashRateScenario = { kind: 'step', hashRate: RATE, factor: 2, at: { seconds: 6000 } };
  const { step: found } = summarizeDifficulty(run({ algorithm: 'none' }, step, { blocks: 50 }), 600);
  expect(found).toEqual({ height: 11, factor: 2, settledAfter: null });
});

test('the time at which bits change is the first one', () => {
  const chain = new ArrayChain(steadyBlocks(5, BITS));
  const { time } = chain.tip;
  const testnet = { ...networks.testnet3 };
  expect(bitsChangeTime(testnet, chain.tip, time, time + 99_999)).toBe(time + 1201);
  expect(bitsChangeTime(testnet, chain.tip, time, time + 1200)).toBeUndefined();
  expect(bitsChangeTime(testnet, chain.tip, time + 1201, time + 5000)).toBeUndefined();
  expect(nextBits(testnet, chain.tip, time + 1201)).toBe(0x1d00ffff);
  expect(bitsChangeTime({ ...networks.mainnet }, chain.tip, time, 0xffffffff)).toBeUndefined();
});

test('difficulty is shown as explorers show it', () => {
  expect(difficultyOfBits(0x1d00ffff)).toBe(1);
  // block 100,000 of Bitcoin
  expect(difficultyOfBits(0x1b04864c)).toBeCloseTo(14484.16, 2);
  expect(difficultyOfBits(0x1d80ffff)).toBe(Infinity);
});

describe('a simulation is refused', () => {
  const options = { params: networks.mainnet, scenario: constant, blocks: 5, initialBits: BITS, random: evenLuck };
  test.each<[string, object, string]>([
    ['no options', { params: undefined }, 'params: expected an object, got undefined'],
    ['no scenario', { scenario: null }, 'scenario: expected an object, got null'],
    ['no blocks', { blocks: 0 }, 'blocks: expected an integer from 1 to 2147483647, got 0'],
    ['bits above the limit', { initialBits: 0x207fffff }, 'initialBits: expected bits of a target within powLimit'],
    ['bits of nothing', { initialBits: 0 }, 'initialBits: expected bits of a target within powLimit, got 0x0'],
    ['no randomness', { random: 0.5 }, 'random: expected a function, got 0.5'],
    ['no genesis', { history: 0 }, 'history: expected an integer from 1 to 1000000, got 0'],
    ['a start in milliseconds', { startTime: 1e12 }, 'startTime: expected an integer from 0'],
  ])('for %s, before the first block', (_what, changes, message) => {
    expect(() => simulateDifficulty({ ...options, ...changes })).toThrow(message);
  });

  test('when headers cannot hold its time', () => {
    const slow: HashRateScenario = { kind: 'constant', hashRate: RATE / 1e7 };
    expect(() => run({ algorithm: 'none' }, slow)).toThrow('blocks: expected an end before 2106-02-07');
  });

  test('when its algorithm asks for bits that no hash meets', () => {
    const difficulty = { name: 'broken', nextBits: () => 0 };
    expect(() => [...simulateDifficulty({ ...options, params: { ...networks.mainnet, difficulty } })]).toThrow(
      'params.difficulty: expected bits of a target at height 1, got 0x0',
    );
  });
});
