/**
 * How much is searched at a stretch, so that it takes a given time: found by measuring each stretch.
 *
 * A clock may be of little use for that. Cloudflare Workers have one that stands still while code runs; Firefox that
 * resists fingerprinting has one that moves every 100 ms. So a stretch in which the clock did not move says nothing of its
 * own: it counts together with what follows, up to where the clock moves. As long as whole stretches go by like that, none
 * is longer than would be right for a machine of the usual speed.
 */
import type { Backend } from '../engine/index.ts';
import { wholeGroups } from './whole-groups.ts';

/** Compressions per millisecond on one thread: three quarters of what was measured with one core of a Zen 5 at 4 GHz. */
const USUAL_SPEED: Readonly<Record<Backend, number>> = { simd: 15_000, scalar: 6000, js: 3500 };

/** How a pacer begins and what bounds it. Costs are in compressions of SHA-256. */
interface PacerOptions {
  readonly backend: Backend;
  /** How long a stretch should take. */
  readonly targetMs: number;
  readonly firstCost: number;
  readonly minCost: number;
  readonly maxCost: number;
  /** So many times longer the next stretch may be than the one before. */
  readonly growth: number;
}

/** Finds the size of a stretch. */
export class Pacer {
  readonly #options: PacerOptions;
  /** The longest stretch where the clock is too coarse to measure it. */
  readonly #unmeasuredMaxCost: number;
  #cost: number;
  /** Searched since the clock last moved. */
  #unmeasuredCost = 0;
  #hasLearned = false;

  constructor(options: PacerOptions) {
    const { backend, targetMs, firstCost, maxCost } = options;
    this.#options = options;
    this.#unmeasuredMaxCost = Math.min(USUAL_SPEED[backend] * targetMs, maxCost);
    this.#cost = firstCost;
  }

  /** Compressions of the next stretch. */
  get compressions(): number {
    return Math.round(this.#cost);
  }

  /** Nonces of the next stretch, which cost so much each: whole groups of the kernel, one at least. */
  size(compressionsPerNonce: number): number {
    return wholeGroups(this.#options.backend, this.#cost / compressionsPerNonce);
  }

  /** A stretch of `size` nonces took so long. A long stretch shortens the next at once, a short one lengthens it by and by. */
  measured(size: number, compressionsPerNonce: number, elapsedMs: number): void {
    this.#measured(size * compressionsPerNonce, this.size(compressionsPerNonce) * compressionsPerNonce, elapsedMs);
  }

  /** A stretch of just as many compressions as it was to have, whole nonces or not, took so long. */
  measuredWhole(elapsedMs: number): void {
    this.#measured(this.#cost, this.#cost, elapsedMs);
  }

  #measured(cost: number, wholeCost: number, elapsedMs: number): void {
    if (elapsedMs > 0) this.#learn(cost, wholeCost, elapsedMs);
    else this.#goOn(cost, wholeCost);
  }

  /** The clock moved. */
  #learn(cost: number, wholeCost: number, elapsedMs: number): void {
    const { targetMs, minCost, maxCost, growth } = this.#options;
    const unmeasuredCost = this.#unmeasuredCost;
    this.#unmeasuredCost = 0;
    // the short rest of some work says nothing about longer stretches
    if (unmeasuredCost + cost < wholeCost && elapsedMs < targetMs) return;
    this.#hasLearned = true;
    const fitting = ((unmeasuredCost + cost) * targetMs) / elapsedMs;
    const most = unmeasuredCost < wholeCost ? Math.min(growth * wholeCost, maxCost) : this.#unmeasuredMaxCost;
    this.#cost = Math.max(Math.min(fitting, most), minCost);
  }

  /** The clock did not move: nothing is learned, but what is not known yet is tried. */
  #goOn(cost: number, wholeCost: number): void {
    this.#unmeasuredCost += cost;
    if (cost < wholeCost) return;
    const most = this.#hasLearned ? this.#cost : this.#options.growth * wholeCost;
    this.#cost = Math.max(Math.min(most, this.#unmeasuredMaxCost), this.#options.minCost);
  }
}
