import { describe, expect, test, vi } from 'vitest';
import {
  bitsToTarget,
  hashMeetsTarget,
  networks,
  proofOfWorkTarget,
  targetToBitsLossy,
  workOfBits,
} from '../../../src/consensus/index.ts';

describe('bitsToTarget', () => {
  test.each([
    [0x1d00ffff, 0xffffn << 208n, false, false],
    [0x04923456, 0x12345600n, true, false],
    // The sign is read after the shift: nothing is left to be negative.
    [0x01803456, 0n, false, false],
    [0x22000001, 1n << 248n, false, false],
    [0x220000ff, 0xffn << 248n, false, false],
    [0x22000100, 0n, false, true],
    [0x2100ffff, 0xffffn << 240n, false, false],
    [0x21010000, 0n, false, true],
    [0x23000001, 0n, false, true],
    [0xff000000, 0n, false, false],
    [0xffffffff, 0n, true, true],
  ])('%s', (bits, target, negative, overflow) => {
    expect(bitsToTarget(bits)).toEqual({ target, negative, overflow });
  });

  test('decodes the same bits once, and zero bits right even as the very first', async () => {
    expect(bitsToTarget(0x1b0404cb)).toBe(bitsToTarget(0x1b0404cb));
    vi.resetModules();
    const fresh = await import('../../../src/consensus/compact-bits.ts');
    expect(fresh.bitsToTarget(0)).toEqual({ target: 0n, negative: false, overflow: false });
  });

  test('takes uint32 only', () => {
    expect(() => bitsToTarget(-1)).toThrow(new RangeError('bits: expected an integer from 0 to 4294967295, got -1'));
    expect(() => bitsToTarget(2 ** 32)).toThrow(RangeError);
    expect(() => bitsToTarget(1.5)).toThrow(TypeError);
  });
});

describe('targetToBitsLossy', () => {
  test.each([
    [0n, 0],
    [1n, 0x01010000],
    [0x7fn, 0x017f0000],
    [0x80n, 0x02008000],
    [0xffffffn, 0x0400ffff],
    [(1n << 256n) - 1n, 0x2100ffff],
    [(1n << 224n) - 1n, 0x1d00ffff],
  ])('%s', (target, bits) => {
    expect(targetToBitsLossy(target)).toBe(bits);
  });

  test('has no negative zero', () => {
    expect(targetToBitsLossy(0n, true)).toBe(0);
    expect(targetToBitsLossy(0x12345600n, true)).toBe(0x04923456);
  });

  test('takes uint256 only', () => {
    expect(() => targetToBitsLossy(-1n)).toThrow('target: expected a bigint from 0 to 2^256 - 1, got -1');
    expect(() => targetToBitsLossy(1n << 256n)).toThrow(RangeError);
  });
});

describe('proofOfWorkTarget', () => {
  test('is undefined for bits that no header may have', () => {
    const { mainnet, regtest } = networks;
    expect(proofOfWorkTarget(0x1d00ffff, mainnet)).toBe(0xffffn << 208n);
    expect(proofOfWorkTarget(0x1d010000, mainnet)).toBeUndefined();
    expect(proofOfWorkTarget(0x207fffff, regtest)).toBe(0x7fffffn << 232n);
    expect(proofOfWorkTarget(0x20800000, regtest)).toBeUndefined();
    expect(proofOfWorkTarget(0, regtest)).toBeUndefined();
    expect(proofOfWorkTarget(0x1d80ffff, regtest)).toBeUndefined();
    expect(proofOfWorkTarget(0xff7fffff, regtest)).toBeUndefined();
  });
});

test('the limit of one network says nothing of another', () => {
  const { mainnet, regtest } = networks;
  for (let round = 0; round < 2; round++) {
    expect(proofOfWorkTarget(0x1e00ffff, regtest)).toBe(0xffffn << 216n);
    expect(proofOfWorkTarget(0x1e00ffff, mainnet)).toBeUndefined();
  }
});

describe('hashMeetsTarget', () => {
  const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.padStart(64, '0'), 'hex')).toReversed();
  test.each([
    ['0', 0n, true],
    ['1', 0n, false],
    ['ffff', 0xffffn, true],
    ['10000', 0xffffn, false],
    ['0100000000000000000000000000000000000000000000000000000000000000', (1n << 248n) - 1n, false],
    ['00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', (1n << 248n) - 1n, true],
    ['00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', (1n << 248n) - 2n, false],
  ])('%s against %s', (hash, target, expected) => {
    expect(hashMeetsTarget(bytes(hash), target)).toBe(expected);
  });
});

test('the hash of hashMeetsTarget is 32 bytes', () => {
  expect(() => hashMeetsTarget(new Uint8Array(33), 5n)).toThrow(new RangeError('hash: expected 32 bytes, got 33'));
  expect(() => hashMeetsTarget(new Uint8Array(32), 1n << 256n)).toThrow(RangeError);
});

describe('workOfBits', () => {
  test.each([
    [0x1d00ffff, 0x100010001n],
    [0x207fffff, 2n],
    // Target 1: 2^256 / 2.
    [0x01010000, 1n << 255n],
    [0x1b0404cb, 0x3fb3ab764c00n],
    // No targets, no work.
    [0, 0n],
    [0x1d80ffff, 0n],
    [0xff7fffff, 0n],
  ])('%s', (bits, work) => {
    expect(workOfBits(bits)).toBe(work);
    expect(workOfBits(bits)).toBe(work);
  });
});
