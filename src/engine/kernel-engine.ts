/** The engine around a kernel: argument checks, what a search means, and closing. */
import {
  advanceSteps,
  assertByteArray,
  assertBytes,
  assertInteger,
  assertObject,
  assertUint256,
  assertWholeHeaders,
  assertWholePairs,
  bytesToUint256LE,
  dataView,
  describe,
  finishSteps,
  HASH_SIZE_BYTES,
  HEADER_SIZE_BYTES,
  sha256,
  sha256Compress,
  wordsToBytes,
} from '../primitives/index.ts';
import { MidstateError } from '../errors.ts';
import type { Engine, MessageSearch } from './engine.ts';
import { headerWords } from './header-words.ts';
import type { Kernel } from './kernel.ts';
import { assertMessageJob, assertMessagePuzzle, assertNonceRange, copyPuzzle } from './message-job.ts';
import { createMessageSearch } from './message-search.ts';
import { NONCE_END, VERSIONS_MAX } from './search-job.ts';
import type { SearchEnd, VersionSearchEnd, VersionSearchJob } from './search-job.ts';

const MESSAGE_SIZE_MAX = 65_536;

function assertJob(job: Omit<VersionSearchJob, 'midstates'>): void {
  assertBytes('job.tail', job.tail, 12);
  assertUint256('job.target', job.target);
  assertInteger('job.start', job.start, 0, NONCE_END);
  assertInteger('job.end', job.end, job.start, NONCE_END);
}

function assertMidstate(name: string, midstate: unknown): void {
  if (!(midstate instanceof Uint32Array))
    throw new TypeError(`${name}: expected a Uint32Array of 8 words, got ${describe(midstate)}`);
  if (midstate.length !== 8) throw new RangeError(`${name}: expected 8 words, got ${midstate.length}`);
}

function assertMidstates(midstates: unknown): void {
  if (!Array.isArray(midstates))
    throw new TypeError(`job.midstates: expected an array of Uint32Arrays, got ${describe(midstates)}`);
  assertInteger('job.midstates.length', midstates.length, 1, VERSIONS_MAX);
  for (const [i, midstate] of midstates.entries()) assertMidstate(`job.midstates[${i}]`, midstate);
}

/** The whole hash for one nonce, by the reference, as the number that is compared with a target. */
function hashOfNonce(midstate: Uint32Array, tail: Uint8Array, nonce: number): bigint {
  const block = new Uint8Array(64);
  block.set(tail);
  const view = dataView(block);
  view.setUint32(12, nonce, true);
  view.setUint32(16, 0x80000000);
  view.setUint32(60, 8 * HEADER_SIZE_BYTES);
  return bytesToUint256LE(sha256(wordsToBytes(sha256Compress(midstate, block))));
}

/**
 * Searches all versions of a header. A kernel compares only the most significant word, because that settles all but one in
 * 2^32 of the hashes that are worth a look. What it reports is hashed whole here, and the search goes on behind a
 * hash that misses the target.
 */
function searchVersions(kernel: Kernel, job: VersionSearchJob): VersionSearchEnd {
  const { midstates, tail, target, start, end } = job;
  const versions = midstates.length;
  const words = headerWords(midstates, tail);
  const targetTop = Number(target >> 224n);
  const meets = (nonce: number, version: number): boolean => hashOfNonce(midstates[version]!, tail, nonce) <= target;
  const candidate = (nonce: number, version: number): VersionSearchEnd => ({
    status: 'candidate',
    nonce,
    version,
    attempts: (nonce - start) * versions + version + 1,
  });

  kernel.setHeaderJob(words, targetTop);
  for (let from = start; from < end;) {
    const hit = kernel.searchHeader(from, end);
    if (hit === -1) break;
    const nonce = Math.floor(hit / versions);
    // the versions behind a miss are tried here: the kernel goes on with the next nonce
    for (let version = hit % versions; version < versions; version++)
      if (meets(nonce, version)) return candidate(nonce, version);
    from = nonce + 1;
  }
  return { status: 'exhausted', attempts: (end - start) * versions };
}

/** An engine over a kernel. */
export function createKernelEngine(kernel: Kernel, reason: string): Engine {
  const { backend, streams } = kernel;
  let open: Kernel | undefined = kernel;
  const openKernel = (): Kernel => {
    if (open === undefined)
      throw new MidstateError('ERR_CLOSED', 'engine: closed, no further calls are possible', { what: 'engine' });
    return open;
  };

  const close = (): void => {
    open = undefined;
  };

  return {
    backend,
    streams,
    reason,

    searchHeader(job) {
      const running = openKernel();
      assertObject('job', job);
      assertMidstate('job.midstate', job.midstate);
      assertJob(job);
      const found = searchVersions(running, { ...job, midstates: [job.midstate] });
      if (found.status === 'exhausted') return found;
      return { status: 'candidate', nonce: found.nonce, attempts: found.attempts };
    },

    searchVersions(job) {
      const running = openKernel();
      assertObject('job', job);
      assertMidstates(job.midstates);
      assertJob(job);
      return searchVersions(running, job);
    },

    searchMessage(job) {
      const running = openKernel();
      assertMessageJob(job);
      return finishSteps(createMessageSearch(job)(running, { left: Number.POSITIVE_INFINITY }, job.start, job.end));
    },

    prepareMessage(puzzle) {
      openKernel();
      assertMessagePuzzle('puzzle', puzzle);
      const own = copyPuzzle(puzzle);
      const search = createMessageSearch(own);
      const inSteps: MessageSearch['inSteps'] = (start, end) => {
        const running = openKernel();
        assertNonceRange(own, 'start', start, 'end', end);
        const allowance = { left: 0 };
        const steps = search(running, allowance, start, end);
        let ended: SearchEnd | undefined;
        let failure: { readonly error: unknown } | undefined;
        return {
          advance(compressions) {
            openKernel();
            assertInteger('compressions', compressions, 1, Number.MAX_SAFE_INTEGER);
            if (failure !== undefined) throw failure.error;
            allowance.left = compressions;
            try {
              ended ??= advanceSteps(steps, 1)?.result;
            } catch (error) {
              // what threw has ended, and would say no more
              failure = { error };
              throw error;
            }
            return ended;
          },
        };
      };
      return Object.assign(
        (start: number, end: number) => {
          const running = openKernel();
          assertNonceRange(own, 'start', start, 'end', end);
          return finishSteps(search(running, { left: Number.POSITIVE_INFINITY }, start, end));
        },
        { inSteps },
      );
    },

    sha256dHeaders(headers) {
      const running = openKernel();
      assertWholeHeaders(headers);
      const hashes = new Uint8Array((headers.length / HEADER_SIZE_BYTES) * HASH_SIZE_BYTES);
      running.hashHeaders(headers, hashes);
      return hashes;
    },

    sha256dPairs(pairs) {
      const running = openKernel();
      assertWholePairs(pairs);
      const parents = new Uint8Array(pairs.length / 2);
      running.hashPairs(pairs, parents);
      return parents;
    },

    sha256Messages(messages, sizeBytes) {
      const running = openKernel();
      assertByteArray('messages', messages);
      assertInteger('sizeBytes', sizeBytes, 1, MESSAGE_SIZE_MAX);
      if (messages.length % sizeBytes !== 0)
        throw new RangeError(`messages: expected a multiple of ${sizeBytes} bytes, got ${messages.length}`);
      const digests = new Uint8Array((messages.length / sizeBytes) * HASH_SIZE_BYTES);
      running.hashMessages(messages, sizeBytes, digests);
      return digests;
    },

    close,
    [Symbol.dispose]: close,
  };
}
