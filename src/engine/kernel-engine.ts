/** The engine around a kernel: argument checks, what a search means, and closing. */
import {
  assertBytes,
  assertInteger,
  assertUint256,
  assertWholeHeaders,
  bytesToUint256LE,
  dataView,
  describe,
  HASH_SIZE_BYTES,
  HEADER_SIZE_BYTES,
  sha256,
  sha256Compress,
  wordsToBytes,
} from '../primitives/index.ts';
import { MidstateError } from '../errors.ts';
import type { Engine } from './engine.ts';
import { headerWords } from './header-words.ts';
import type { Kernel } from './kernel.ts';
import { NONCE_END, type HeaderSearchJob } from './search-job.ts';

function assertJob(job: HeaderSearchJob): void {
  if (!(job.midstate instanceof Uint32Array))
    throw new TypeError(`job.midstate: expected a Uint32Array of 8 words, got ${describe(job.midstate)}`);
  if (job.midstate.length !== 8) throw new RangeError(`job.midstate: expected 8 words, got ${job.midstate.length}`);
  assertBytes('job.tail', job.tail, 12);
  assertUint256('job.target', job.target);
  assertInteger('job.start', job.start, 0, NONCE_END);
  assertInteger('job.end', job.end, job.start, NONCE_END);
}

/** The whole hash for one nonce, by the reference, as the number that is compared with a target. */
function hashOfNonce(job: HeaderSearchJob, nonce: number): bigint {
  const block = new Uint8Array(64);
  block.set(job.tail);
  const view = dataView(block);
  view.setUint32(12, nonce, true);
  view.setUint32(16, 0x80000000);
  view.setUint32(60, 8 * HEADER_SIZE_BYTES);
  return bytesToUint256LE(sha256(wordsToBytes(sha256Compress(job.midstate, block))));
}

/**
 * An engine over a kernel.
 *
 * A kernel compares only the most significant word, because that settles all but one in 2^32 of the hashes that are
 * worth a look. What it reports is hashed whole here, and the search goes on behind a nonce that misses the target.
 */
export function createKernelEngine(kernel: Kernel, reason: string): Engine {
  const { backend } = kernel;
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
    reason,

    searchHeader(job) {
      const running = openKernel();
      assertJob(job);
      running.setHeaderJob(headerWords(job.midstate, job.tail), Number(job.target >> 224n));
      for (let from = job.start; from < job.end;) {
        const nonce = running.searchHeader(from, job.end);
        if (nonce === -1) break;
        if (hashOfNonce(job, nonce) <= job.target)
          return { status: 'candidate', nonce, attempts: nonce - job.start + 1 };
        from = nonce + 1;
      }
      return { status: 'exhausted', attempts: job.end - job.start };
    },

    sha256dHeaders(headers) {
      const running = openKernel();
      assertWholeHeaders(headers);
      const hashes = new Uint8Array((headers.length / HEADER_SIZE_BYTES) * HASH_SIZE_BYTES);
      running.hashHeaders(headers, hashes);
      return hashes;
    },

    close,
    [Symbol.dispose]: close,
  };
}
