/**
 * How many nonces are searched before the thread looks for messages: as many as take a given time.
 *
 * It begins with about a millisecond's worth: V8 runs a new kernel in its baseline tier and moves to the optimised one
 * only at a new call, so a long first call would be slow to its end.
 */
import type { Backend } from '../engine/index.ts';
import { wholeGroups } from './whole-groups.ts';

/** In compressions. */
const FIRST_COST = 1 << 11;
const MIN_COST = 1 << 9;
const MAX_COST = 1 << 27;

/** Finds the slice size by measuring each slice. */
export class SlicePacer {
  readonly #backend: Backend;
  readonly #targetMs: number;
  readonly #compressionsPerNonce: number;
  #size: number;

  constructor(backend: Backend, targetMs: number, compressionsPerNonce: number) {
    this.#backend = backend;
    this.#targetMs = targetMs;
    this.#compressionsPerNonce = compressionsPerNonce;
    this.#size = this.#nonces(FIRST_COST);
  }

  /** Nonces of the next slice: whole groups. */
  get size(): number {
    return this.#size;
  }

  /** A slice of `size` nonces took so long. At most doubles, so that one lucky measurement cannot make a slice long. */
  measured(size: number, elapsedMs: number): void {
    // The short rest of a chunk says nothing about longer slices.
    if (size < this.#size && elapsedMs < this.#targetMs) return;
    const fitting = elapsedMs > 0 ? (size * this.#targetMs) / elapsedMs : Number.POSITIVE_INFINITY;
    const most = Math.min(2 * this.#size, this.#nonces(MAX_COST));
    this.#size = wholeGroups(this.#backend, Math.max(Math.min(fitting, most), this.#nonces(MIN_COST)));
  }

  #nonces(compressions: number): number {
    return wholeGroups(this.#backend, compressions / this.#compressionsPerNonce);
  }
}
