/** What a simulation of a difficulty algorithm comes to, in a few figures. */
import type { SimulatedBlock } from './difficulty-simulation.ts';

/** So near to what the hash rate warrants, a difficulty counts as right. */
const NEAR = 0.05;

/** The figures of a run. Seconds; shares from 0 to 1. */
export interface DifficultySummary {
  /** How many blocks the figures are of. */
  readonly blocks: number;
  /** All solve times together. */
  readonly seconds: number;
  /** Mean seconds between blocks. */
  readonly meanSpacing: number;
  /** The standard deviation of the natural logarithm of the difficulty, over all blocks. */
  readonly sdLnDifficulty: number;
  /** The block that took longest. */
  readonly longestGap: { readonly height: number; readonly seconds: number };
  /** Blocks that took less than the target spacing; of honest luck 63 % do. */
  readonly quick: number;
  /** Blocks that took more than the target spacing. */
  readonly slow: number;
  /** Blocks that were more than 5 % too easy for the hash rate that found them. */
  readonly tooEasy: number;
  /** Blocks that were more than 5 % too hard for the hash rate that found them. */
  readonly tooHard: number;
  /** Only where the hash rate changed once, in a step. */
  readonly step?: DifficultyStep;
}

/** How an algorithm followed a step of the hash rate. */
export interface DifficultyStep {
  /** The first block of the new hash rate. */
  readonly height: number;
  /** The new hash rate as a multiple of the old one. */
  readonly factor: number;
  /** Blocks from there to the first whose difficulty is within 5 % of what the new rate warrants; null: none was. */
  readonly settledAfter: number | null;
}

/**
 * The figures of the blocks of a run.
 * @param targetSpacing of the network, seconds
 * @throws RangeError for no blocks
 */
export function summarizeDifficulty(blocks: readonly SimulatedBlock[], targetSpacing: number): DifficultySummary {
  const [first] = blocks;
  if (first === undefined) throw new RangeError('blocks: expected at least one block, got none');
  let seconds = 0;
  let longest = first;
  let [quick, slow, tooEasy, tooHard] = [0, 0, 0, 0];
  // relative to the first, so that the squares of near values keep their digits
  let sum = 0;
  let squares = 0;
  for (const block of blocks) {
    seconds += block.solveTime;
    if (block.solveTime > longest.solveTime) longest = block;
    if (block.solveTime < targetSpacing) quick++;
    if (block.solveTime > targetSpacing) slow++;
    if (block.relativeWork < 1 - NEAR) tooEasy++;
    if (block.relativeWork > 1 + NEAR) tooHard++;
    const deviation = Math.log(block.difficulty / first.difficulty);
    sum += deviation;
    squares += deviation * deviation;
  }
  const count = blocks.length;
  const step = findStep(blocks);
  return {
    blocks: count,
    seconds,
    meanSpacing: seconds / count,
    sdLnDifficulty: Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2)),
    longestGap: { height: longest.height, seconds: longest.solveTime },
    quick: quick / count,
    slow: slow / count,
    tooEasy: tooEasy / count,
    tooHard: tooHard / count,
    ...(step && { step }),
  };
}

/** The only change of the hash rate. */
function findStep(blocks: readonly SimulatedBlock[]): DifficultyStep | undefined {
  const isChange = (block: SimulatedBlock, i: number): boolean => i > 0 && block.hashRate !== blocks[i - 1]!.hashRate;
  const at = blocks.findIndex(isChange);
  if (at === -1 || at !== blocks.findLastIndex(isChange)) return undefined;
  const settled = blocks.findIndex((block, i) => i >= at && Math.abs(block.relativeWork - 1) <= NEAR);
  return {
    height: blocks[at]!.height,
    factor: blocks[at]!.hashRate / blocks[at - 1]!.hashRate,
    settledAfter: settled === -1 ? null : settled - at,
  };
}
