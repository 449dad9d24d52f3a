import { describe, expect, test } from 'vitest';
import { lwma1Difficulty, networks, nextBits } from '../../../src/consensus/index.ts';
import { ArrayChain, steadyBlocks, type BlockFields } from './array-chain.ts';

const BITS = 0x1c00ffff;
const params = { ...networks.mainnet, difficulty: lwma1Difficulty() };
const next = (blocks: BlockFields[], lowest = 0): unknown => nextBits(params, new ArrayChain(blocks, lowest).tip, 0);

describe('the next bits, by the formula in Python integers', () => {
  test.each([
    ['on schedule: what the divisions drop', 600, 0x1c00fffe],
    ['twice as slow', 1200, 0x1c01fffd],
    ['six times as slow', 3600, 0x1c05fff9],
    ['seven times: as six', 4200, 0x1c05fff9],
    ['all at one time: as a second apart', 0, 0x1a6d3999],
    ['a second apart', 1, 0x1a6d3999],
    ['all backwards: as a second apart', -100, 0x1a6d3999],
  ])('%s', (_name, spacing, expected) => {
    expect(next(steadyBlocks(61, BITS, spacing))).toBe(expected);
  });

  test('of targets that are not all alike: their mean', () => {
    const blocks = steadyBlocks(61, BITS).map((block, i) => (i < 30 ? block : { ...block, bits: 0x1c007fff }));
    expect(next(blocks)).toBe(0x1c00bddc);
  });

  test('a step back counts as a second, and the next time from there', () => {
    // Window 3, spacing 10: solve times 10, 1 (5 stands for 11) and 60 (189 is cut): 10 + 2 + 180 = 192, k = 60: 3.2 times.
    const short = { ...params, targetSpacing: 10, difficulty: lwma1Difficulty({ window: 3 }) };
    const chain = new ArrayChain([0, 10, 5, 200].map((time) => ({ time, bits: BITS })));
    expect(nextBits(short, chain.tip, 0)).toBe(0x1c03332f);
  });

  test('not above the limit', () => {
    expect(next(steadyBlocks(61, 0x1d00ffff, 1200))).toBe(0x1d00ffff);
  });
});

describe('the first blocks', () => {
  test('have the easiest target until the window is full', () => {
    expect(next(steadyBlocks(60, BITS))).toBe(0x1d00ffff);
    expect(next(steadyBlocks(61, BITS))).toBe(0x1c00fffe);
  });

  test('are unchecked when the window is not known whole', () => {
    expect(next(steadyBlocks(60, BITS), 1000)).toBe('unchecked');
    expect(next(steadyBlocks(61, BITS), 1000)).toBe(0x1c00fffe);
  });
});
