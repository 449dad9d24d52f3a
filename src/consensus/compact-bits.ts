/**
 * Compact bits: a 256-bit target in 32 bits, one byte of size and 23 bits of mantissa with a sign.
 *
 * Defined by the code of Bitcoin Core alone (arith_uint256 SetCompact and GetCompact), oddities included: a sign bit
 * that no target may have, sizes that overflow, several encodings of one number.
 */
import { assertInteger, assertUint256 } from '../primitives/index.ts';

/** What bits stand for. A target that may be mined on is neither negative, nor overflowing, nor zero. */
export interface CompactTarget {
  /** The magnitude, cut to 256 bits when `overflow` is set. */
  readonly target: bigint;
  /** The sign bit is set and the magnitude is not zero: no target. */
  readonly negative: boolean;
  /** It does not fit into 256 bits: no target. */
  readonly overflow: boolean;
}

// Headers come in long runs of equal bits: the last answer saves nearly all conversions.
let lastBits = 0;
let lastTarget: CompactTarget = Object.freeze({ target: 0n, negative: false, overflow: false });

/**
 * Decodes compact bits. Every uint32 decodes to something.
 * @throws TypeError, RangeError for what is no uint32
 */
export function bitsToTarget(bits: number): CompactTarget {
  if (bits === lastBits) return lastTarget;
  assertInteger('bits', bits, 0, 0xffffffff);
  const size = bits >>> 24;
  const word = size <= 3 ? (bits & 0x7fffff) >>> (8 * (3 - size)) : bits & 0x7fffff;
  lastTarget = Object.freeze({
    target: size <= 3 ? BigInt(word) : BigInt.asUintN(256, BigInt(word) << BigInt(8 * (size - 3))),
    // The word after the shift decides: a sign on nothing is no sign.
    negative: word !== 0 && (bits & 0x800000) !== 0,
    overflow: word !== 0 && (size > 34 || (word > 0xff && size > 33) || (word > 0xffff && size > 32)),
  });
  lastBits = bits;
  return lastTarget;
}

/**
 * Encodes a target, keeping its 16 to 23 most significant bits and dropping the rest (towards zero, so a harder target).
 * @param negative sets the sign bit, which no valid header has; it is part of the format
 * @throws TypeError, RangeError for what is no uint256
 */
export function targetToBitsLossy(target: bigint, negative: boolean = false): number {
  assertUint256('target', target);
  let size = Math.ceil(target.toString(16).length / 2);
  if (target === 0n) size = 0;
  let word = size <= 3 ? Number(target) << (8 * (3 - size)) : Number(target >> BigInt(8 * (size - 3)));
  // Bit 23 is the sign, so a mantissa that would use it moves down by a byte.
  if (word & 0x800000) {
    word >>>= 8;
    size++;
  }
  return ((size << 24) | word | (negative && (word & 0x7fffff) !== 0 ? 0x800000 : 0)) >>> 0;
}
