import { describe, expect, test } from 'vitest';
import { darkGravityWave, networks, nextBits } from '../../../src/consensus/index.ts';
import { ArrayChain, steadyBlocks, type BlockFields } from './array-chain.ts';

const BITS = 0x1c00ffff;
// Dash: 150 s, a limit of 2^236 - 1.
const params = { ...networks.mainnet, powLimit: (1n << 236n) - 1n, targetSpacing: 150, difficulty: darkGravityWave() };
const next = (blocks: BlockFields[], lowest = 0): unknown => nextBits(params, new ArrayChain(blocks, lowest).tip, 0);

test('block 123457 of Dash (Dash Core, pow_tests.cpp, get_next_work)', () => {
  const published = [
    [1408728124, 0x1b104be1],
    [1408728332, 0x1b10e09e],
    [1408728479, 0x1b11a33c],
    [1408728495, 0x1b121cf3],
    [1408728608, 0x1b11951e],
    [1408728744, 0x1b11abac],
    [1408728756, 0x1b118d9c],
    [1408728950, 0x1b1123f9],
    [1408729116, 0x1b1141bf],
    [1408729179, 0x1b110764],
    [1408729305, 0x1b107556],
    [1408729474, 0x1b104297],
    [1408729576, 0x1b1063d0],
    [1408729587, 0x1b10e878],
    [1408729647, 0x1b0dfaff],
    [1408729678, 0x1b0c9ab8],
    [1408730179, 0x1b0c03d6],
    [1408730862, 0x1b0dd168],
    [1408730914, 0x1b10b864],
    [1408731242, 0x1b0fed89],
    [1408731256, 0x1b113ff1],
    [1408732229, 0x1b10460b],
    [1408732257, 0x1b13b83f],
    [1408732489, 0x1b1418d4],
  ] as const;
  const blocks = published.map(([time, bits]) => ({ time, bits }));
  expect(next(blocks, 123_456 - 23)).toBe(0x1b1441de);
  // One block fewer: its target and time are needed.
  expect(next(blocks.slice(1), 123_456 - 22)).toBe('unchecked');
});

describe('the next bits, by the formula in Python integers', () => {
  test.each([
    ['on schedule: 23 intervals in the time of 24', 150, 0x1c00f554],
    ['three times too fast', 50, 0x1b555500],
    ['all at once: no more than that', 0, 0x1b555500],
    ['backwards', -5, 0x1b555500],
    ['four times too slow: as three', 600, 0x1c02fffd],
  ])('%s', (_name, spacing, expected) => {
    expect(next(steadyBlocks(25, BITS, spacing))).toBe(expected);
  });

  test('not above the limit', () => {
    expect(next(steadyBlocks(25, 0x1e0fffff, 600))).toBe(0x1e0fffff);
  });
});

test('up to height 24 blocks have the easiest target', () => {
  expect(next(steadyBlocks(24, BITS))).toBe(0x1e0fffff);
  expect(next(steadyBlocks(25, BITS, 150))).toBe(0x1c00f554);
});
