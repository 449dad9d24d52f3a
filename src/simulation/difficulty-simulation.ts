/**
 * A difficulty algorithm against a hash rate that changes, in virtual time: who mines how long for each block, and what
 * the algorithm makes of it.
 *
 * Mining is a Poisson process: the hashes that a block takes are its work times an exponentially distributed number.
 * Clocks are honest and count whole seconds, and a block is dated after the median of the eleven before it, as the rules
 * ask. All blocks are kept, for the algorithm to look back at: about 100 bytes each.
 */
import {
  bitsToTarget,
  medianTimePast,
  nextBits,
  UNCHECKED,
  workOfBits,
  type DifficultySetting,
  type HeaderContext,
} from '../consensus/index.ts';
import { assertInteger, assertObject, describe } from '../primitives/index.ts';
import { bitsChangeTime } from './bits-over-time.ts';
import {
  assertScenario,
  baseRate,
  rateStretch,
  type HashRateScenario,
  type RateQuestion,
} from './hash-rate-scenario.ts';

/** What is simulated. */
export interface DifficultySimulationOptions {
  /** The algorithm and the numbers that it reads: a network, or `{ powLimit, targetSpacing, targetTimespan, difficulty }`. */
  readonly params: DifficultySetting;
  /** The hash rate in the course of the run. */
  readonly scenario: HashRateScenario;
  /** How many blocks are mined, 1 to 2^31 - 1. */
  readonly blocks: number;
  /** The bits of genesis and of all blocks before the first one that is mined. */
  readonly initialBits: number;
  /** A uniform number from 0 to below 1 at each call: `seededRandom(1)`. One that is always 1 - 1/e takes luck away. */
  readonly random: () => number;
  /**
   * How many blocks stand before the first one that is mined, genesis included, each one spacing after the other: an
   * algorithm with a window begins with that window. @default 1, genesis alone
   */
  readonly history?: number;
  /** The time of genesis, seconds since 1970. @default 1231006505, that of Bitcoin */
  readonly startTime?: number;
}

/** One block that was mined. */
export interface SimulatedBlock {
  /** Its height in the simulated chain. */
  readonly height: number;
  /** As its header says, seconds since 1970. */
  readonly time: number;
  /** Its compact target. */
  readonly bits: number;
  /** As explorers show it: how many times harder than bits 1d00ffff. */
  readonly difficulty: number;
  /** Hashes per second at the moment when it was found. */
  readonly hashRate: number;
  /** How long it was mined, seconds, not rounded. */
  readonly solveTime: number;
  /** Its work as a part of what the hash rate does in the target spacing: above 1 it is too hard, below too easy. */
  readonly relativeWork: number;
}

/** The target of difficulty 1. */
const DIFFICULTY_1_TARGET = 0xffff * 2 ** 208;

/** How many times harder than bits 1d00ffff these bits are, as explorers show it; Infinity for bits that allow no hash. */
export function difficultyOfBits(bits: number): number {
  const { target, negative, overflow } = bitsToTarget(bits);
  return negative || overflow ? Infinity : DIFFICULTY_1_TARGET / Number(target);
}

/** A chain that holds no more than algorithms look at. */
class VirtualChain {
  readonly #blocks: HeaderContext[] = [];

  get tip(): HeaderContext {
    return this.#blocks.at(-1)!;
  }

  push(time: number, bits: number): HeaderContext {
    const blocks = this.#blocks;
    const block = new VirtualBlock(blocks, time, bits);
    blocks.push(block);
    return block;
  }
}

class VirtualBlock implements HeaderContext {
  readonly height: number;
  readonly version = 0x20000000;
  readonly time: number;
  readonly bits: number;
  readonly #blocks: readonly HeaderContext[];

  constructor(blocks: readonly HeaderContext[], time: number, bits: number) {
    this.height = blocks.length;
    this.time = time;
    this.bits = bits;
    this.#blocks = blocks;
  }

  ancestor(height: number): HeaderContext | undefined {
    return this.#blocks[height];
  }
}

/**
 * Mines block after block, each when it is asked for.
 * @throws TypeError, RangeError for a malformed option, before the first block
 * @throws RangeError where the simulation cannot go on: its time leaves what a header can hold, or its algorithm asks for
 * bits that no hash meets
 */
export function simulateDifficulty(options: DifficultySimulationOptions): Generator<SimulatedBlock, void, undefined> {
  assertObject('options', options);
  const { params, scenario, blocks, initialBits, random, history = 1, startTime = 1231006505 } = options;
  assertObject('params', params);
  assertScenario(scenario);
  assertInteger('blocks', blocks, 1, 0x7fffffff);
  assertInteger('initialBits', initialBits, 0, 0xffffffff);
  const { target, negative, overflow } = bitsToTarget(initialBits);
  if (negative || overflow || target === 0n || target > params.powLimit)
    throw new RangeError(`initialBits: expected bits of a target within powLimit, got 0x${initialBits.toString(16)}`);
  if (typeof random !== 'function') throw new TypeError(`random: expected a function, got ${describe(random)}`);
  assertInteger('history', history, 1, 1_000_000);
  assertInteger('startTime', startTime, 0, 0xffffffff);
  return mineBlocks({ params, scenario, blocks, initialBits, random, history, startTime });
}

function* mineBlocks(options: Required<DifficultySimulationOptions>): Generator<SimulatedBlock, void, undefined> {
  const { params, scenario, blocks, initialBits, random, history, startTime } = options;
  const spacing = params.targetSpacing;
  const chain = new VirtualChain();
  for (let i = 0; i < history; i++) chain.push(startTime + i * spacing, initialBits);
  const origin = chain.tip.time;
  const latest = 0xffffffff - origin;
  /** Seconds since the last block of the history, with fractions. */
  let clock = 0;

  for (let block = 1; block <= blocks; block++) {
    const parent = chain.tip;
    const earliest = (medianTimePast(parent) as number) + 1;
    const headerTime = (seconds: number): number => Math.max(origin + Math.floor(seconds), earliest);
    const begun = clock;
    let shares = -Math.log(1 - random());
    for (;;) {
      const bits = requiredBits(params, parent, headerTime(clock));
      const work = Number(workOfBits(bits));
      const relativeWork = work / (baseRate(scenario) * spacing);
      const search = (until: number): Progress =>
        hash(scenario, { seconds: clock, block, relativeWork }, shares * work, until);
      const found = search(latest);
      if (found.missing > 0 || headerTime(found.seconds) > 0xffffffff)
        throw new RangeError(
          `blocks: expected an end before 2106-02-07, which is the last day of headers, got ${blocks}`,
        );
      // the algorithm may ask for other bits by now, as the 20-minute rule does: these held until then
      const change = bitsChangeTime(params, parent, headerTime(clock), headerTime(found.seconds));
      if (change === undefined) {
        clock = found.seconds;
        const { hashRate } = found;
        const { height, time } = chain.push(headerTime(clock), bits);
        const difficulty = difficultyOfBits(bits);
        const solveTime = clock - begun;
        yield { height, time, bits, difficulty, hashRate, solveTime, relativeWork: work / (hashRate * spacing) };
        break;
      }
      shares = search(change - origin).missing / work;
      clock = change - origin;
    }
  }
}

function requiredBits(params: DifficultySetting, parent: HeaderContext, time: number): number {
  const bits = nextBits(params, parent, time);
  if (bits === UNCHECKED || workOfBits(bits) === 0n) {
    const got = bits === UNCHECKED ? bits : `0x${bits.toString(16)}`;
    throw new RangeError(`params.difficulty: expected bits of a target at height ${parent.height + 1}, got ${got}`);
  }
  return bits;
}

/** How far a search came. */
interface Progress {
  /** When it ended. */
  readonly seconds: number;
  /** At its end. */
  readonly hashRate: number;
  /** Hashes that could not be done until then. */
  readonly missing: number;
}

/** Does so many hashes from a moment on, as far as it gets until another. */
function hash(scenario: HashRateScenario, question: RateQuestion, hashes: number, until: number): Progress {
  let { seconds } = question;
  let missing = hashes;
  for (;;) {
    const { hashRate, slope, end } = rateStretch(scenario, { ...question, seconds });
    const span = Math.min(end, until) - seconds;
    const possible = hashRate * span + (slope * span * span) / 2;
    if (possible >= missing) {
      const root = Math.sqrt(Math.max(0, hashRate * hashRate + 2 * slope * missing));
      const duration = missing === 0 ? 0 : (2 * missing) / (hashRate + root);
      return { seconds: seconds + duration, hashRate: hashRate + slope * duration, missing: 0 };
    }
    missing -= possible;
    seconds += span;
    if (end >= until) return { seconds: until, hashRate: hashRate + slope * span, missing };
    seconds = end;
  }
}
