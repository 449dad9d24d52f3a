/**
 * How much is searched before the thread looks for messages: as many nonces as take a given time, or, where a group of them
 * takes longer, a part of it.
 *
 * It begins with about a millisecond's worth: V8 runs a new kernel in its baseline tier and moves to the optimised one
 * only at a new call, so a long first call would be slow to its end.
 */
import type { Backend } from '../engine/index.ts';
import { Pacer } from './pacer.ts';

/**
 * The most that a thread is thought to do, in compressions a millisecond: four times what the fastest was seen to do. So no
 * misread clock makes a step much longer than it should be.
 */
export const SPEED_MAX: number = 1 << 16;
/** In compressions. One lucky measurement must not make a slice long: it at most doubles. */
const COSTS = { firstCost: 1 << 11, minCost: 1 << 9, growth: 2 };

/** Finds the size of slices and steps by measuring each. */
export class SlicePacer {
  readonly #pacer: Pacer;
  readonly #compressionsPerNonce: number;

  constructor(backend: Backend, targetMs: number, compressionsPerNonce: number) {
    this.#pacer = new Pacer({ backend, targetMs, ...COSTS, maxCost: SPEED_MAX * targetMs });
    this.#compressionsPerNonce = compressionsPerNonce;
  }

  /** Nonces of the next slice: whole groups. */
  get size(): number {
    return this.#pacer.size(this.#compressionsPerNonce);
  }

  /** Compressions of the next step of a slice. */
  get compressions(): number {
    return this.#pacer.compressions;
  }

  /** A slice of `size` nonces took so long. */
  measured(size: number, elapsedMs: number): void {
    this.#pacer.measured(size, this.#compressionsPerNonce, elapsedMs);
  }

  /** A step that was not the last of its slice took so long. */
  measuredStep(elapsedMs: number): void {
    this.#pacer.measuredWhole(elapsedMs);
  }
}
