/**
 * How many nonces are searched before the thread looks for messages: as many as take a given time.
 *
 * It begins with about a millisecond's worth: V8 runs a new kernel in its baseline tier and moves to the optimised one
 * only at a new call, so a long first call would be slow to its end.
 */
import type { Backend } from '../engine/index.ts';
import { Pacer } from './pacer.ts';

/** In compressions. One lucky measurement must not make a slice long: it at most doubles. */
const COSTS = { firstCost: 1 << 11, minCost: 1 << 9, maxCost: 1 << 27, growth: 2 };

/** Finds the slice size by measuring each slice. */
export class SlicePacer {
  readonly #pacer: Pacer;
  readonly #compressionsPerNonce: number;

  constructor(backend: Backend, targetMs: number, compressionsPerNonce: number) {
    this.#pacer = new Pacer({ backend, targetMs, ...COSTS });
    this.#compressionsPerNonce = compressionsPerNonce;
  }

  /** Nonces of the next slice: whole groups. */
  get size(): number {
    return this.#pacer.size(this.#compressionsPerNonce);
  }

  /** A slice of `size` nonces took so long. */
  measured(size: number, elapsedMs: number): void {
    this.#pacer.measured(size, this.#compressionsPerNonce, elapsedMs);
  }
}
