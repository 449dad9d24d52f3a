/**
 * LWMA-1 (zawy12, difficulty-algorithms #3, the variant for clones of Bitcoin and Zcash): every block, the mean target of
 * the window times the mean of its solve times, the latest weighing most.
 *
 * It differs from Bitcoin Gold's (lwma.ts) in what it does with clocks: a time that is not after the one before counts
 * as one second later, and a solve time counts as at most six spacings. In return it needs no least denominator. Its
 * author asks for a narrower limit on times ahead of the clock than Bitcoin's two hours: a twentieth of the window.
 */
import { assertInteger } from '../../primitives/index.ts';
import { bitsToTarget } from '../compact-bits.ts';
import { UNCHECKED, type HeaderContext, type Unchecked } from '../header-context.ts';
import type { DifficultyAlgorithm } from './difficulty-algorithm.ts';
import { bitsWithinLimit, type DifficultyParams } from './difficulty-params.ts';

/** The settings of LWMA-1. */
export interface Lwma1Options {
  /** How many blocks are looked at, N. Its author's advice: 45 at 600 s, 60 at 150 s, 90 at 60 s. @default 60 */
  readonly window?: number;
}

/** A solve time counts as at most so many spacings. */
const MAX_SOLVE_SPACINGS = 6;

function weighted(window: number, params: DifficultyParams, parent: HeaderContext): number | Unchecked {
  const blocks: HeaderContext[] = [parent];
  for (let i = 0; i < window; i++) {
    const below = blocks[i]!.ancestor(parent.height - i - 1);
    if (below === undefined) return UNCHECKED;
    blocks.push(below);
  }
  // N * k: N for the mean of the targets, k = N (N + 1) / 2 spacings for the weighted sum of the solve times.
  const divisor = (BigInt(window) * BigInt(window) * BigInt(window + 1) * BigInt(params.targetSpacing)) / 2n;
  let previousTime = blocks[window]!.time;
  let weightedTime = 0;
  let share = 0n;
  for (let j = 1; j <= window; j++) {
    const block = blocks[window - j]!;
    const time = Math.max(block.time, previousTime + 1);
    weightedTime += j * Math.min(time - previousTime, MAX_SOLVE_SPACINGS * params.targetSpacing);
    previousTime = time;
    // Divided block by block, as the original does: the sum of the rounded parts is what counts.
    share += bitsToTarget(block.bits).target / divisor;
  }
  return bitsWithinLimit(params, share * BigInt(weightedTime));
}

/**
 * LWMA-1 as a difficulty algorithm. Up to height `window` blocks have the easiest target, as in the original: a chain
 * gives its first blocks away.
 * @throws TypeError, RangeError for a window that is no integer from 1 to 2016
 */
export function lwma1Difficulty({ window = 60 }: Lwma1Options = {}): DifficultyAlgorithm {
  assertInteger('window', window, 1, 2016);
  return Object.freeze<DifficultyAlgorithm>({
    name: 'lwma-1',
    nextBits(params, parent) {
      return parent.height < window ? bitsWithinLimit(params, params.powLimit) : weighted(window, params, parent);
    },
  });
}
