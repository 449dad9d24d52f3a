/** A job as a search runs it, whatever it searches: where to look, what counts, how long it takes. */
import { winProbability } from '../engine/index.ts';
import { oneStep } from '../primitives/index.ts';
import type { Steps } from '../primitives/index.ts';
import { confirmHeader, confirmMessage } from './confirm.ts';
import type { HeaderSolution, MessageSolution } from './confirm.ts';
import { countVersions, eachHeaderVariant, VERSIONS_GROUP } from './header-variants.ts';
import type { CheckedMessageJob } from './message-job.ts';
import type { CheckedJob } from './mine-job.ts';
import { expectedSeconds, secondsToWin, secondsToTry } from './progress.ts';
import type { ExpectedSeconds } from './progress.ts';
import { createSearchSpace } from './search-space.ts';
import type { Chunk, SearchSpace } from './search-space.ts';
import { costOf } from './search-work.ts';
import type { Candidate, HeaderWork, MessageWork } from './search-work.ts';

/** What one search does. */
export interface SearchTask<Solution> {
  readonly space: SearchSpace;
  /** Of one nonce, in all versions of a group. */
  readonly compressionsPerNonce: number;
  /**
   * The solution that a worker's candidate stands for, in steps of about a compression.
   * @param chunk of this task's space
   * @throws MidstateError `ERR_CANDIDATE_REFUSED`
   */
  confirm(chunk: Chunk, candidate: Candidate, backend: string): Steps<Solution>;
  expectedSeconds(hashRate: number): ExpectedSeconds;
}

/** The search for a header at or below a target. */
export function headerTask(job: CheckedJob): SearchTask<HeaderSolution> {
  return {
    space: createSearchSpace(eachHeaderVariant(job), job.nonceStart, job.nonceEnd),
    compressionsPerNonce: 2 * Math.min(VERSIONS_GROUP, countVersions(job.versionMask)),
    confirm: (chunk: Chunk<HeaderWork>, candidate, backend) => oneStep(() => confirmHeader(chunk, candidate, backend)),
    expectedSeconds: (hashRate) => expectedSeconds(job.target, hashRate),
  };
}

/** The search for a message whose digest meets a target. */
export function messageTask({ nonceStart, nonceEnd, ...puzzle }: CheckedMessageJob): SearchTask<MessageSolution> {
  const work: MessageWork = { kind: 'message', puzzle };
  const probability = winProbability(puzzle.target);
  return {
    space: createSearchSpace([{ work }].values(), nonceStart, nonceEnd),
    compressionsPerNonce: costOf(work).compressions,
    confirm: confirmMessage,
    // who asks for one digest knows a nonce of the range that makes it
    expectedSeconds: (hashRate) =>
      puzzle.target.kind === 'equal'
        ? secondsToTry(nonceEnd - nonceStart, hashRate)
        : secondsToWin(probability, hashRate),
  };
}
