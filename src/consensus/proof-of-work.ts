/** The test of proof of work: the hash, read as a number, must not exceed the target that the bits stand for. */
import { assertBytes, uint256ToBytesLE } from '../primitives/index.ts';
import { bitsToTarget } from './compact-bits.ts';
import type { DifficultyParams } from './difficulty/difficulty-params.ts';

/**
 * The target that a header with these bits must meet, or undefined when no header may have them: negative, zero,
 * overflowing, or easier than the network's limit (Bitcoin Core's DeriveTarget).
 */
export function proofOfWorkTarget(bits: number, params: Pick<DifficultyParams, 'powLimit'>): bigint | undefined {
  const { target, negative, overflow } = bitsToTarget(bits);
  return negative || overflow || target === 0n || target > params.powLimit ? undefined : target;
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
