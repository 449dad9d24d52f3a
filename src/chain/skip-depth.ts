/** Where the skip pointers of a chain lead (Bitcoin Core's GetSkipHeight). */

/**
 * How far above the root the skip pointer leads of an entry `depth` above the root; always lower than `depth` but for 0.
 *
 * From an even depth to where its lowest one bit is gone; from an odd one further down, by the pointer's pointer of the
 * depth below, so that a long way down goes by odd depths and the rest of it by even ones.
 */
export function skipDepth(depth: number): number {
  if (depth < 2) return 0;
  return depth % 2 === 0 ? withoutLowestOne(depth) : withoutLowestOne(withoutLowestOne(depth - 1)) + 1;
}

function withoutLowestOne(number: number): number {
  return number & (number - 1);
}
