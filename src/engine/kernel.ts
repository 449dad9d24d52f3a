/**
 * What an engine asks of its kernel: bytes and lanes, no argument checks, no targets beyond one word.
 *
 * There are two: WebAssembly (`wasm-kernel.ts`, four lanes or one) and JavaScript (`js-kernel.ts`). The engine around
 * them (`kernel-engine.ts`) is the same, so the argument checks and the meaning of a search are written once.
 */
import type { Backend } from './engine.ts';

/** One kernel with memory of its own. */
export interface Kernel {
  readonly backend: Backend;
  /**
   * Makes ready the search of one header.
   * @param words what `headerWords` prepared
   * @param targetTop the most significant 32 bits of the target
   */
  setHeaderJob(words: Uint32Array, targetTop: number): void;
  /**
   * Searches `[start, end)` upwards for a hash whose most significant 32 bits are at or below `targetTop`.
   * @returns the lowest such nonce, or -1
   */
  searchHeader(start: number, end: number): number;
  /**
   * sha256d of each 80-byte header.
   * @param headers n * 80 bytes
   * @param hashes where the n * 32 bytes go, each hash in wire order
   */
  hashHeaders(headers: Uint8Array, hashes: Uint8Array): void;
}
