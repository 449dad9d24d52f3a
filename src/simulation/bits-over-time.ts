/** When the required bits of the next block change while it is being looked for. */
import { nextBits, UNCHECKED, type DifficultySetting, type HeaderContext } from '../consensus/index.ts';

/**
 * The first time after `from`, up to `to`, at which the child of `parent` must have other bits than at `from`; undefined
 * where it is the same all along. Whole seconds since 1970. For algorithms that never come back to an answer which time has
 * changed: the 20-minute rule of Bitcoin's test networks, Homestead's steps.
 */
export function bitsChangeTime(
  params: DifficultySetting,
  parent: HeaderContext,
  from: number,
  to: number,
): number | undefined {
  const bits = nextBits(params, parent, from);
  if (bits === UNCHECKED || nextBits(params, parent, to) === bits) return undefined;
  let [same, other] = [from, to];
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (nextBits(params, parent, middle) === bits) same = middle;
    else other = middle;
  }
  return other;
}
