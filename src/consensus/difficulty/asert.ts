/**
 * ASERT, exactly aserti3-2d: the target is an exponential of how far the chain is ahead of or behind its schedule,
 * in integer arithmetic (Bitcoin Cash, "aserti3-2d difficulty adjustment algorithm", November 2020).
 *
 * The published text divides with floor; the nodes that enforce it, and the published test vectors, truncate towards
 * zero. So does this file.
 */
import { assertInteger, assertUint256 } from '../../primitives/index.ts';
import { bitsToTarget, targetToBitsLossy } from '../compact-bits.ts';

/** The state of the chain against its anchor block. Times in seconds. */
export interface AsertInput {
  /** The bits of the anchor block. */
  readonly anchorBits: number;
  /** The time of the block whose child's target is asked for, less the time of the *parent* of the anchor. */
  readonly timeDelta: number;
  /** The height of the block whose child's target is asked for, less the height of the anchor. */
  readonly heightDelta: number;
  /** Wanted seconds between blocks. */
  readonly targetSpacing: number;
  /** So far behind schedule, the target doubles. */
  readonly halfLife: number;
  /** The easiest target that is allowed. */
  readonly powLimit: bigint;
}

/**
 * The target of the next block, from 1 to `powLimit`.
 * @throws TypeError, RangeError for values that are no integers or out of range
 */
export function asertNextTarget(input: AsertInput): bigint {
  const { anchorBits, timeDelta, heightDelta, targetSpacing, halfLife, powLimit } = input;
  assertInteger('timeDelta', timeDelta, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  assertInteger('heightDelta', heightDelta, 0, Number.MAX_SAFE_INTEGER);
  assertInteger('targetSpacing', targetSpacing, 1, Number.MAX_SAFE_INTEGER);
  assertInteger('halfLife', halfLife, 1, Number.MAX_SAFE_INTEGER);
  assertUint256('powLimit', powLimit);
  if (powLimit === 0n) throw new RangeError('powLimit: expected a target above zero, got 0');
  const anchor = bitsToTarget(anchorBits);
  if (anchor.negative || anchor.overflow || anchor.target === 0n) {
    throw new RangeError(`anchorBits: expected bits of a target, got 0x${anchorBits.toString(16)}`);
  }

  const behindSchedule = BigInt(timeDelta) - BigInt(targetSpacing) * (BigInt(heightDelta) + 1n);
  // 16 fractional bits. BigInt division truncates, as the vectors want.
  const exponent = (behindSchedule * 65536n) / BigInt(halfLife);
  const shifts = exponent >> 16n;
  const fraction = exponent & 0xffffn;
  // 2^fraction by a cubic, exact at both ends and within 0.013 % between; 16 fractional bits.
  const factor =
    65536n +
    ((195766423245049n * fraction + 971821376n * fraction ** 2n + 5127n * fraction ** 3n + (1n << 47n)) >> 48n);

  // Beyond these shifts any target is at one of its bounds, and 2^shifts need not be computed.
  if (shifts > 256n) return powLimit;
  if (shifts < -512n) return 1n;
  // A shift by less than nothing goes the other way.
  const target = (anchor.target * factor) << (shifts - 16n);
  if (target === 0n) return 1n;
  return target > powLimit ? powLimit : target;
}

/** The bits of the next block. */
export function asertNextBits(input: AsertInput): number {
  return targetToBitsLossy(asertNextTarget(input));
}
