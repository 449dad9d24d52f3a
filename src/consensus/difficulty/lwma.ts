/**
 * LWMA: the target moves with every block, by the mean of the last solve times with the latest weighing most
 * (Bitcoin Gold's LwmaCalculateNextWorkRequired, after zawy12's LWMA).
 */
import { assertInteger } from '../../primitives/index.ts';
import { bitsToTarget } from '../compact-bits.ts';
import { UNCHECKED, type HeaderContext, type Unchecked } from '../header-context.ts';
import type { DifficultyAlgorithm } from './difficulty-algorithm.ts';
import { bitsWithinLimit, type DifficultyParams } from './difficulty-params.ts';

/** The settings of LWMA. Bitcoin Gold: a window of 45, a weight of 13772, a least denominator of 10. */
export interface LwmaOptions {
  /** How many blocks are looked at, N. */
  readonly window: number;
  /**
   * The weighted mean of solve times that keeps the target, k.
   * @default (N + 1) / 2 * 0.998 spacings, rounded down: Bitcoin Gold's 13772 for its window and spacing
   */
  readonly weight?: number;
  /** The target falls at most to a `minDenominator`th of the mean in one block. */
  readonly minDenominator: number;
}

function weighted(options: LwmaOptions, params: DifficultyParams, parent: HeaderContext): number | Unchecked {
  const { window, minDenominator } = options;
  const weight = options.weight ?? Math.max(1, Math.floor(((window + 1) * params.targetSpacing * 499) / 1000));
  const divisor = BigInt(weight) * BigInt(window) * BigInt(window);
  let weightedTime = 0;
  let share = 0n;
  let block = parent;
  for (let j = window; j >= 1; j--) {
    const below = block.ancestor(block.height - 1);
    if (below === undefined) return UNCHECKED;
    weightedTime += j * (block.time - below.time);
    // Divided block by block, as the original does: the sum of the rounded parts is what counts.
    share += bitsToTarget(block.bits).target / divisor;
    block = below;
  }
  const time = Math.max(weightedTime, Math.trunc((window * weight) / minDenominator));
  return bitsWithinLimit(params, BigInt(time) * share);
}

/**
 * LWMA as a difficulty algorithm. The first `window` blocks after genesis keep its bits.
 * @throws TypeError, RangeError for settings that are no positive integers
 */
export function lwmaDifficulty(options: LwmaOptions): DifficultyAlgorithm {
  assertInteger('window', options.window, 1, 2016);
  if (options.weight !== undefined) assertInteger('weight', options.weight, 1, 0x7fffffff);
  assertInteger('minDenominator', options.minDenominator, 1, 0x7fffffff);
  return Object.freeze<DifficultyAlgorithm>({
    name: 'lwma',
    nextBits(params, parent) {
      return parent.height < options.window ? parent.bits : weighted(options, params, parent);
    },
  });
}
