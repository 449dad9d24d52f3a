/** A candidate counts only when the reference confirms it. */
import { describe, expect, it } from 'vitest';
import { confirmCandidate } from '../../../src/miner/confirm.ts';

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
const chunk = { order: 0, header: template, extraNonce: undefined, start: NONCE, end: NONCE + 1 };
const refused = expect.objectContaining({ code: 'ERR_CANDIDATE_REFUSED' });

describe('the confirmation', () => {
  it('takes the nonce of the genesis block', () => {
    const solution = confirmCandidate(chunk, NONCE, TARGET, 'simd');
    expect(solution.header).toEqual(genesis);
    expect(Buffer.from(solution.hash).reverse().toString('hex')).toBe(HASH);
    expect(solution.nonce).toBe(NONCE);
    expect(template[76]).toBe(0);
  });

  it('takes a hash equal to the target, and refuses it one above', () => {
    expect(confirmCandidate(chunk, NONCE, BigInt(`0x${HASH}`), 'simd').nonce).toBe(NONCE);
    expect(() => confirmCandidate(chunk, NONCE, BigInt(`0x${HASH}`) - 1n, 'simd')).toThrow(refused);
  });

  it('refuses a nonce that was not asked for, even when it solves', () => {
    expect(() => confirmCandidate({ ...chunk, start: NONCE + 1, end: NONCE + 2 }, NONCE, TARGET, 'simd')).toThrow(
      refused,
    );
    expect(() => confirmCandidate({ ...chunk, start: 0, end: NONCE }, NONCE, TARGET, 'simd')).toThrow(refused);
    expect(() => confirmCandidate(chunk, Number.NaN, TARGET, 'simd')).toThrow(refused);
  });
});
