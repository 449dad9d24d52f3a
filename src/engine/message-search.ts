/**
 * The search of a message puzzle, in pieces of as many compressions as the caller allows.
 *
 * Cheap attempts are left to the kernel, stretch by stretch (`message-plan.ts`): a piece is a range of nonces. Costly ones
 * are computed in groups that can be left halfway (`attempt-search.ts`).
 */
import type { Steps } from '../primitives/index.ts';
import type { Allowance } from './allowance.ts';
import { createAttemptSearch } from './attempt-search.ts';
import { isDecidedByFirstWord, meetsTarget } from './digest-target.ts';
import { hashIterated } from './js-sha256.ts';
import type { Kernel } from './kernel.ts';
import { compressionsOf } from './message-cost.ts';
import { messageOfNonce } from './message-job.ts';
import type { MessagePuzzle } from './message-job.ts';
import { createMessagePlanner } from './message-plan.ts';
import type { MessagePlanner } from './message-plan.ts';
import { prefixState } from './message-states.ts';
import type { SearchEnd } from './search-job.ts';

/**
 * An attempt of more compressions is costly. One of so many takes nine lanes 2 to 3 ms and JavaScript 2 ms, so that a group
 * of cheap ones is short even on a machine that is ten times slower; and a group of costly ones is worth what is done for it
 * outside the kernel.
 */
const CHEAP_COMPRESSIONS_MAX = 4096;

/** The search of the ranges of a puzzle; what is the same for all of them is done once. */
export function createMessageSearch(
  puzzle: MessagePuzzle,
): (kernel: Kernel, allowance: Allowance, start: number, end: number) => Steps<SearchEnd> {
  const { hash = { kind: 'sha256' } } = puzzle;
  const cost = compressionsOf(puzzle);
  if (hash.kind === 'pbkdf2' || cost > CHEAP_COMPRESSIONS_MAX) return createAttemptSearch(puzzle);
  const isDecided = isDecidedByFirstWord(puzzle.target);
  /** Whether a nonce whose first word passed wins. */
  const wins = (nonce: number): boolean =>
    isDecided || meetsTarget(hashIterated(messageOfNonce(puzzle, nonce), hash.iterations ?? 1), puzzle.target);
  let planner: MessagePlanner | undefined;

  return function* search(kernel, allowance, start, end) {
    planner ??= createMessagePlanner(puzzle, yield* prefixState(kernel, allowance, puzzle.prefix));
    for (let from = start; from < end;) {
      if (allowance.left <= 0) yield;
      const groups = Math.max(1, Math.floor(allowance.left / (kernel.groupSize * cost)));
      const to = Math.min(end, from + kernel.groupSize * groups);
      const nonce = lowestWinner(kernel, planner, wins, from, to);
      if (nonce !== undefined) return { status: 'candidate', nonce, attempts: nonce - start + 1 };
      allowance.left -= (to - from) * cost;
      from = to;
    }
    return { status: 'exhausted', attempts: end - start };
  };
}

/** Searches a message whose hash is iterated SHA-256, stretch by stretch. */
function lowestWinner(
  kernel: Kernel,
  planner: MessagePlanner,
  wins: (nonce: number) => boolean,
  start: number,
  end: number,
): number | undefined {
  for (let from = start; from < end;) {
    const stretch = planner.stretchOf(from);
    const { firstNonce } = stretch;
    const endOfStretch = Math.min(stretch.endNonce, end);
    kernel.setMessagePlan(stretch.plan);
    while (from < endOfStretch) {
      const counter = kernel.searchMessage(from - firstNonce, endOfStretch - firstNonce);
      if (counter === -1) break;
      const nonce = firstNonce + counter;
      if (wins(nonce)) return nonce;
      from = nonce + 1;
    }
    from = endOfStretch;
  }
  return undefined;
}
