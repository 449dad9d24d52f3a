/** Median time past: the clock that miners cannot turn back (BIP-0113; Bitcoin Core's GetMedianTimePast). */
import { UNCHECKED, type HeaderContext, type Unchecked } from './header-context.ts';

/** How many blocks the median is taken over. */
const MEDIAN_TIME_SPAN = 11;

/**
 * The median of the times of `entry` and up to ten blocks below it; near genesis of as many as there are, with the
 * later of two middle ones. Seconds. `UNCHECKED` when one of these blocks is not known.
 */
export function medianTimePast(entry: HeaderContext): number | Unchecked {
  const times = timesOf(entry);
  if (times === undefined) return UNCHECKED;
  return Array.from(times).sort((a, b) => a - b)[times.length >> 1]!;
}

/**
 * Whether a time is after the median of `entry`: what a header on top of it must have. The same as comparing the two,
 * without sorting: it is after the median when it is after more than half of the times.
 */
export function isAfterMedianTimePast(time: number, entry: HeaderContext): boolean | Unchecked {
  const times = timesOf(entry);
  if (times === undefined) return UNCHECKED;
  let earlier = 0;
  for (let i = 0; i < times.length; i++) if (times[i]! < time) earlier++;
  return earlier > times.length >> 1;
}

/** The times of `entry` and of up to ten blocks below it, in any order. */
function timesOf(entry: HeaderContext): ArrayLike<number> | undefined {
  const count = Math.min(entry.height + 1, MEDIAN_TIME_SPAN);
  if (entry.lastTimes) return entry.lastTimes(count);
  const times = [entry.time];
  for (let block = entry; times.length < count;) {
    const below = block.ancestor(block.height - 1);
    if (below === undefined) return undefined;
    times.push(below.time);
    block = below;
  }
  return times;
}
