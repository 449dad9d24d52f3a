/**
 * What an engine asks of its kernel: bytes and lanes, no argument checks, no targets beyond one word.
 *
 * There are two: WebAssembly (`wasm-kernel.ts`, four lanes or one) and JavaScript (`js-kernel.ts`). The engine around
 * them (`kernel-engine.ts`) is the same, so the argument checks and the meaning of a search are written once.
 */
import type { Backend, StreamCount } from './engine.ts';
import type { HeaderWords } from './header-words.ts';
import type { MessagePlan } from './message-plan.ts';

/** One kernel with memory of its own. */
export interface Kernel {
  readonly backend: Backend;
  readonly streams: StreamCount;
  /** How many messages it hashes side by side: a call with a multiple of them wastes nothing. */
  readonly groupSize: number;
  /**
   * Makes ready the search of a header in one or more versions.
   * @param targetTop the most significant 32 bits of the target
   */
  setHeaderJob(words: HeaderWords, targetTop: number): void;
  /**
   * Searches nonces `[start, end)` upwards, each in all versions, for a hash whose most significant 32 bits are at or
   * below `targetTop`.
   * @returns `nonce * versions + version` of the lowest, or -1
   */
  searchHeader(start: number, end: number): number;
  /** Makes ready a stretch of a message search. */
  setMessagePlan(plan: MessagePlan): void;
  /**
   * Searches counters `[start, end)` of the plan upwards for a digest whose first word passes the plan's filter.
   * @returns the lowest such counter, or -1
   */
  searchMessage(start: number, end: number): number;
  /**
   * Hashes blocks behind many states, in place: the same blocks behind each.
   * @param states n * 8 words
   * @param blocks m * 64 bytes
   */
  hashBlocks(states: Uint32Array, blocks: Uint8Array): void;
  /**
   * Each digest becomes its own digest, `more` times, in place.
   * @param digests n * 8 words
   */
  iterateSha256(digests: Uint32Array, more: number): void;
  /**
   * Iterations of PBKDF2-HMAC-SHA-256 for many passwords, in place.
   * @param chains n * 32 words: the state after the inner key block, the state after the outer one, the last iteration, the
   *   exclusive or of all so far, of which the last two go on
   * @param more iterations
   */
  iterateHmac(chains: Uint32Array, more: number): void;
  /**
   * sha256d of each 80-byte header.
   * @param headers n * 80 bytes
   * @param hashes where the n * 32 bytes go, each hash in wire order
   */
  hashHeaders(headers: Uint8Array, hashes: Uint8Array): void;
  /**
   * sha256d of each 64 bytes: the parents of pairs of nodes of a merkle tree.
   * @param pairs n * 64 bytes
   * @param parents where the n * 32 bytes go
   */
  hashPairs(pairs: Uint8Array, parents: Uint8Array): void;
  /**
   * SHA-256 of each message; all have the same size.
   * @param messages n * sizeBytes bytes
   * @param digests where the n * 32 bytes go
   */
  hashMessages(messages: Uint8Array, sizeBytes: number, digests: Uint8Array): void;
}
