/** Target, hash, difficulty and work of a header: why its hash is low enough, or is not, and what it cost. */
import { bitsToTarget, hashMeetsTarget, proofOfWorkTarget, workOfBits, type NetworkParams } from 'midstate/consensus';
import { bytesToUint256LE, uint256ToHex } from 'midstate/primitives';

/** What the proof of work of a header amounts to. */
export interface WorkExplanation {
  /** 64 digits, display order, as the target. */
  readonly hashHex: string;
  /** The target that the bits stand for, cut to 256 bits; 64 digits, most significant first. */
  readonly targetHex: string;
  /** Why no header of the network may have this target; undefined where it may. */
  readonly targetProblem: string | undefined;
  /** Whether the target is allowed, and the hash is at or below it. */
  readonly isMet: boolean;
  /** The first digit, from 0, in which hash and target differ; undefined when they are equal. */
  readonly decidingDigit: number | undefined;
  /** How many times harder than the easiest target of Bitcoin's main network (Bitcoin Core's GetDifficulty). */
  readonly difficulty: number;
  /** The difficulty that this very hash would have met. */
  readonly hashDifficulty: number;
  /** Hashes that it takes on average: the work that the block adds to its chain. */
  readonly expectedHashes: bigint;
}

/** The target of difficulty 1, that of 1d00ffff. */
const DIFFICULTY_1_TARGET = 0xffffn << 208n;

/**
 * @param hash 32 bytes, wire order
 * @throws TypeError, RangeError for bits that are no uint32, or a hash of another size
 */
export function explainWork(bits: number, hash: Uint8Array, params: NetworkParams): WorkExplanation {
  const { target } = bitsToTarget(bits);
  const allowed = proofOfWorkTarget(bits, params);
  const hashNumber = bytesToUint256LE(hash);
  const [hashHex, targetHex] = [uint256ToHex(hashNumber), uint256ToHex(target)];
  const differing = Array.from(hashHex).findIndex((digit, i) => digit !== targetHex[i]);
  return {
    hashHex,
    targetHex,
    targetProblem: allowed === undefined ? describeTargetProblem(bits, params) : undefined,
    isMet: allowed !== undefined && hashMeetsTarget(hash, allowed),
    decidingDigit: differing === -1 ? undefined : differing,
    difficulty: difficultyOf(target),
    hashDifficulty: difficultyOf(hashNumber),
    expectedHashes: workOfBits(bits),
  };
}

function difficultyOf(target: bigint): number {
  return target === 0n ? Infinity : Number(DIFFICULTY_1_TARGET) / Number(target);
}

function describeTargetProblem(bits: number, { name, powLimit }: NetworkParams): string {
  const { target, negative, overflow } = bitsToTarget(bits);
  if (negative) return 'These bits stand for a negative number, which no hash is below.';
  if (overflow) return 'These bits stand for a number of more than 256 bits.';
  if (target === 0n) return 'These bits stand for zero, which no hash is below.';
  return `This target is easier than ${name} allows: at most ${uint256ToHex(powLimit)}.`;
}

/** One sentence that says why the proof of work holds or not. */
export function describeComparison({
  isMet,
  targetProblem,
  decidingDigit,
  hashHex,
  targetHex,
}: WorkExplanation): string {
  if (targetProblem !== undefined) return targetProblem;
  if (decidingDigit === undefined) return 'The hash is exactly the target: that is still low enough.';
  const [inHash, inTarget] = [hashHex[decidingDigit]!, targetHex[decidingDigit]!];
  const decides = `digit ${decidingDigit + 1} is the first to differ, ${inHash} in the hash and ${inTarget} in the target`;
  return isMet ? `The hash is below the target: ${decides}.` : `The hash is above the target: ${decides}.`;
}
