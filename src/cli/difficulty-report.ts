/** A simulation of a difficulty algorithm as text. */
import type { DifficultyStep, DifficultySummary, SimulatedBlock } from '../simulation/index.ts';
import { formatBits, formatCount, formatHashRate, formatSeconds, formatSignificant } from './format.ts';

/** Lines of the table. */
const ROWS = 20;

/** At most `ROWS` lines, each for as many blocks: where they end, and how long they took. */
export function simulationTable(blocks: readonly SimulatedBlock[]): string[] {
  const size = Math.ceil(blocks.length / ROWS);
  const rows = [['to height', 'after', 'bits', 'difficulty', 'hash rate', 'mean solve time', 'of what fits']];
  let elapsed = 0;
  for (let from = 0; from < blocks.length; from += size) {
    const part = blocks.slice(from, from + size);
    const last = part.at(-1)!;
    const seconds = part.reduce((sum, { solveTime }) => sum + solveTime, 0);
    elapsed += seconds;
    rows.push([
      formatCount(last.height),
      formatSeconds(elapsed),
      formatBits(last.bits),
      formatSignificant(last.difficulty),
      formatHashRate(last.hashRate),
      formatSeconds(seconds / part.length),
      formatSignificant(Number(last.relativeWork.toPrecision(3))),
    ]);
  }
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => row.map((cell, column) => cell.padStart(widths[column]!)).join('  '));
}

/** What a run comes to, name and text. */
export function summaryRows(summary: DifficultySummary, targetSpacing: number): [string, string][] {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  const { step, longestGap } = summary;
  return [
    ['mean spacing', `${formatSeconds(summary.meanSpacing)}, aimed at ${formatSeconds(targetSpacing)}`],
    ['sd of ln D', summary.sdLnDifficulty.toFixed(4)],
    ['longest gap', `${formatSeconds(longestGap.seconds)}, before height ${formatCount(longestGap.height)}`],
    ['quick, slow', `${percent(summary.quick)} of blocks in less than the spacing, ${percent(summary.slow)} in more`],
    [
      'easy, hard',
      `${percent(summary.tooEasy)} of blocks 5 % easier than fits, ${percent(summary.tooHard)} 5 % harder`,
    ],
    ...(step ? [['step', stepText(step)] as [string, string]] : []),
  ];
}

function stepText({ height, factor, settledAfter }: DifficultyStep): string {
  const when = settledAfter === null ? 'never' : `after ${formatCount(settledAfter)} blocks`;
  const rate = `${formatSignificant(factor)} times the hash rate from height ${formatCount(height)} on`;
  return `${rate}; difficulty within 5 % of what fits ${when}`;
}
