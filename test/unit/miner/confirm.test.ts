/** A candidate counts only when the reference confirms it. */
import { describe, expect, it } from 'vitest';
import { confirmHeader, confirmMessage as confirmSteps } from '../../../src/miner/confirm.ts';
import { finishSteps } from '../../../src/primitives/index.ts';

// The genesis block of Bitcoin: nonce 2083236893, hash as explorers print it.
const genesis = Uint8Array.from(
  Buffer.from(
    '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c',
    'hex',
  ),
);
const HASH = '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f';
const NONCE = 2083236893;
const TARGET = 0xffffn << 208n;
const template = genesis.with(76, 0).with(77, 0);
const chunkFor = (target: bigint, versions = [1]) => ({
  order: 0,
  work: { kind: 'header', header: template, versions, target } as const,
  start: NONCE,
  end: NONCE + 1,
});
const chunk = chunkFor(TARGET);
const candidate = { nonce: NONCE, version: 0 };
const refused = expect.objectContaining({ code: 'ERR_CANDIDATE_REFUSED' });

describe('the confirmation of a header', () => {
  it('takes the nonce of the genesis block', () => {
    const solution = confirmHeader(chunk, candidate, 'simd');
    expect(solution.header).toEqual(genesis);
    expect(Buffer.from(solution.hash).reverse().toString('hex')).toBe(HASH);
    expect(solution.nonce).toBe(NONCE);
    expect(template[76]).toBe(0);
  });

  it('takes a hash equal to the target, and refuses it one above', () => {
    expect(confirmHeader(chunkFor(BigInt(`0x${HASH}`)), candidate, 'simd').nonce).toBe(NONCE);
    expect(() => confirmHeader(chunkFor(BigInt(`0x${HASH}`) - 1n), candidate, 'simd')).toThrow(refused);
  });

  it('takes the version that was found, and no other', () => {
    const several = chunkFor(TARGET, [5, 1, -1]);
    expect(confirmHeader(several, { nonce: NONCE, version: 1 }, 'simd').header).toEqual(genesis);
    for (const version of [0, 2, 3, -1, 0.5, Number.NaN])
      expect(() => confirmHeader(several, { nonce: NONCE, version }, 'simd')).toThrow(refused);
  });

  it('names the extra nonce where there is one', () => {
    expect(confirmHeader({ ...chunk, extraNonce: 7 }, candidate, 'simd').extraNonce).toBe(7);
    expect(confirmHeader(chunk, candidate, 'simd')).not.toHaveProperty('extraNonce');
  });

  it('refuses a nonce that was not asked for, even when it solves', () => {
    expect(() => confirmHeader({ ...chunk, start: NONCE + 1, end: NONCE + 2 }, candidate, 'simd')).toThrow(refused);
    expect(() => confirmHeader({ ...chunk, start: 0, end: NONCE }, candidate, 'simd')).toThrow(refused);
    expect(() => confirmHeader(chunk, { nonce: Number.NaN, version: 0 }, 'simd')).toThrow(refused);
  });
});

describe('the confirmation of a message', () => {
  const confirmMessage = (...args: Parameters<typeof confirmSteps>) => finishSteps(confirmSteps(...args));
  // By Python: sha256('midstate:51806') begins with 17 zero bits, and no more.
  const message = (bits: number) => ({
    order: 0,
    work: {
      kind: 'message',
      puzzle: {
        prefix: Buffer.from('midstate:'),
        encoding: 'decimal',
        target: { kind: 'zero-bits', bits },
      },
    } as const,
    start: 51_000,
    end: 52_000,
  });
  const found = { nonce: 51_806, version: 0 };

  it('gives the digest', () => {
    const { nonce, digest } = confirmMessage(message(17), found, 'js');
    expect(nonce).toBe(51_806);
    expect(Buffer.from(digest).toString('hex')).toBe(
      '00006c41947294d9ebf36d947884f57310e8553a6aab6bd36f376ebec48c653c',
    );
  });

  it('refuses a digest that misses the target, and shows the message', () => {
    const details = { backend: 'js', message: Buffer.from('midstate:51806').toString('hex') };
    expect(() => confirmMessage(message(18), found, 'js')).toThrow(
      expect.objectContaining({ code: 'ERR_CANDIDATE_REFUSED', details }),
    );
  });

  it('refuses a nonce that was not asked for, and whatever is no nonce', () => {
    for (const nonce of [183_072, -1, 51_806.5, Number.NaN, '51806' as unknown as number])
      expect(() => confirmMessage(message(17), { nonce, version: 0 }, 'js')).toThrow(refused);
    expect(() => confirmMessage(message(17), { nonce: 51_806, version: 1 }, 'js')).toThrow(refused);
  });
});
