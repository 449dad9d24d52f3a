/** What an engine is: one kernel, ready to hash and to search, whatever it is built from. */
import type { HeaderHasher } from '../primitives/index.ts';
import type { HeaderSearchJob, SearchEnd } from './search-job.ts';

/** What a kernel is built from: four-lane WebAssembly, one-lane WebAssembly, JavaScript. */
export type Backend = 'simd' | 'scalar' | 'js';

/**
 * A kernel that passed its self-test. All its methods are synchronous; none may be called after `close`
 * (`ERR_CLOSED`).
 */
export interface Engine extends HeaderHasher, Disposable {
  readonly backend: Backend;
  /** Why this backend was chosen, one sentence for bug reports and benchmark lines. */
  readonly reason: string;
  /**
   * Searches `[job.start, job.end)` upwards for a nonce whose hash is at or below the target, and reports the lowest.
   * The caller confirms it with the reference before it counts. Blocks this thread until it ends: cut long ranges into
   * slices.
   * @throws TypeError, RangeError for a job that is malformed
   */
  searchHeader(job: HeaderSearchJob): SearchEnd;
  /** Gives up the kernel's memory. Closing twice is no error. */
  close(): void;
}
