/** How much a search does before its thread is wanted for something else. */

/**
 * Work that may still be done, in compressions of SHA-256, about. Who works takes from it, and pauses when nothing is left;
 * who advances the work fills it again.
 */
export interface Allowance {
  left: number;
}

/** So many compressions for each of `count` messages: how many each may have now. At least one, at most `wanted`. */
export function allowedEach({ left }: Allowance, count: number, wanted: number): number {
  return Math.min(wanted, Math.max(1, Math.floor(left / count)));
}
