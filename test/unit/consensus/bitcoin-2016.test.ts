import { describe, expect, test } from 'vitest';
import {
  bitcoinDifficulty,
  darkGravityWave,
  networks,
  nextBits,
  permittedDifficultyTransition,
  type NetworkParams,
} from '../../../src/consensus/index.ts';
import { ArrayChain, steadyBlocks } from './array-chain.ts';

const { mainnet, testnet3, testnet4, regtest } = networks;
const START = 1_700_000_000;
const BITS = 0x1b0404cb;
const LIMIT = 0x1d00ffff;

/** One period of blocks with `bits`, its last at `timespan` after its first. */
function period(timespan: number, bits: number = BITS): ArrayChain {
  return new ArrayChain([...steadyBlocks(2015, bits, 1, START), { time: START + timespan, bits }]);
}

const next = (params: NetworkParams, chain: ArrayChain, time: number = chain.tip.time + 600): number | 'unchecked' =>
  nextBits(params, chain.tip, time);

describe('the retarget of mainnet', () => {
  // Expected values: target * timespan / 1209600 in Python's integers.
  test.each([
    ['two weeks from first to last block keep the target', 1209600, 0x1b0404cb],
    ['2015 intervals of 600 s are counted as less than two weeks', 2015 * 600, 0x1b040448],
    ['twice as long doubles it', 2419200, 0x1b080996],
    ['at most four times', 4838400, 0x1b10132c],
    ['at most four times, however long', 40000000, 0x1b10132c],
    ['at least a quarter', 302400, 0x1b010132],
    ['at least a quarter, however short', 2014, 0x1b010132],
    ['at least a quarter, even backwards', -5000, 0x1b010132],
  ])('%s', (_name, timespan, expected) => {
    expect(next(mainnet, period(timespan))).toBe(expected);
  });

  test('never gets easier than the limit', () => {
    expect(next(mainnet, period(4838400, LIMIT))).toBe(LIMIT);
  });

  test('happens at multiples of 2016 only', () => {
    const chain = new ArrayChain(steadyBlocks(2015, BITS, 1, START));
    expect(next(mainnet, chain)).toBe(BITS);
    chain.push({ time: START + 2015, bits: BITS });
    expect(next(mainnet, chain)).toBe(0x1b010132);
    chain.push({ time: START + 2016, bits: 0x1b010132 });
    expect(next(mainnet, chain)).toBe(0x1b010132);
  });

  test('is unchecked when the first block of the period is not known', () => {
    const chain = new ArrayChain(steadyBlocks(2015, BITS, 1, START), 2017);
    expect(next(mainnet, chain)).toBe('unchecked');
  });
});

describe('the 20-minute rule of testnet3', () => {
  const chain = new ArrayChain([
    ...steadyBlocks(100, BITS, 600, START),
    ...steadyBlocks(5, LIMIT, 1201, START + 99 * 600 + 1201),
  ]);
  const tip = chain.tip.time;

  test('a block more than 1200 s after its parent has the easiest target', () => {
    expect(nextBits(testnet3, chain.tip, tip + 1201)).toBe(LIMIT);
    expect(nextBits(mainnet, chain.tip, tip + 1201)).toBe(LIMIT);
    expect(nextBits(mainnet, chain.at(99), tip + 1201)).toBe(BITS);
  });

  test('another goes back to the last target that was no exception', () => {
    expect(nextBits(testnet3, chain.tip, tip + 1200)).toBe(BITS);
    expect(nextBits(testnet3, chain.tip, tip - 50)).toBe(BITS);
  });

  test('the walk back stops at the first block of the period', () => {
    const easy = new ArrayChain(steadyBlocks(2020, LIMIT, 600, START));
    expect(next(testnet3, easy)).toBe(LIMIT);
    // Below the boundary lie other bits, which must not be found.
    const mixed = new ArrayChain([
      ...steadyBlocks(2016, BITS, 600, START),
      ...steadyBlocks(4, LIMIT, 600, START + 2016 * 600),
    ]);
    expect(next(testnet3, mixed)).toBe(LIMIT);
  });

  test('the rule does not hold at a boundary', () => {
    expect(next(testnet3, period(1209600), START + 9_999_999)).toBe(BITS);
  });
});

describe('BIP-0094', () => {
  test('the base of a retarget is the first block of the period, not the last', () => {
    const chain = new ArrayChain([...steadyBlocks(2015, BITS, 1, START), { time: START + 1209600, bits: LIMIT }]);
    expect(next(testnet4, chain)).toBe(BITS);
    expect(next(testnet3, chain)).toBe(LIMIT);
  });
});

describe('regtest', () => {
  test('never retargets: the bits of the last block stay at the boundary of 144 blocks', () => {
    const chain = new ArrayChain(steadyBlocks(144, 0x1f00ffff, 1, START));
    expect(next(regtest, chain)).toBe(0x1f00ffff);
  });

  test('within a period the 20-minute rule holds', () => {
    const chain = new ArrayChain(steadyBlocks(10, 0x1f00ffff, 1, START));
    expect(nextBits(regtest, chain.tip, chain.tip.time + 1201)).toBe(0x207fffff);
    expect(nextBits(regtest, chain.tip, chain.tip.time + 1200)).toBe(0x1f00ffff);
  });

  test('needs no ancestors at a boundary', () => {
    const chain = new ArrayChain(steadyBlocks(1, 0x207fffff, 1, START), 143);
    expect(next(regtest, chain)).toBe(0x207fffff);
  });
});

describe('permittedDifficultyTransition', () => {
  test('within a period bits stay', () => {
    expect(permittedDifficultyTransition(mainnet, 2015, BITS, BITS)).toBe(true);
    expect(permittedDifficultyTransition(mainnet, 2015, BITS, BITS + 1)).toBe(false);
  });

  test('at a boundary the target moves by at most four, both ends included', () => {
    const permits = (bits: number): boolean => permittedDifficultyTransition(mainnet, 2016, BITS, bits);
    expect([0x1b010131, 0x1b010132, BITS, 0x1b10132c, 0x1b10132d].map(permits)).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(permittedDifficultyTransition(mainnet, 2016, LIMIT, LIMIT)).toBe(true);
    expect(permittedDifficultyTransition(mainnet, 2016, LIMIT, 0x1d010000)).toBe(false);
  });

  test('anything goes with the 20-minute rule, and with algorithms that know no bound', () => {
    expect(permittedDifficultyTransition(testnet3, 5, BITS, LIMIT)).toBe(true);
    expect(permittedDifficultyTransition({ ...mainnet, difficulty: darkGravityWave() }, 5, BITS, LIMIT)).toBe(true);
  });
});

test('the algorithm is the same without a network', () => {
  const params = { powLimit: mainnet.powLimit, targetSpacing: 1, targetTimespan: 4, difficulty: bitcoinDifficulty() };
  const chain = new ArrayChain(steadyBlocks(4, BITS, 4, START));
  // Three intervals of 4 s in a period of 4 s: three times the target.
  expect(nextBits(params, chain.tip, 0)).toBe(0x1b0c0e61);
});
