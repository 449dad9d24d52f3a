/**
 * How many nonces are searched before the thread looks for messages: as many as take a given time.
 *
 * It begins small: V8 runs a new kernel in its baseline tier and moves to the optimised one only at a new call, so a
 * long first call would be slow to its end.
 */

const FIRST_SIZE = 1 << 10;
const MIN_SIZE = 1 << 8;
const MAX_SIZE = 1 << 26;

/** Finds the slice size by measuring each slice. */
export class SlicePacer {
  readonly #targetMs: number;
  #size: number = FIRST_SIZE;

  constructor(targetMs: number) {
    this.#targetMs = targetMs;
  }

  /** Nonces of the next slice. */
  get size(): number {
    return this.#size;
  }

  /** A slice of `size` nonces took so long. At most doubles, so that one lucky measurement cannot make a slice long. */
  measured(size: number, elapsedMs: number): void {
    // The short rest of a chunk says nothing about longer slices.
    if (size < this.#size && elapsedMs < this.#targetMs) return;
    const fitting = elapsedMs > 0 ? (size * this.#targetMs) / elapsedMs : Number.POSITIVE_INFINITY;
    this.#size = Math.round(Math.min(Math.max(Math.min(fitting, 2 * this.#size), MIN_SIZE), MAX_SIZE));
  }
}
