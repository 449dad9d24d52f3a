import { describe, expect, test } from 'vitest';
import { cw144Difficulty, networks, nextBits } from '../../../src/consensus/index.ts';
import { ArrayChain, steadyBlocks } from './array-chain.ts';

const params = { ...networks.mainnet, difficulty: cw144Difficulty() };
const next = (chain: ArrayChain): number => nextBits(params, chain.tip, 0) as number;
const EASY = 0x1c0fffff;

/** Adds blocks so many seconds apart, each with the bits that the chain asks for; the bits of the next one. */
function mine(chain: ArrayChain, blocks: number, spacing: number): number {
  for (let i = 0; i < blocks; i++) chain.push({ time: chain.tip.time + spacing, bits: next(chain) });
  return next(chain);
}

test('the published run of Bitcoin ABC (daa_tests.cpp, daa_test; before it pow_tests.cpp, cash_difficulty_test)', () => {
  const chain = new ArrayChain(steadyBlocks(2050, EASY, 600, 1_269_211_443));
  expect(mine(chain, 10, 600)).toBe(EASY);
  // One block far ahead, the next on schedule again: neither moves anything.
  expect(mine(chain, 1, 6000)).toBe(EASY);
  expect(mine(chain, 1, 1200 - 6000)).toBe(EASY);
  expect(mine(chain, 20, 600)).toBe(EASY);
  // The first faster block has no effect yet.
  expect(mine(chain, 1, 550)).toBe(EASY);
  expect(mine(chain, 10, 550)).toBe(0x1c0fe7b1);
  expect(mine(chain, 20, 10)).toBe(0x1c0db19f);
  expect(mine(chain, 1, 6000)).toBe(0x1c0d9222);
  expect(mine(chain, 93, 6000)).toBe(0x1c2f13b9);
  // The window's time is bounded: the same slow block makes it harder.
  expect(mine(chain, 1, 6000)).toBe(0x1c2ee9bf);
  expect(mine(chain, 192, 6000)).toBe(0x1d00ffff);
  expect(mine(chain, 5, 6000)).toBe(0x1d00ffff);
  expect(mine(chain, 200, 10)).toBe(0x1c4c068c);
});

describe('the first blocks', () => {
  test('keep the bits of genesis until the window and the two blocks below it are there', () => {
    expect(next(new ArrayChain(steadyBlocks(146, EASY, 1)))).toBe(EASY);
    expect(next(new ArrayChain(steadyBlocks(147, EASY, 1)))).not.toBe(EASY);
  });

  test('are unchecked when one of them is not known', () => {
    expect(next(new ArrayChain(steadyBlocks(146, EASY), 1000))).toBe('unchecked');
    expect(next(new ArrayChain(steadyBlocks(144, EASY), 1000))).toBe('unchecked');
    expect(next(new ArrayChain(steadyBlocks(147, EASY), 1000))).toBe(EASY);
  });
});

test('a chain on schedule keeps a target of so much work that each hash tells', () => {
  expect(next(new ArrayChain(steadyBlocks(200, 0x03123456, 600)))).toBe(0x03123456);
});

test('a window at targets that take no work has the easiest target', () => {
  // 2^255 and a bit: one hash a block; twice the time: 144 * 600 / 172800 is less than one.
  const easiest = { ...params, powLimit: (1n << 255n) - 1n };
  const chain = new ArrayChain(steadyBlocks(200, 0x2100ff00, 1200));
  expect(nextBits(easiest, chain.tip, 0)).toBe(0x207fffff);
});

// Height 299 is the tip and has half the target, so twice the work; 600 s a block up to height 296, whose time is 0 here.
// The window begins at 154. What counts: the work above it up to the block in the middle, over its time. In Python's
// integers.
test.each([
  ['the last: 144 blocks and one of double work in 85900 s', [500, 900, 700], 0x1c0fb081],
  ['the second, of two equal times after it: 144 in 86100 s', [500, 900, 900], 0x1c0ff1c6],
  ['the second again: 144 in 86100 s', [900, 900, 500], 0x1c0ff1c6],
  ['the first: 143 in 86100 s', [900, 500, 900], 0x1c100e51],
  ['the second, of two equal times before it: 144 in 85700 s', [500, 500, 900], 0x1c0fdecf],
])('of the last three times the block in the middle counts, of equal ones as in the original: %s', (...row) => {
  const [, times, expected] = row;
  const start = steadyBlocks(297, EASY);
  const blocks = times.map((time, i) => ({ time: start.at(-1)!.time + time, bits: i === 2 ? 0x1c07ffff : EASY }));
  expect(next(new ArrayChain([...start, ...blocks]))).toBe(expected);
});
