import { describe, expect, test } from 'vitest';
import {
  homesteadDifficulty,
  homesteadNextDifficulty,
  networks,
  nextBits,
  permittedDifficultyTransition,
  workOfBits,
  type HomesteadOptions,
} from '../../../src/consensus/index.ts';
import { ArrayChain } from './array-chain.ts';

describe('homesteadNextDifficulty', () => {
  /** The term that Ethereum adds for the height, which is not part of this. */
  const bomb = (height: number): bigint => (height < 200_000 ? 0n : 1n << BigInt(Math.floor(height / 100_000) - 2));

  // ethereum/tests, DifficultyTests/dfHomestead/difficultyHomestead.json: name, height, solve time, parent, block.
  test.each([
    ['DifficultyTest1', 0x0186a0, 1, 0x6aa9fe0e7a00ac12n, 0x6ab7534e3bcfec27n],
    ['DifficultyTest10', 0x0f4240, 1, 0x2a31cebfaa59b620n, 0x2a3714f9824f0256n],
    ['DifficultyTest100', 0x030d40, 2, 0x65fbb62db81d1bc0n, 0x660875a47dd41f64n],
    ['DifficultyTest199', 0x0493e0, 4, 0x07e99c2141ea8de1n, 0x07ea9954c612cb34n],
    ['DifficultyTest962', 0x2f4d60, 18, 0x0c8c94468be8c9cfn, 0x0c8c9446abe8c9cfn],
    ['DifficultyTest979', 0x493e00, 18, 0x0ca683474e3bd046n, 0x0ca6c3474e3bd046n],
    ['DifficultyTest981', 0x0186a0, 20, 0x144d6f9319f460adn, 0x144ae5e527912221n],
    ['DifficultyTest1000', 0x1e8480, 20, 0x5d70c86ec8b54265n, 0x5d651a55bae02bbdn],
    ['DifficultyTest1017', 0x387520, 20, 0x23dddd18bc1b2043n, 0x23d9616519039cdfn],
    ['DifficultyTest1986', 0x27ac40, 40, 0x6e31807c047dc717n, 0x6e082debd6fc17efn],
    ['DifficultyTest2010', 0x0186a0, 40, 0x7deafe0bce2e1118n, 0x7dbbc5ec89c0bfd2n],
    ['DifficultyTest2006', 0x4630c0, 40, 0x68281106d2dbe487n, 0x68011200704cd213n],
  ])('%s', (_name, height, solveTime, parentDifficulty, expected) => {
    const next = homesteadNextDifficulty({ parentDifficulty, solveTime, durationLimit: 10, minDifficulty: 131072 });
    expect(next + bomb(height)).toBe(expected);
  });

  test.each([
    [-5, 2049n],
    [0, 2049n],
    [9, 2049n],
    [10, 2048n],
    [19, 2048n],
    [20, 2047n],
    [999, 1950n],
    [1000, 1949n],
    [1009, 1949n],
    [1_000_000, 1949n],
  ])('a block after %i s moves 2048 to %s: one step of 10 s each, at most 99 down', (solveTime, expected) => {
    const input = { parentDifficulty: 2048n, durationLimit: 10, minDifficulty: 1 };
    expect(homesteadNextDifficulty({ ...input, solveTime })).toBe(expected);
  });

  test('never falls below the least', () => {
    const input = { solveTime: 1000, durationLimit: 10, minDifficulty: 131072 };
    expect(homesteadNextDifficulty({ ...input, parentDifficulty: 131073n })).toBe(131072n);
    expect(homesteadNextDifficulty({ ...input, parentDifficulty: 5n })).toBe(131072n);
  });
});

describe('homesteadDifficulty', () => {
  const next = (bits: number, solveTime: number, options?: HomesteadOptions, powLimit = networks.mainnet.powLimit) =>
    nextBits(
      { ...networks.mainnet, powLimit, difficulty: homesteadDifficulty(options) },
      new ArrayChain([{ time: 1_700_000_000, bits }], 77).tip,
      1_700_000_000 + solveTime,
    );

  // 600 s times ln 2 are 416 s. In Python's integers.
  test.each([
    [0x1c00ffff, 415, 0x1c00ffdf],
    [0x1c00ffff, 416, 0x1c00ffff],
    [0x1c00ffff, 831, 0x1c00ffff],
    [0x1c00ffff, 832, 0x1c01001f],
    [0x1c00ffff, 41_600, 0x1c010cff],
    [0x1c00ffff, 1_000_000, 0x1c010cff],
    [0x1b0404cb, -50, 0x1b04044a],
    [0x1b0404cb, 416, 0x1b0404cb],
    [0x1b0404cb, 832, 0x1b04054b],
  ])('%s after %i s', (bits, solveTime, expected) => {
    expect(next(bits, solveTime)).toBe(expected);
  });

  test('has steps of its own length when set', () => {
    expect(next(0x1b0404cb, 9, { durationLimit: 10 })).toBe(0x1b04044a);
    expect(next(0x1b0404cb, 10, { durationLimit: 10 })).toBe(0x1b0404cb);
    expect(next(0x1b0404cb, 20, { durationLimit: 10 })).toBe(0x1b04054b);
  });

  test('stays within the limit of the network and above the least difficulty', () => {
    expect(next(0x1d00ffff, 1_000_000)).toBe(0x1d00ffff);
    // 2^256 / 131072 - 1 is 2^239 - 1.
    expect(next(0x207fffff, 1_000_000, {}, (1n << 255n) - 1n)).toBe(0x1e7fffff);
    expect(workOfBits(0x1e7fffff)).toBe(131072n);
    // No least difficulty to speak of: 2 hashes have no 2048th part, so nothing moves.
    expect(next(0x207fffff, 1_000_000, { minDifficulty: 1 }, (1n << 255n) - 1n)).toBe(0x207fffff);
  });

  test('a block that moves nothing keeps the bits, whatever the rounding of its work would make of them', () => {
    // 3 hashes: 2^256 / 3 - 1 is 0x5555...
    const easy = (1n << 255n) - 1n;
    expect(next(0x2050ffff, 500, { minDifficulty: 1 }, easy)).toBe(0x2050ffff);
    expect(next(0x2050ffff, 500, { minDifficulty: 3 }, easy)).toBe(0x2050ffff);
    expect(next(0x2050ffff, 500, { minDifficulty: 4 }, easy)).toBe(0x203fffff);
  });

  test('permits what a block at once and the latest block have, and nothing beyond', () => {
    const network = { ...networks.mainnet, difficulty: homesteadDifficulty() };
    const permits = (bits: number): boolean => permittedDifficultyTransition(network, 5, 0x1b0404cb, bits);
    expect([0x1b040449, 0x1b04044a, 0x1b0404cb, 0x1b04390d, 0x1b04390e].map(permits)).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  test('bits that stand for no target have the least difficulty as their child', () => {
    expect(next(0, 100, {}, (1n << 255n) - 1n)).toBe(0x1e7fffff);
  });
});
