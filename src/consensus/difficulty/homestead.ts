/**
 * Homestead: Ethereum's difficulty from March 2016 to October 2017. Each block moves it by 1/2048 for each step of ten
 * seconds that it came early or late (EIP-2; go-ethereum, calcDifficultyHomestead), without the term that grows with the
 * height ("bomb").
 *
 * Ethereum states difficulties; a header of Bitcoin has the bits of a target. The difficulty of a parent is the work of its
 * bits, the target of the next difficulty D is floor(2^256 / D) - 1, and its bits are rounded down: up to 1/2^15 harder
 * than asked, a sixteenth of a step. A block that moves nothing keeps the bits, so nothing drifts.
 *
 * The time of the block itself counts, which its miner chooses: a chain needs a rule against times ahead of the clock.
 */
import { assertInteger } from '../../primitives/index.ts';
import { bitsToTarget } from '../compact-bits.ts';
import { workOfBits } from '../work.ts';
import type { DifficultyAlgorithm } from './difficulty-algorithm.ts';
import { bitsWithinLimit, type DifficultyParams } from './difficulty-params.ts';

/** The settings of Homestead. */
export interface HomesteadOptions {
  /**
   * The length of a step, seconds: the difficulty rises for a block in less, stays up to twice that, and falls after it.
   * @default the spacing times ln 2, rounded, at which blocks come once a spacing; Ethereum's 10 gives 14.4 s
   */
  readonly durationLimit?: number;
  /** The difficulty never falls below this many hashes. @default 131072 */
  readonly minDifficulty?: number;
}

/** One step moves the difficulty by one part in this. */
const BOUND_DIVISOR = 2048n;
/** However late a block came, so many steps count. */
const MOST_STEPS_DOWN = 99;

/** What the difficulty of a block follows from. */
export interface HomesteadInput {
  /** The difficulty of the parent: hashes that a block takes on average. */
  readonly parentDifficulty: bigint;
  /** The time of the block less that of its parent, seconds. One that is not after its parent counts as at once. */
  readonly solveTime: number;
  /** The length of a step, seconds. */
  readonly durationLimit: number;
  /** The difficulty never falls below this many hashes. */
  readonly minDifficulty: number;
}

/** The difficulty of a block, in hashes. */
export function homesteadNextDifficulty(input: HomesteadInput): bigint {
  const { parentDifficulty, solveTime, durationLimit, minDifficulty } = input;
  const steps = Math.max(1 - Math.floor(Math.max(solveTime, 0) / durationLimit), -MOST_STEPS_DOWN);
  const next = parentDifficulty + (parentDifficulty / BOUND_DIVISOR) * BigInt(steps);
  const least = BigInt(minDifficulty);
  return next < least ? least : next;
}

/**
 * Homestead as a difficulty algorithm.
 * @throws TypeError, RangeError for settings that are no positive integers
 */
export function homesteadDifficulty(options: HomesteadOptions = {}): DifficultyAlgorithm {
  const { durationLimit, minDifficulty = 131072 } = options;
  if (durationLimit !== undefined) assertInteger('durationLimit', durationLimit, 1, 0x7fffffff);
  assertInteger('minDifficulty', minDifficulty, 1, Number.MAX_SAFE_INTEGER);

  /** The bits on top of a block with these, so long after it. */
  function bitsAfter(params: DifficultyParams, bits: number, solveTime: number): number {
    const parentDifficulty = workOfBits(bits);
    const difficulty = homesteadNextDifficulty({
      parentDifficulty,
      solveTime,
      durationLimit: durationLimit ?? Math.max(1, Math.round(params.targetSpacing * Math.LN2)),
      minDifficulty,
    });
    return difficulty === parentDifficulty ? bits : bitsWithinLimit(params, (1n << 256n) / difficulty - 1n);
  }

  return Object.freeze<DifficultyAlgorithm>({
    name: 'homestead',
    nextBits(params, parent, time) {
      return bitsAfter(params, parent.bits, time - parent.time);
    },
    permitsTransition(params, _height, oldBits, newBits) {
      const targetAfter = (solveTime: number): bigint => bitsToTarget(bitsAfter(params, oldBits, solveTime)).target;
      const { target } = bitsToTarget(newBits);
      return target >= targetAfter(0) && target <= targetAfter(Infinity);
    },
  });
}
