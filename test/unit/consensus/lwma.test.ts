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
