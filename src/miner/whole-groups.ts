/**
 * Sizes of slices and chunks in whole groups: what a kernel hashes side by side. A rest that fills no group costs a message
 * at a time, and of costly hashes a slice has few.
 */
import { GROUP_SIZE_MAX } from '../engine/index.ts';
import type { Backend } from '../engine/index.ts';

/** So many nonces, in whole groups of a backend: to the nearest, one group at least. */
export function wholeGroups(backend: Backend, nonces: number): number {
  const groupSize = backend === 'simd' ? GROUP_SIZE_MAX : 1;
  return groupSize * Math.max(1, Math.round(nonces / groupSize));
}
