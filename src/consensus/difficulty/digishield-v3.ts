/**
 * Zcash's difficulty, DigiShield v3: every block, the mean target of the last 17 times the time they took, by medians of
 * 11 times, damped to a quarter and limited to 16 % less and 32 % more than intended: difficulty rises by 19 % at most and
 * falls by 24 % (Zcash protocol specification 7.7.3; zcashd, GetNextWorkRequired, CalculateNextWorkRequired).
 *
 * Without the exception of Zcash's test network for slow blocks.
 */
import { assertInteger } from '../../primitives/index.ts';
import { bitsToTarget } from '../compact-bits.ts';
import { UNCHECKED, type HeaderContext, type Unchecked } from '../header-context.ts';
import { medianTimePast } from '../median-time-past.ts';
import type { DifficultyAlgorithm } from './difficulty-algorithm.ts';
import { bitsWithinLimit, type DifficultyParams } from './difficulty-params.ts';

/** The settings of DigiShield v3: consensus parameters of Zcash. */
export interface DigishieldOptions {
  /** How many blocks are looked at (nPowAveragingWindow). @default 17 */
  readonly window?: number;
  /** The time counts as at most so many per cent less than intended (nPowMaxAdjustUp). @default 16 */
  readonly maxAdjustUp?: number;
  /** The time counts as at most so many per cent more than intended (nPowMaxAdjustDown). @default 32 */
  readonly maxAdjustDown?: number;
}

/** Of a deviation of the time, so much counts: one part in four. */
const DAMPING = 4;

type Settings = Required<DigishieldOptions>;

function overWindow(settings: Settings, params: DifficultyParams, parent: HeaderContext): number | Unchecked {
  const { window, maxAdjustUp, maxAdjustDown } = settings;
  let total = 0n;
  let block = parent;
  for (let i = 0; i < window; i++) {
    total += bitsToTarget(block.bits).target;
    const below = block.ancestor(block.height - 1);
    if (below === undefined) return UNCHECKED;
    block = below;
  }
  const end = medianTimePast(parent);
  const start = medianTimePast(block);
  if (start === UNCHECKED || end === UNCHECKED) return UNCHECKED;
  const intended = window * params.targetSpacing;
  const damped = intended + Math.trunc((end - start - intended) / DAMPING);
  const shortest = Math.floor((intended * (100 - maxAdjustUp)) / 100);
  const longest = Math.floor((intended * (100 + maxAdjustDown)) / 100);
  const time = Math.min(Math.max(damped, shortest), longest);
  // First divided, then multiplied, as the original does: the order decides how it is rounded.
  return bitsWithinLimit(params, (total / BigInt(window) / BigInt(intended)) * BigInt(time));
}

/**
 * DigiShield v3 as a difficulty algorithm. Up to height `window` blocks have the easiest target, as in the original.
 * @throws TypeError, RangeError for settings that are no integers in their bounds
 */
export function digishieldV3(options: DigishieldOptions = {}): DifficultyAlgorithm {
  const { window = 17, maxAdjustUp = 16, maxAdjustDown = 32 } = options;
  assertInteger('window', window, 1, 2016);
  assertInteger('maxAdjustUp', maxAdjustUp, 0, 99);
  assertInteger('maxAdjustDown', maxAdjustDown, 0, 1000);
  const settings: Settings = Object.freeze({ window, maxAdjustUp, maxAdjustDown });
  return Object.freeze<DifficultyAlgorithm>({
    name: 'digishield-v3',
    nextBits(params, parent) {
      return parent.height < window ? bitsWithinLimit(params, params.powLimit) : overWindow(settings, params, parent);
    },
  });
}
