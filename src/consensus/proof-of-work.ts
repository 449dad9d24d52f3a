/** The test of proof of work: the hash, read as a number, must not exceed the target that the bits stand for. */
import { assertBytes, uint256ToBytesLE } from '../primitives/index.ts';
import { bitsToTarget } from './compact-bits.ts';
import type { DifficultyParams } from './difficulty/difficulty-params.ts';

// Headers come in long runs of equal bits: the last answer saves nearly all comparisons of big numbers.
let lastBits = 0;
let lastLimit = 0n;
let lastAnswer: bigint | undefined;

/**
 * The target that a header with these bits must meet, or undefined when no header may have them: negative, zero,
 * overflowing, or easier than the network's limit (Bitcoin Core's DeriveTarget).
 */
export function proofOfWorkTarget(bits: number, params: Pick<DifficultyParams, 'powLimit'>): bigint | undefined {
  const { powLimit } = params;
  if (bits === lastBits && powLimit === lastLimit) return lastAnswer;
  const { target, negative, overflow } = bitsToTarget(bits);
  lastAnswer = negative || overflow || target === 0n || target > powLimit ? undefined : target;
  lastBits = bits;
  lastLimit = powLimit;
  return lastAnswer;
}

// Comparing bytes needs no bigint for each hash; the bytes of the last target serve a run of headers.
let lastTarget = 0n;
let lastTargetBytes: Uint8Array = new Uint8Array(32);

/**
 * Whether a hash is low enough.
 * @param hash 32 bytes, wire order
 * @throws TypeError, RangeError for another size or a target that is no uint256
 */
export function hashMeetsTarget(hash: Uint8Array, target: bigint): boolean {
  assertBytes('hash', hash, 32);
  if (target !== lastTarget) {
    lastTargetBytes = uint256ToBytesLE(target);
    lastTarget = target;
  }
  for (let i = 31; i >= 0; i--) {
    const difference = hash[i]! - lastTargetBytes[i]!;
    if (difference !== 0) return difference < 0;
  }
  return true;
}
