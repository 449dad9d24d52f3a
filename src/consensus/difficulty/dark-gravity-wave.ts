/**
 * Dark Gravity Wave 3: every block, a weighted mean of the last 24 targets times the time they took, within a third and
 * three times of what was intended (Dash Core, DarkGravityWave).
 *
 * With its two oddities: in the mean the latest block weighs twice, and the time of 23 intervals is compared with that
 * of 24.
 */
import { bitsToTarget } from '../compact-bits.ts';
import { UNCHECKED, type HeaderContext, type Unchecked } from '../header-context.ts';
import type { DifficultyAlgorithm } from './difficulty-algorithm.ts';
import { bitsWithinLimit, type DifficultyParams } from './difficulty-params.ts';

const WINDOW = 24;

function overWindow(params: DifficultyParams, parent: HeaderContext): number | Unchecked {
  let block = parent;
  let mean = bitsToTarget(parent.bits).target;
  for (let i = 2n; i <= WINDOW; i++) {
    const below = block.ancestor(block.height - 1);
    if (below === undefined) return UNCHECKED;
    block = below;
    mean = (mean * i + bitsToTarget(block.bits).target) / (i + 1n);
  }
  const intended = WINDOW * params.targetSpacing;
  const time = Math.min(Math.max(parent.time - block.time, Math.floor(intended / 3)), intended * 3);
  return bitsWithinLimit(params, (mean * BigInt(time)) / BigInt(intended));
}

/**
 * Dark Gravity Wave 3 as a difficulty algorithm. Up to height 24 blocks have the easiest target, as in the original.
 */
export function darkGravityWave(): DifficultyAlgorithm {
  return Object.freeze<DifficultyAlgorithm>({
    name: 'dgw3',
    nextBits(params, parent) {
      return parent.height < WINDOW ? bitsWithinLimit(params, params.powLimit) : overWindow(params, parent);
    },
  });
}
