/** The new coins that a block may pay (Bitcoin Core GetBlockSubsidy; "bad-cb-amount"). */

/** 50 coins in the smallest unit, as Bitcoin began. */
const INITIAL_SUBSIDY = 5_000_000_000n;

/** The new coins of a block: 50 coins, halved every `halvingInterval` blocks, none after 64 halvings. */
export function blockSubsidy(height: number, halvingInterval: number): bigint {
  const halvings = Math.floor(height / halvingInterval);
  return halvings >= 64 ? 0n : INITIAL_SUBSIDY >> BigInt(halvings);
}
