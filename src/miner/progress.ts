/** What a search reports while it runs. */

import type { PauseReason } from './pause-reasons.ts';

/** How far a search has come. */
export interface MineProgress {
  /** Hashes tried so far in this search: each nonce in each version is one, and so is a whole chain or derived key. */
  readonly attempts: number;
  /** Time that this search ran: its pauses do not count. */
  readonly seconds: number;
  /**
   * Attempts per second over the last ten seconds of this miner's work, searches before this one included where an attempt
   * costs as much; time between searches and pauses do not count.
   */
  readonly hashRate10s: number;
  /** Attempts per second over this search. */
  readonly hashRate: number;
  /** The part of each worker in `hashRate10s`. */
  readonly perThread: readonly number[];
  /** Workers that are alive. */
  readonly threads: number;
  /**
   * Why it is paused; empty while it searches. A paused search tells so once, and again when the reasons change; then it is silent
   * until it goes on, and tells that at once.
   */
  readonly pausedBy: readonly PauseReason[];
  /**
   * How long a search of this target takes at `hashRate10s`, counted from its beginning or from any moment after. For a
   * message whose digest is given (`equal`) only from its beginning: its one nonce is anywhere in the range.
   */
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
 * Quantiles of the time to find a header: each attempt succeeds with p = (target + 1) / 2^256.
 * @param hashRate hashes per second
 */
export function expectedSeconds(target: bigint, hashRate: number): ExpectedSeconds {
  return secondsToWin(Number(target + 1n) / 2 ** 256, hashRate);
}

/**
 * Quantiles of the time to a success that each attempt has with the same probability p: attempts are independent, so the
 * time is exponential with rate p * hashRate, and its quantile q is -ln(1 - q) / (p * hashRate).
 */
export function secondsToWin(probability: number, hashRate: number): ExpectedSeconds {
  const solutionsPerSecond = probability * hashRate;
  return { p50: Math.LN2 / solutionsPerSecond, p95: -Math.log(0.05) / solutionsPerSecond };
}

/** Quantiles of the time to the one success among so many attempts, which is anywhere: uniform. */
export function secondsToTry(attempts: number, hashRate: number): ExpectedSeconds {
  // also of none
  const all = hashRate === 0 ? Number.POSITIVE_INFINITY : attempts / hashRate;
  return { p50: 0.5 * all, p95: 0.95 * all };
}
