/**
 * The search for a nonce by whole attempts: digests of a group of nonces are computed side by side, then judged. For PBKDF2,
 * and for chains and messages so long that one attempt takes its time.
 *
 * Everything is done in pieces, whatever an attempt costs: a group under way is a few words for each of its nonces, which the
 * kernel takes, works on and gives back.
 */
import { wordsToBytes } from '../primitives/index.ts';
import type { Steps } from '../primitives/index.ts';
import { allowedEach } from './allowance.ts';
import type { Allowance } from './allowance.ts';
import { createDerivedKeys } from './derived-keys.ts';
import { meetsTarget } from './digest-target.ts';
import type { Kernel } from './kernel.ts';
import { compressionsOf } from './message-cost.ts';
import type { MessagePuzzle } from './message-job.ts';
import { createMessageStates } from './message-states.ts';
import type { DigestsOf } from './message-states.ts';
import type { SearchEnd } from './search-job.ts';

const DIGEST_WORDS = 8;
/** Compressions, of all nonces together, that are worth a batch. */
const BATCH_COMPRESSIONS = 20_000;

/** Digests of messages hashed `iterations` times. */
function createChains(puzzle: MessagePuzzle, iterations: number): DigestsOf {
  const digestsOfMessages = createMessageStates(puzzle);
  return function* chain(kernel, allowance, firstNonce, count) {
    const digests = yield* digestsOfMessages(kernel, allowance, firstNonce, count);
    for (let left = iterations - 1; left > 0;) {
      if (allowance.left <= 0) yield;
      const now = allowedEach(allowance, count, left);
      kernel.iterateSha256(digests, now);
      allowance.left -= now * count;
      left -= now;
    }
    return digests;
  };
}

/** One past the last nonce that is written in as many bytes. */
function endOfSize({ encoding }: MessagePuzzle, nonce: number): number {
  return encoding === 'decimal' ? 10 ** String(nonce).length : Number.POSITIVE_INFINITY;
}

/** The search of a puzzle's ranges by whole attempts; what is the same for all of them is done once. */
export function createAttemptSearch(
  puzzle: MessagePuzzle,
): (kernel: Kernel, allowance: Allowance, start: number, end: number) => Steps<SearchEnd> {
  const { hash = { kind: 'sha256' } } = puzzle;
  const digestsOf =
    hash.kind === 'pbkdf2' ? createDerivedKeys(puzzle, hash) : createChains(puzzle, hash.iterations ?? 1);
  const cost = compressionsOf(puzzle);

  return function* search(kernel, allowance, start, end) {
    const { groupSize } = kernel;
    const groupsOfBatch = Math.ceil(BATCH_COMPRESSIONS / (groupSize * cost));
    for (let from = start; from < end;) {
      if (allowance.left <= 0) yield;
      const size = groupSize * allowedEach(allowance, groupSize * cost, groupsOfBatch);
      const count = Math.min(size, end - from, endOfSize(puzzle, from) - from);
      const digests = yield* digestsOf(kernel, allowance, from, count);
      for (let i = 0; i < count; i++) {
        const digest = wordsToBytes(digests.subarray(DIGEST_WORDS * i, DIGEST_WORDS * (i + 1)));
        if (meetsTarget(digest, puzzle.target))
          return { status: 'candidate', nonce: from + i, attempts: from + i - start + 1 };
      }
      from += count;
    }
    return { status: 'exhausted', attempts: end - start };
  };
}
