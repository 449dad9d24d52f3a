import { describe, expect, test } from 'vitest';
import { digishieldV3, networks, nextBits, type DigishieldOptions } from '../../../src/consensus/index.ts';
import { ArrayChain, steadyBlocks } from './array-chain.ts';

// Zcash before Blossom: 150 s, a limit of 2^243 - 1.
const zcash = { ...networks.mainnet, powLimit: (1n << 243n) - 1n, targetSpacing: 150 };
const params = { ...zcash, difficulty: digishieldV3() };

/** A chain whose medians of times, at its tip and 17 blocks below, are `span` apart; all blocks have the same bits. */
function chainOfSpan(span: number, bits: number): ArrayChain {
  const times = [...Array<number>(17).fill(1_262_149_169), ...Array<number>(11).fill(1_262_149_169 + span)];
  return new ArrayChain(times.map((time) => ({ time, bits })));
}

describe('the published cases (zcashd, pow_tests.cpp)', () => {
  test.each([
    ['get_next_work', 3570, 0x1d00ffff, 0x1d011998],
    ['get_next_work_pow_limit', 2_055_491, 0x1f07ffff, 0x1f07ffff],
    ['get_next_work_lower_limit_actual', 918, 0x1c05a3f4, 0x1c04bceb],
    ['get_next_work_upper_limit_actual', 5814, 0x1c387f6f, 0x1c4a93bb],
  ])('%s', (_name, span, bits, expected) => {
    expect(nextBits(params, chainOfSpan(span, bits).tip, 0)).toBe(expected);
  });
});

describe('the time of the window', () => {
  const BITS = 0x1c00ffff;
  const at = (span: number, options?: DigishieldOptions): number =>
    nextBits({ ...zcash, difficulty: digishieldV3(options) }, chainOfSpan(span, BITS).tip, 0) as number;

  test('counts a quarter of how much it is off, at most 16 % less and 32 % more', () => {
    // 2550 s intended. 2142 s and 3366 s are the bounds, reached 1632 s early and 3264 s late.
    expect(at(2550 - 1632)).toBe(0x1c00d709); // 0xffff * 0.84 = 0xd709
    expect(at(2550 - 1631)).toBe(0x1c00d723); // 2143 s: 1/2550 of 0xffff is 25.7 more
    expect(at(2550 - 1633)).toBe(0x1c00d709);
    expect(at(2550 + 3264)).toBe(0x1c0151ea); // 0xffff * 1.32 = 0x151e9.d, less what is dropped
    expect(at(2550 + 3268)).toBe(0x1c0151ea);
    expect(at(2550)).toBe(0x1c00fffe);
  });

  test('truncates the damped deviation towards zero on both sides', () => {
    expect(at(2550 - 3)).toBe(at(2550));
    expect(at(2550 + 3)).toBe(at(2550));
    expect(at(2550 - 4)).not.toBe(at(2550));
    expect(at(2550 + 4)).not.toBe(at(2550));
  });

  test('is bounded by settings', () => {
    expect(at(0, { maxAdjustUp: 0, maxAdjustDown: 0 })).toBe(0x1c00fffe);
    expect(at(99_999, { maxAdjustUp: 0, maxAdjustDown: 0 })).toBe(0x1c00fffe);
    expect(at(99_999, { maxAdjustDown: 100 })).toBe(0x1c01fffd);
  });
});

describe('the first blocks', () => {
  test('have the easiest target until the window is full', () => {
    expect(nextBits(params, new ArrayChain(steadyBlocks(17, 0x1c00ffff, 150)).tip, 0)).toBe(0x1f07ffff);
    expect(nextBits(params, new ArrayChain(steadyBlocks(18, 0x1c00ffff, 150)).tip, 0)).not.toBe(0x1f07ffff);
    const short = { ...zcash, difficulty: digishieldV3({ window: 2 }) };
    expect(nextBits(short, new ArrayChain(steadyBlocks(2, 0x1c00ffff, 150)).tip, 0)).toBe(0x1f07ffff);
    expect(nextBits(short, new ArrayChain(steadyBlocks(3, 0x1c00ffff, 150)).tip, 0)).not.toBe(0x1f07ffff);
  });

  test('are unchecked when the window, or a median at its end, is not known whole', () => {
    const from = (blocks: number): unknown =>
      nextBits(params, new ArrayChain(steadyBlocks(blocks, 0x1c00ffff, 150), 1000).tip, 0);
    expect(from(17)).toBe('unchecked');
    expect(from(27)).toBe('unchecked');
    expect(from(28)).toBe(0x1c00fffe);
  });
});
