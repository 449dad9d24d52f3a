/**
 * cw-144: Bitcoin Cash from November 2017 to November 2020. With every block, the work of the last 144 blocks over the
 * time they took, times the spacing (Bitcoin ABC, GetNextCashWorkRequired, ComputeTarget, GetSuitableBlock).
 *
 * Known to swing: what leaves the window echoes a day later, and miners who come and go make the echo louder. Here for
 * chains that have it and to compare with; a new chain takes ASERT or LWMA.
 */
import { UNCHECKED, type HeaderContext, type Unchecked } from '../header-context.ts';
import { workOfBits } from '../work.ts';
import type { DifficultyAlgorithm } from './difficulty-algorithm.ts';
import { bitsWithinLimit, type DifficultyParams } from './difficulty-params.ts';

const WINDOW = 144;
/** The time of the window counts as at least half and at most twice what was intended. */
const SHORTEST = WINDOW / 2;
const LONGEST = WINDOW * 2;

/**
 * The block of the median time among `last` and the two below it, so that one wrong clock moves nothing. Which of two
 * equal times it is decides how much work is counted: the order of the comparisons is the original's.
 */
function suitableBlock(last: HeaderContext): HeaderContext | Unchecked {
  let high = last;
  let middle = last.ancestor(last.height - 1);
  let low = last.ancestor(last.height - 2);
  if (middle === undefined || low === undefined) return UNCHECKED;
  if (low.time > high.time) [low, high] = [high, low];
  if (low.time > middle.time) [low, middle] = [middle, low];
  return middle.time > high.time ? high : middle;
}

// A block is counted in 144 windows, one after the other: its work is divided once. Some windows of bits, then anew.
const MOST_WORKS = 8 * WINDOW;
const works = new Map<number, bigint>();

function rememberedWork(bits: number): bigint {
  let work = works.get(bits);
  if (work === undefined) {
    work = workOfBits(bits);
    if (works.size >= MOST_WORKS) works.clear();
    works.set(bits, work);
  }
  return work;
}

/** The work of the blocks above `first` up to `last`. */
function workBetween(first: HeaderContext, last: HeaderContext): bigint | Unchecked {
  let work = 0n;
  for (let block = last; block.height > first.height;) {
    work += rememberedWork(block.bits);
    const below = block.ancestor(block.height - 1);
    if (below === undefined) return UNCHECKED;
    block = below;
  }
  return work;
}

function overWindow(params: DifficultyParams, parent: HeaderContext): number | Unchecked {
  const start = parent.ancestor(parent.height - WINDOW);
  if (start === undefined) return UNCHECKED;
  const first = suitableBlock(start);
  const last = suitableBlock(parent);
  if (first === UNCHECKED || last === UNCHECKED) return UNCHECKED;
  const done = workBetween(first, last);
  if (done === UNCHECKED) return UNCHECKED;
  const { targetSpacing } = params;
  const time = Math.min(Math.max(last.time - first.time, SHORTEST * targetSpacing), LONGEST * targetSpacing);
  const work = (done * BigInt(targetSpacing)) / BigInt(time);
  // All blocks of the window at the easiest targets there are: the quotient of work and time is below one hash.
  if (work === 0n) return bitsWithinLimit(params, params.powLimit);
  return bitsWithinLimit(params, ((1n << 256n) - work) / work);
}

/**
 * cw-144 as a difficulty algorithm. The original took over at height 504031 and knows no first blocks; here they keep the
 * bits of genesis until the window is full, from height 147 on.
 */
export function cw144Difficulty(): DifficultyAlgorithm {
  return Object.freeze<DifficultyAlgorithm>({
    name: 'cw-144',
    nextBits(params, parent) {
      return parent.height < WINDOW + 2 ? parent.bits : overWindow(params, parent);
    },
  });
}
