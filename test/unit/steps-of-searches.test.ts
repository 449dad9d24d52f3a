/**
 * How much a step of a message search does, counted in compressions where the kernel does them: no clock judges here. The host
 * adds a few compressions of its own for each nonce, outside the kernel.
 */
import { describe, expect, it } from 'vitest';
import type { MessageHash, MessagePuzzle } from '../../src/engine/index.ts';
import { createJsKernel } from '../../src/engine/js-kernel.ts';
import { createKernelEngine } from '../../src/engine/kernel-engine.ts';
import type { Kernel } from '../../src/engine/kernel.ts';
import { compressionsOf } from '../../src/engine/message-cost.ts';

const chain = (iterations: number): MessageHash => ({ kind: 'sha256', iterations });
const pbkdf2 = (iterations: number, saltSize = 16): MessageHash => ({
  kind: 'pbkdf2',
  salt: new Uint8Array(saltSize),
  iterations,
});
const puzzle = (prefixSize: number, suffixSize: number, hash: MessageHash): MessagePuzzle => ({
  prefix: new Uint8Array(prefixSize),
  suffix: new Uint8Array(suffixSize),
  encoding: 'u32be',
  hash,
  target: { kind: 'zero-bits', bits: 256 },
});

/** A kernel of groups that only counts. */
function countingKernel(groupSize: number): { kernel: Kernel; take: () => number } {
  let compressions = 0;
  let cost = 0;
  const kernel: Kernel = {
    ...createJsKernel(),
    groupSize,
    setMessagePlan(plan) {
      cost = plan.blocks.length / 16 + plan.knownSums.length / 64 + plan.iterations - 1;
    },
    searchMessage(start, end) {
      compressions += (end - start) * cost;
      return -1;
    },
    hashBlocks(states, blocks) {
      compressions += (states.length / 8) * (blocks.length / 64);
    },
    iterateSha256(digests, more) {
      compressions += (digests.length / 8) * more;
    },
    iterateHmac(chains, more) {
      compressions += (chains.length / 32) * 2 * more;
    },
  };
  const take = (): number => {
    const taken = compressions;
    compressions = 0;
    return taken;
  };
  return { kernel, take };
}

it('a search whose kernel throws throws the same at each step after, and disturbs no other', () => {
  const problem = new Error('planted');
  let isBroken = true;
  const kernel: Kernel = {
    ...createJsKernel(),
    searchMessage() {
      if (isBroken) throw problem;
      return -1;
    },
  };
  const search = createKernelEngine(kernel, 'throws').prepareMessage(puzzle(16, 0, chain(1)));
  const steps = search.inSteps(0, 10);
  expect(() => steps.advance(100_000)).toThrow(problem);
  isBroken = false;
  for (let i = 0; i < 2; i++) expect(() => steps.advance(100_000)).toThrow(problem);
  expect(search.inSteps(0, 10).advance(100_000)).toEqual({ status: 'exhausted', attempts: 10 });
});

/** The most that a step may do beyond what it is allowed: a group of the dearest attempts that are not left halfway. */
const CHEAP_GROUP = 9 * 4096;

describe.each([1, 9])('a step of a search with groups of %i', (groupSize) => {
  it.each<[string, MessagePuzzle, number]>([
    ['a message', puzzle(16, 0, chain(1)), 100_000],
    ['a long prefix', puzzle(3_000_000, 0, chain(1)), 20],
    ['a long suffix', puzzle(16, 3_000_000, chain(1)), 20],
    ['a suffix just short enough to be cheap', puzzle(16, 262_000, chain(1)), 20],
    ['a chain just short enough to be cheap', puzzle(16, 0, chain(4096)), 100],
    ['a chain of 5,000', puzzle(16, 0, chain(5000)), 100],
    ['a chain of ten million', puzzle(16, 0, chain(10_000_000)), 10],
    ['PBKDF2 of one iteration', puzzle(16, 0, pbkdf2(1)), 10_000],
    ['PBKDF2 of ten million', puzzle(16, 0, pbkdf2(10_000_000)), 10],
    ['PBKDF2 with a salt of megabytes', puzzle(16, 0, pbkdf2(2, 3_000_000)), 20],
    ['PBKDF2 of long passwords', puzzle(3_000_000, 3_000_000, pbkdf2(2)), 20],
  ])('does no more than it is allowed of %s, and all in all what is needed', (_, job, nonces) => {
    for (const allowed of [2048, 100_000]) {
      const { kernel, take } = countingKernel(groupSize);
      const steps = createKernelEngine(kernel, 'counts').prepareMessage(job).inSteps(0, nonces);
      let most = 0;
      let total = 0;
      for (let end; end === undefined;) {
        end = steps.advance(allowed);
        const taken = take();
        most = Math.max(most, taken);
        total += taken;
      }
      const isCheap = job.hash?.kind === 'sha256' && compressionsOf(job) <= 4096;
      expect(most).toBeLessThanOrEqual(allowed + (isCheap ? CHEAP_GROUP : 2 * groupSize));
      const needed = nonces * compressionsOf(job) + Math.floor(job.prefix.length / 64);
      expect(total).toBeLessThanOrEqual(needed * 1.02);
      // the host hashes the blocks with the nonce, and of PBKDF2 the key blocks
      expect(total).toBeGreaterThanOrEqual(needed - nonces * 8);
    }
  });
});
