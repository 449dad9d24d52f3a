/** Work: the number of hashes that a target takes on average. Chain work is the sum over the blocks. */
import { bitsToTarget } from './compact-bits.ts';

let lastBits = 0;
let lastWork = 0n;

/**
 * The work of a block with these bits: 2^256 / (target + 1), rounded down; 0n when the bits stand for no target
 * (Bitcoin Core's GetBlockProof).
 */
export function workOfBits(bits: number): bigint {
  if (bits === lastBits) return lastWork;
  const { target, negative, overflow } = bitsToTarget(bits);
  lastWork = negative || overflow || target === 0n ? 0n : (1n << 256n) / (target + 1n);
  lastBits = bits;
  return lastWork;
}
