/**
 * ASERT whose anchor moves with the chain: aserti3-2d with the parent as the anchor, so the target moves by how much
 * the last solve time differed from the spacing.
 *
 * For a private chain on one machine. With a fixed anchor, hours of pause would have to be made up for: thousands of
 * blocks at the easiest target. Here a pause counts as one slow block, and the schedule begins anew after it.
 */
import { assertInteger } from '../../primitives/index.ts';
import type { HeaderContext } from '../header-context.ts';
import { UNCHECKED } from '../header-context.ts';
import { bitsToTarget } from '../compact-bits.ts';
import { proofOfWorkTarget } from '../proof-of-work.ts';
import { asertNextBits } from './asert.ts';
import type { DifficultyAlgorithm } from './difficulty-algorithm.ts';
import type { DifficultyParams } from './difficulty-params.ts';

/** How fast the target follows. In multiples of the target spacing, so that one setting fits every spacing. */
export interface MovingAsertOptions {
  /**
   * So many spacings too slow, the target doubles. A young chain forgets faster: before its length is eight times this,
   * an eighth of its length counts, at least one spacing, so that the first blocks find a machine's rate at once.
   */
  readonly halfLifeSpacings: number;
  /** A solve time counts as at most so many spacings. */
  readonly maxSolveSpacings: number;
}

/**
 * Blocks of a young chain that count as one spacing of half-life. Simulated with 2, 4, 8, 16: less settles later on a fast
 * machine, more swings wider (test/unit/consensus/devnet-difficulty.test.ts).
 */
const YOUTH = 8;

/** So many of the longest spacing that a network may have (2^32 - 1 seconds), `YOUTH` times over, are a safe integer. */
const MAX_SPACINGS = 2 ** 18;

/**
 * ASERT with the parent as the anchor.
 * @throws TypeError, RangeError for settings that are no integers from 1 to 262,144
 */
export function movingAsert({ halfLifeSpacings, maxSolveSpacings }: MovingAsertOptions): DifficultyAlgorithm {
  assertInteger('halfLifeSpacings', halfLifeSpacings, 1, MAX_SPACINGS);
  assertInteger('maxSolveSpacings', maxSolveSpacings, 1, MAX_SPACINGS);

  /** The bits on top of a block with these, which took so long. */
  function bitsAfter(params: DifficultyParams, height: number, bits: number, solveTime: number): number {
    const { powLimit, targetSpacing } = params;
    // Bounded as far below the spacing as above it: a clock that ran ahead and was set back leaves the target
    // where it was, instead of halving it hundreds of times.
    const longest = maxSolveSpacings * targetSpacing;
    const shortest = 2 * targetSpacing - longest;
    return asertNextBits({
      anchorBits: bits,
      timeDelta: Math.min(Math.max(solveTime, shortest), longest),
      heightDelta: 0,
      targetSpacing,
      halfLife: Math.floor((Math.min(Math.max(height, YOUTH), YOUTH * halfLifeSpacings) * targetSpacing) / YOUTH),
      powLimit,
    });
  }

  return Object.freeze<DifficultyAlgorithm>({
    name: 'asert-moving',

    nextBits(params, parent) {
      // How long before the first block the genesis was made says nothing of the machine: both have its bits.
      if (parent.height <= 1) return parent.bits;
      const grandparent: HeaderContext | undefined = parent.ancestor(parent.height - 1);
      if (grandparent === undefined) return UNCHECKED;
      return bitsAfter(params, parent.height, parent.bits, parent.time - grandparent.time);
    },

    permitsTransition(params, height, oldBits, newBits) {
      if (height <= 2) return oldBits === newBits;
      if (proofOfWorkTarget(oldBits, params) === undefined) return false;
      const targetAfter = (solveTime: number): bigint =>
        bitsToTarget(bitsAfter(params, height - 1, oldBits, solveTime)).target;
      const { target } = bitsToTarget(newBits);
      return target >= targetAfter(-Infinity) && target <= targetAfter(Infinity);
    },
  });
}
