/**
 * A locator: the hashes by which another node finds the last block that both know (Bitcoin protocol, `getheaders`;
 * Bitcoin Core's LocatorEntries).
 */

/** How many steps of one block stand at the top. */
const DENSE_STEPS = 11;

/**
 * The heights of a locator, from the tip down: eleven steps of one, then each twice as long as the one before; the
 * root (genesis or the anchor) is always the last.
 */
export function locatorHeights(tipHeight: number, rootHeight: number): number[] {
  const heights = [tipHeight];
  let step = 1;
  for (let height = tipHeight; height > rootHeight;) {
    height = Math.max(height - step, rootHeight);
    heights.push(height);
    if (heights.length > DENSE_STEPS) step *= 2;
  }
  return heights;
}
