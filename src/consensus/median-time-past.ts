/** Median time past: the clock that miners cannot turn back (BIP-0113; Bitcoin Core's GetMedianTimePast). */
import { UNCHECKED, type HeaderContext, type Unchecked } from './header-context.ts';

/** How many blocks the median is taken over. */
export const MEDIAN_TIME_SPAN = 11;

/**
 * The median of the times of `entry` and up to ten blocks below it; near genesis of as many as there are, with the
 * later of two middle ones. Seconds. `UNCHECKED` when one of these blocks is not known.
 */
export function medianTimePast(entry: HeaderContext): number | Unchecked {
  const count = Math.min(entry.height + 1, MEDIAN_TIME_SPAN);
  const times = entry.lastTimes ? entry.lastTimes(count) : timesByAncestors(entry, count);
  if (times === undefined) return UNCHECKED;
  // Sorted by insertion: times mostly rise with the height, so hardly one moves.
  for (let i = 0; i < count; i++) {
    const time = times[i]!;
    let at = i;
    for (; at > 0 && sorted[at - 1]! > time; at--) sorted[at] = sorted[at - 1]!;
    sorted[at] = time;
  }
  return sorted[count >> 1]!;
}

/** Used within one call only: a chain asks for a million medians a second. */
const sorted = new Uint32Array(MEDIAN_TIME_SPAN);

function timesByAncestors(entry: HeaderContext, count: number): number[] | undefined {
  const times = [entry.time];
  for (let block = entry; times.length < count;) {
    const below = block.ancestor(block.height - 1);
    if (below === undefined) return undefined;
    times.push(below.time);
    block = below;
  }
  return times.reverse();
}
