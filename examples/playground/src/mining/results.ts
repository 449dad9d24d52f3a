/** What was measured on this visit, as data that can be sent to somebody. */
import { fitBlockTimes, type LawFit } from './block-time-law.ts';
import { unitsOf, type FoundBlock } from './mined-chain.ts';
import type { MeasuredRate } from './rate-book.ts';

/** A found block without its hash. */
export interface BlockTime {
  readonly height: number;
  readonly attempts: number;
  readonly expectedAttempts: number;
  /** `attempts / expectedAttempts`. */
  readonly timesExpected: number;
  readonly seconds: number;
  readonly backend: string;
  readonly threads: number;
}

/** The whole. */
export interface Results<Environment> {
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  readonly environment: Environment;
  readonly rates: readonly MeasuredRate[];
  /** How the times below fit the exponential law; null before the first block. */
  readonly blockTimeFit: LawFit | null;
  /** Oldest first. */
  readonly blockTimes: readonly BlockTime[];
}

/** Puts the results together. */
export function collectResults<Environment>(
  takenAt: Date,
  environment: Environment,
  rates: readonly MeasuredRate[],
  found: readonly FoundBlock[],
): Results<Environment> {
  return {
    takenAt: takenAt.toISOString(),
    environment,
    rates,
    blockTimeFit: fitBlockTimes(found.map(unitsOf)) ?? null,
    blockTimes: found.map((block) => ({
      height: block.height,
      attempts: block.effort.attempts,
      expectedAttempts: block.expectedAttempts,
      timesExpected: unitsOf(block),
      seconds: block.effort.seconds,
      backend: block.effort.backend,
      threads: block.effort.threads,
    })),
  };
}
