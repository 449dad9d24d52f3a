/** How one search is done: what `mine` and `searchMessage` take beside their job. */
import { assertObject, assertOptionalFunction, assertOptionalSignal, describe } from '../primitives/index.ts';
import type { MineProgress } from './progress.ts';

/** Which solution ends a search. */
export type SolutionPick = 'first' | 'lowest';

/** How one search is done. */
export interface MineOptions {
  /**
   * Its abort rejects the search with `signal.reason` as it stands. The miner can be used on. Node 20 warns when more than
   * ten searches wait on one signal; it is no leak.
   */
  readonly signal?: AbortSignal | undefined;
  /** Called while the search runs: at most ten times a second, and about once a second where an attempt takes longer. */
  readonly onProgress?: ((progress: MineProgress) => void) | undefined;
  /**
   * `first`: the first solution that any worker finds. `lowest`: the lowest in the order of the search space, the same
   * for any number of threads; what stands before a solution is searched to the end. The order of a message search is
   * that of the nonces; a header has for each extra nonce each time, for that each group of versions, for that each nonce, and
   * for that each version of the group.
   * @default 'first'
   */
  readonly pick?: SolutionPick | undefined;
}

/** Options that were checked, their defaults filled in. */
export interface CheckedOptions {
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: MineProgress) => void) | undefined;
  readonly pick: SolutionPick;
}

/**
 * Checks options and fills in their defaults.
 * @throws TypeError naming the option
 */
export function checkedOptions(options: MineOptions = {}): CheckedOptions {
  assertObject('options', options);
  const { signal, onProgress, pick = 'first' } = options;
  assertOptionalSignal('options.signal', signal);
  assertOptionalFunction('options.onProgress', onProgress);
  if (pick !== 'first' && pick !== 'lowest')
    throw new TypeError(`options.pick: expected 'first' or 'lowest', got ${describe(pick)}`);
  return { signal, onProgress, pick };
}
