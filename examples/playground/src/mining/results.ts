/** What was measured on this visit, as data that can be sent to somebody. */
import { fitBlockTimes, type LawFit } from './block-time-law.ts';
import { blockTimes, unitsOf, type FoundBlock } from './mined-chain.ts';
import type { MeasuredRate } from './rate-book.ts';

/** A found block without its hash. */
export interface BlockTime {
  readonly height: number;
  readonly attempts: number;
  readonly expectedAttempts: number;
  /** `attempts / expectedAttempts`. */
  readonly timesExpected: number;
  readonly seconds: number;
  /** At the rate of this backend with these threads. */
  readonly expectedSeconds: number;
  readonly backend: string;
  readonly threads: number;
}

/** The whole. */
export interface Results<Environment> {
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  readonly environment: Environment;
  readonly rates: readonly MeasuredRate[];
  /** How the times below that can be compared fit the exponential law; null where there are none. */
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
    blockTimeFit: fitBlockTimes(blockTimes(found).times) ?? null,
    blockTimes: found.map((block) => ({
      height: block.height,
      attempts: block.effort.attempts,
      expectedAttempts: block.expectedAttempts,
      timesExpected: unitsOf(block),
      seconds: block.effort.seconds,
      expectedSeconds: block.effort.expectedSeconds,
      backend: block.effort.backend,
      threads: block.effort.threads,
    })),
  };
}
