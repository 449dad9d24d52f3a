/** The parameters of a network that difficulty algorithms read. */
import { targetToBitsLossy } from '../compact-bits.ts';

/** The numbers behind the required bits. */
export interface DifficultyParams {
  /** The easiest target that is allowed. */
  readonly powLimit: bigint;
  /** The intended time from block to block, seconds. */
  readonly targetSpacing: number;
  /** The intended length of a retarget period, seconds: a multiple of `targetSpacing`. */
  readonly targetTimespan: number;
}

/** Blocks in a retarget period: 2016 on mainnet (Bitcoin Core's DifficultyAdjustmentInterval). */
export function retargetInterval(params: DifficultyParams): number {
  return Math.trunc(params.targetTimespan / params.targetSpacing);
}

/** The bits of `target`, or of the limit when it is easier than that. */
export function bitsWithinLimit({ powLimit }: DifficultyParams, target: bigint): number {
  return targetToBitsLossy(target > powLimit ? powLimit : target);
}
