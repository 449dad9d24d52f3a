/**
 * Bitcoin's difficulty: the target moves once a period of 2016 blocks (Bitcoin Core's GetNextWorkRequired).
 *
 * With its famous off-by-one: the time of a period is taken from its first block to its last, 2015 intervals, yet
 * compared with the time of 2016. Test networks bend it: see `BitcoinDifficultyOptions`.
 */
import { assertObject, describe } from '../../primitives/index.ts';
import { bitsToTarget, targetToBitsLossy } from '../compact-bits.ts';
import { UNCHECKED, type HeaderContext, type Unchecked } from '../header-context.ts';
import type { DifficultyAlgorithm } from './difficulty-algorithm.ts';
import { retargetInterval, type DifficultyParams } from './difficulty-params.ts';

/** How a network departs from mainnet. */
export interface BitcoinDifficultyOptions {
  /**
   * A block more than twice the spacing after its parent may have the easiest target ("20-minute rule"); the next
   * block goes back to the last target that was not such an exception. @default false
   */
  readonly minDifficultyBlocks?: boolean;
  /** The target moves at the end of a period; when false it never does (regtest). @default true */
  readonly retargets?: boolean;
  /**
   * Whose target a new one is made from: that of the last block of the period, or of its first, which the 20-minute
   * rule cannot touch (BIP-0094). @default 'last'
   */
  readonly base?: 'last' | 'first';
}

/** The target of `bits` times `timespan / targetTimespan`, not above the limit. */
function scaledTarget(params: DifficultyParams, bits: number, timespan: number): bigint {
  const target = (bitsToTarget(bits).target * BigInt(timespan)) / BigInt(params.targetTimespan);
  return target > params.powLimit ? params.powLimit : target;
}

function shortestTimespan(params: DifficultyParams): number {
  return Math.trunc(params.targetTimespan / 4);
}

function longestTimespan(params: DifficultyParams): number {
  return params.targetTimespan * 4;
}

/** The last bits that are no exception by the 20-minute rule, walking down from `parent` to the start of its period. */
function regularBits(parent: HeaderContext, interval: number, limitBits: number): number | Unchecked {
  let block = parent;
  while (block.height % interval !== 0 && block.bits === limitBits) {
    const below = block.ancestor(block.height - 1);
    if (below === undefined) return UNCHECKED;
    block = below;
  }
  return block.bits;
}

function retarget(params: DifficultyParams, last: HeaderContext, base: 'last' | 'first'): number | Unchecked {
  const first = last.ancestor(last.height - (retargetInterval(params) - 1));
  if (first === undefined) return UNCHECKED;
  const timespan = Math.min(Math.max(last.time - first.time, shortestTimespan(params)), longestTimespan(params));
  return targetToBitsLossy(scaledTarget(params, base === 'first' ? first.bits : last.bits, timespan));
}

function assertBoolean(name: string, value: unknown): void {
  if (typeof value !== 'boolean') throw new TypeError(`${name}: expected true or false, got ${describe(value)}`);
}

/**
 * Bitcoin's difficulty algorithm; without options mainnet's.
 * @throws TypeError for an option that is not of its type
 */
export function bitcoinDifficulty(options: BitcoinDifficultyOptions = {}): DifficultyAlgorithm {
  assertObject('options', options);
  const { minDifficultyBlocks = false, retargets = true, base = 'last' } = options;
  assertBoolean('minDifficultyBlocks', minDifficultyBlocks);
  assertBoolean('retargets', retargets);
  if (base !== 'last' && base !== 'first') {
    throw new TypeError(`base: expected 'last' or 'first', got ${describe(base)}`);
  }
  return Object.freeze<DifficultyAlgorithm>({
    name: 'bitcoin-2016',

    nextBits(params, parent, time) {
      const interval = retargetInterval(params);
      if ((parent.height + 1) % interval === 0) return retargets ? retarget(params, parent, base) : parent.bits;
      if (!minDifficultyBlocks) return parent.bits;
      const limitBits = targetToBitsLossy(params.powLimit);
      return time > parent.time + 2 * params.targetSpacing ? limitBits : regularBits(parent, interval, limitBits);
    },

    permitsTransition(params, height, oldBits, newBits) {
      if (minDifficultyBlocks) return true;
      if (height % retargetInterval(params) !== 0) return oldBits === newBits;
      // Rounded through compact bits, as a real retarget is.
      const rounded = (target: bigint): bigint => bitsToTarget(targetToBitsLossy(target)).target;
      const { target } = bitsToTarget(newBits);
      return (
        target >= rounded(scaledTarget(params, oldBits, shortestTimespan(params))) &&
        target <= rounded(scaledTarget(params, oldBits, longestTimespan(params)))
      );
    },
  });
}
