import { describe, expect, test } from 'vitest';
import { lwmaDifficulty, networks, nextBits } from '../../../src/consensus/index.ts';
import { ArrayChain, steadyBlocks } from './array-chain.ts';

const BITS = 0x1c00ffff;
const difficulty = lwmaDifficulty({ window: 45, weight: 13772, minDenominator: 10 });
const params = { ...networks.mainnet, difficulty };

describe('lwmaDifficulty', () => {
  // target(BITS) // (13772 * 45 * 45) * 45 * weighted time, in Python's integers.
  test.each([
    ['on schedule', 600, 0x1c010084],
    ['twice as slow', 1200, 0x1c020108],
    ['all at once: a tenth at most', 0, 0x1b19997f],
  ])('%s', (_name, spacing, expected) => {
    expect(nextBits(params, new ArrayChain(steadyBlocks(46, BITS, spacing)).tip, 0)).toBe(expected);
  });

  test('has the weight of Bitcoin Gold at its window and spacing when none is set, and one in proportion at others', () => {
    const at = (targetSpacing: number, window: number, weight?: number): unknown => {
      const options = { window, minDenominator: 10, ...(weight !== undefined && { weight }) };
      const network = { ...networks.mainnet, targetSpacing, difficulty: lwmaDifficulty(options) };
      return nextBits(network, new ArrayChain(steadyBlocks(46, BITS, targetSpacing)).tip, 0);
    };
    expect(at(600, 45)).toBe(0x1c010084);
    // 0.499 * 46 * 60 = 1377.24, 0.499 * 21 * 150 = 1571.85
    expect(at(60, 45)).toBe(at(60, 45, 1377));
    expect(at(60, 45)).not.toBe(at(60, 45, 1378));
    expect(at(150, 20)).toBe(at(150, 20, 1571));
    // 0.499 * 2 * 1 is less than one.
    expect(at(1, 1)).toBe(at(1, 1, 1));
  });

  test('keeps the bits of the first blocks, until the window is full', () => {
    expect(nextBits(params, new ArrayChain(steadyBlocks(45, BITS, 60)).tip, 0)).toBe(BITS);
    expect(nextBits(params, new ArrayChain(steadyBlocks(46, BITS, 60)).tip, 0)).not.toBe(BITS);
  });

  test('is unchecked when the window is not known whole', () => {
    expect(nextBits(params, new ArrayChain(steadyBlocks(45, BITS), 1000).tip, 0)).toBe('unchecked');
    expect(nextBits(params, new ArrayChain(steadyBlocks(46, BITS), 1000).tip, 0)).toBe(0x1c010084);
  });

  test('refuses settings of zero', () => {
    expect(() => lwmaDifficulty({ window: 0, weight: 1, minDenominator: 1 })).toThrow('window: expected');
    expect(() => lwmaDifficulty({ window: 1, weight: 0, minDenominator: 1 })).toThrow('weight: expected');
    expect(() => lwmaDifficulty({ window: 1, weight: 1, minDenominator: 0 })).toThrow('minDenominator: expected');
  });
});
