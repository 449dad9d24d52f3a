/** Median time past: the clock that miners cannot turn back (BIP-0113; Bitcoin Core's GetMedianTimePast). */
import { UNCHECKED, type HeaderContext, type Unchecked } from './header-context.ts';

/** How many blocks the median is taken over. */
export const MEDIAN_TIME_SPAN = 11;

/**
 * The median of the times of `entry` and up to ten blocks below it; near genesis of as many as there are, with the
 * later of two middle ones. Seconds. `UNCHECKED` when one of these blocks is not known.
 */
export function medianTimePast(entry: HeaderContext): number | Unchecked {
  const lowest = Math.max(0, entry.height - MEDIAN_TIME_SPAN + 1);
  const sorted: number[] = [];
  let block: HeaderContext | undefined = entry;
  for (let height = entry.height; ;) {
    // Inserted in place; times mostly fall on the way down, so later ones go up by one and this one to the front.
    let at = sorted.length;
    while (at > 0 && sorted[at - 1]! > block.time) sorted[at] = sorted[--at]!;
    sorted[at] = block.time;
    if (--height < lowest) return sorted[sorted.length >> 1]!;
    block = block.ancestor(height);
    if (block === undefined) return UNCHECKED;
  }
}
