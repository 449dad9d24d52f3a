/** How one search is done: what a call of `mine` takes beside its job. */
import { assertObject, assertOptionalFunction, assertOptionalSignal, describe } from '../primitives/index.ts';
import { checkedJob } from './mine-job.ts';
import type { CheckedJob, MineJob } from './mine-job.ts';
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
  /** Called while the search runs, at most ten times a second. */
  readonly onProgress?: ((progress: MineProgress) => void) | undefined;
  /**
   * `first`: the first solution that any worker finds. `lowest`: the lowest in the order of the search space, the same
   * for any number of threads; what stands before a solution is searched to the end.
   * @default 'first'
   */
  readonly pick?: SolutionPick | undefined;
}

/** A search that was checked, its defaults filled in. */
export interface CheckedSearch {
  readonly job: CheckedJob;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: MineProgress) => void) | undefined;
  readonly pick: SolutionPick;
}

/**
 * Checks what `mine` is called with.
 * @throws TypeError, RangeError naming the argument
 */
export function checkedSearch(job: MineJob, options: MineOptions = {}): CheckedSearch {
  const checked = checkedJob(job);
  assertObject('options', options);
  const { signal, onProgress, pick = 'first' } = options;
  assertOptionalSignal('options.signal', signal);
  assertOptionalFunction('options.onProgress', onProgress);
  if (pick !== 'first' && pick !== 'lowest')
    throw new TypeError(`options.pick: expected 'first' or 'lowest', got ${describe(pick)}`);
  return { job: checked, signal, onProgress, pick };
}
