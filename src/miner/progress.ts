/** What a search reports while it runs. */

/** How far a search has come. */
export interface MineProgress {
  /** Nonces tried so far in this search. */
  readonly attempts: number;
  /** Wall time since this search began. */
  readonly seconds: number;
  /** Hashes per second over the last ten seconds of this miner's work; time between searches does not count. */
  readonly hashRate10s: number;
  /** Hashes per second over this search. */
  readonly hashRate: number;
  /** The part of each worker in `hashRate10s`. */
  readonly perThread: readonly number[];
  /** Workers that are alive. */
  readonly threads: number;
  /** How long a search of this target takes at `hashRate10s`, counted from its beginning or from any moment after. */
  readonly expectedSeconds: ExpectedSeconds;
}

/** Quantiles of the time to find a solution. `Infinity` at a rate of 0. */
export interface ExpectedSeconds {
  /** Half of all searches are over by then. */
  readonly p50: number;
  /** Nineteen of twenty searches are over by then. */
  readonly p95: number;
}

/**
 * Quantiles of the time to find a solution: attempts are independent, each succeeds with p = (target + 1) / 2^256, so
 * the time is exponential with rate p * hashRate, and its quantile q is -ln(1 - q) / (p * hashRate).
 * @param hashRate hashes per second
 */
export function expectedSeconds(target: bigint, hashRate: number): ExpectedSeconds {
  const solutionsPerSecond = (Number(target + 1n) / 2 ** 256) * hashRate;
  return { p50: Math.LN2 / solutionsPerSecond, p95: -Math.log(0.05) / solutionsPerSecond };
}
