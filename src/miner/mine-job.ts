/** What a miner is asked to do, and how it ended. */
import { NONCE_END } from '../engine/index.ts';
import {
  assertBytes,
  assertInteger,
  assertObject,
  assertOptionalFunction,
  assertUint256,
  copyBytes,
  dataView,
  HEADER_SIZE_BYTES,
} from '../primitives/index.ts';

/** The version bits that miners may roll freely (BIP-0320). */
const ROLLABLE_VERSION_BITS: number = 0x1fffe000;

/**
 * A template to mine on: the nonce is searched, in several versions at once where version bits may be rolled, which is
 * faster; and when all nonces are used up, the parts that the template allows are rolled: version bits, then time, then
 * extra nonce. Without any of them the nonce range is all there is.
 */
export interface MineJob {
  /** 80 bytes; the nonce in it is ignored. Copied when the search begins. */
  readonly header: Uint8Array;
  /** A hash, read as a 256-bit little-endian number, at or below this is a solution. */
  readonly target: bigint;
  /** First nonce, inclusive. @default 0 */
  readonly nonceStart?: number | undefined;
  /** End of the nonces, exclusive, up to 2^32. @default 2^32 */
  readonly nonceEnd?: number | undefined;
  /** Version bits that may be changed, within 0x1fffe000 (BIP-0320). @default 0, the version stands */
  readonly versionMask?: number | undefined;
  /** Latest time that the header may carry, inclusive, in seconds. @default the header's own, the time stands */
  readonly maxTime?: number | undefined;
  /**
   * The merkle root, 32 bytes in wire order, of the block whose coinbase carries this extra nonce. Called with 0, 1, 2
   * and so on, each time the rest is used up; where it is given, the merkle root in `header` is not used.
   * @default none, the merkle root stands
   */
  readonly merkleRootFor?: ((extraNonce: number) => Uint8Array) | undefined;
}

/** A solution that the reference confirmed. */
export interface FoundResult {
  /** A solution was found. */
  readonly status: 'found';
  /** The solved header, 80 bytes. */
  readonly header: Uint8Array;
  /** Its hash, 32 bytes in wire order. */
  readonly hash: Uint8Array;
  /** The nonce of the solved header. */
  readonly nonce: number;
  /** The extra nonce of the solved block; there exactly when the job has `merkleRootFor`. */
  readonly extraNonce?: number;
  /**
   * Hashes tried by all workers, one for each nonce and version; what others had under way at the end (a slice each) is
   * not counted.
   */
  readonly attempts: number;
  /** How long the search ran, without its pauses. */
  readonly seconds: number;
}

/** Everything that the job allows was tried, and nothing is at or below the target. */
export interface ExhaustedResult {
  /** There is no solution. */
  readonly status: 'exhausted';
  /** Hashes tried by all workers: all that there are. */
  readonly attempts: number;
  /** How long the search ran, without its pauses. */
  readonly seconds: number;
}

/** How a search ended. */
export type MineResult = FoundResult | ExhaustedResult;

/** A job that was checked, its defaults filled in, its bytes copied. */
export interface CheckedJob {
  readonly header: Uint8Array;
  readonly target: bigint;
  readonly nonceStart: number;
  readonly nonceEnd: number;
  readonly versionMask: number;
  readonly maxTime: number;
  readonly merkleRootFor: ((extraNonce: number) => Uint8Array) | undefined;
}

/**
 * Checks a job and fills in its defaults.
 * @throws TypeError, RangeError naming the field
 */
export function checkedJob(job: MineJob): CheckedJob {
  assertObject('job', job);
  // Each field is read once: a getter may give something else the next time.
  const { header: given, target, nonceStart = 0, nonceEnd = NONCE_END, versionMask = 0, merkleRootFor } = job;
  assertBytes('job.header', given, HEADER_SIZE_BYTES);
  const header = copyBytes(given);
  assertUint256('job.target', target);
  assertInteger('job.nonceStart', nonceStart, 0, NONCE_END);
  assertInteger('job.nonceEnd', nonceEnd, nonceStart, NONCE_END);
  assertInteger('job.versionMask', versionMask, 0, ROLLABLE_VERSION_BITS);
  if ((versionMask & ~ROLLABLE_VERSION_BITS) !== 0) {
    throw new RangeError(`job.versionMask: expected bits of 0x1fffe000 (BIP-0320), got 0x${versionMask.toString(16)}`);
  }
  const time = dataView(header).getUint32(68, true);
  const { maxTime = time } = job;
  assertInteger('job.maxTime', maxTime, time, 0xffffffff);
  assertOptionalFunction('job.merkleRootFor', merkleRootFor);
  return { header, target, nonceStart, nonceEnd, versionMask, maxTime, merkleRootFor };
}
