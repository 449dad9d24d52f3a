/** The new coins that a block may pay (Bitcoin Core GetBlockSubsidy; "bad-cb-amount"). */

/** 50 coins in the smallest unit, as Bitcoin began. */
const INITIAL_SUBSIDY = 5_000_000_000n;

/** The new coins of a block: 50 coins, halved every `halvingInterval` blocks, none from the 33rd halving on. */
export function blockSubsidy(height: number, halvingInterval: number): bigint {
  return INITIAL_SUBSIDY >> BigInt(Math.floor(height / halvingInterval));
}
