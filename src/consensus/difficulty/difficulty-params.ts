/** The parameters of a network that difficulty algorithms read. */

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
