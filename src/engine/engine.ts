/** What an engine is: one kernel, ready to hash and to search, whatever it is built from. */
/// <reference lib="esnext.disposable" preserve="true" />
import type { HeaderHasher, PairHasher } from '../primitives/index.ts';
import type { MessagePuzzle, MessageSearchJob } from './message-job.ts';
import type { HeaderSearchJob, SearchEnd, SearchSteps, VersionSearchEnd, VersionSearchJob } from './search-job.ts';

/** What a kernel is built from: four-lane WebAssembly, one-lane WebAssembly, JavaScript. */
export type Backend = 'simd' | 'scalar' | 'js';

/**
 * How many streams a kernel hashes side by side. In SIMD: one vector of four messages; a vector and one message beside it;
 * two vectors and one message. The other backends have one message.
 */
export type StreamCount = 1 | 2 | 3;

/** The search of ranges of one puzzle. */
export interface MessageSearch {
  /**
   * Searches `[start, end)` as `searchMessage` does.
   * @throws TypeError, RangeError for a range that is malformed
   */
  (start: number, end: number): SearchEnd;
  /**
   * The same search in pieces. An attempt of any cost is left halfway and gone on with: `prefix` and `suffix` of megabytes,
   * chains and PBKDF2 of millions of iterations. Several searches may be under way at once.
   * @throws TypeError, RangeError for a range that is malformed
   */
  readonly inSteps: (start: number, end: number) => SearchSteps;
}

/**
 * A kernel that passed its self-test. All its methods are synchronous; none may be called after `close`
 * (`ERR_CLOSED`).
 */
export interface Engine extends HeaderHasher, PairHasher, Disposable {
  /** The kernel that runs. */
  readonly backend: Backend;
  /** How many streams it hashes side by side; 1 outside SIMD. */
  readonly streams: StreamCount;
  /** Why this backend was chosen, and in SIMD its streams, one sentence for bug reports and benchmark lines. */
  readonly reason: string;
  /**
   * Searches `[job.start, job.end)` upwards for a nonce whose hash is at or below the target, and reports the lowest.
   * The caller confirms it with the reference before it counts. Blocks this thread until it ends: cut long ranges into
   * slices.
   * @throws TypeError, RangeError for a job that is malformed
   */
  searchHeader(job: HeaderSearchJob): SearchEnd;
  /**
   * `searchHeader` for several versions of one header at once: they share a message schedule, so each costs less. Reports
   * the lowest nonce, and of that the first version.
   * @throws TypeError, RangeError for a job that is malformed
   */
  searchVersions(job: VersionSearchJob): VersionSearchEnd;
  /**
   * Searches `[job.start, job.end)` upwards for a nonce whose message's digest meets the target, and reports the lowest.
   * Blocks this thread until it ends.
   * @throws TypeError, RangeError for a job that is malformed
   */
  searchMessage(job: MessageSearchJob): SearchEnd;
  /**
   * `searchMessage` for a puzzle that is searched in many ranges: what is the same for all of them is done once. The
   * puzzle's bytes are copied.
   * @throws TypeError, RangeError for a puzzle that is malformed
   */
  prepareMessage(puzzle: MessagePuzzle): MessageSearch;
  /**
   * SHA-256 of many messages of one size.
   * @param messages n * sizeBytes bytes, one message after another
   * @param sizeBytes 1 to 65,536
   * @returns n * 32 bytes, the digests in the same order; a new array
   * @throws RangeError when the length is no multiple of the size
   */
  sha256Messages(messages: Uint8Array, sizeBytes: number): Uint8Array;
  /** Gives up the kernel's memory. Closing twice is no error. */
  close(): void;
}
