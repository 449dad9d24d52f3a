/**
 * A simulation as a picture: difficulty and solve times over height, both on logarithmic axes.
 *
 * The hash rate stands in the upper panel as the difficulty that fits it, dashed, with its own axis on the right: where
 * the two lines meet, blocks come on time. The ground is painted, so that the picture is the same on light and dark pages.
 * However many blocks there are, no more is drawn than columns can show.
 */
import type { SimulatedBlock } from '../simulation/index.ts';
import { formatCount, formatSignificant } from './format.ts';
import { linearTicks, logarithmicTicks } from './plot-ticks.ts';

/** What is drawn. */
export interface DifficultyPlotOptions {
  readonly title: string;
  /** At least one. */
  readonly blocks: readonly SimulatedBlock[];
  /** Seconds. */
  readonly targetSpacing: number;
}

const INK = '#111111';
const PAPER = '#ffffff';
const FAINT = '#767676';
const DIFFICULTY = '#0b57d0';
const RATE = '#b3261e';

const WIDTH = 960;
const LEFT = 84;
const RIGHT = 96;
const PANEL = WIDTH - LEFT - RIGHT;
const UPPER = { top: 76, height: 240 } as const;
const LOWER = { top: 366, height: 180 } as const;
const HEIGHT = 604;

/** Blocks beyond this number share columns. */
const MAX_MARKS = 1440;

/** Points of the line of mean solve times. */
const MEANS = 48;

/** Solve times below this part of the spacing are drawn at it. */
const SHORTEST = 1e-3;

/** Values of consecutive blocks. */
interface Column {
  readonly first: SimulatedBlock;
  readonly blocks: readonly SimulatedBlock[];
}

/** Where a value lies in a panel, in pixels from the top of the picture. */
type Scale = (value: number) => number;

/** The picture. */
export function renderDifficultyPlot({ title, blocks, targetSpacing }: DifficultyPlotOptions): string {
  const first = blocks[0]!.height;
  const last = blocks.at(-1)!.height;
  const x: Scale = (height) => LEFT + (PANEL * (height - first + 0.5)) / (last - first + 1);
  const columns = inColumns(blocks, MAX_MARKS);

  const fitting = ({ difficulty, relativeWork }: SimulatedBlock): number => difficulty / relativeWork;
  const difficulties = columns.flatMap(({ blocks: part }) => extremes(part, (block) => block.difficulty));
  const rates = columns.flatMap(({ blocks: part }) => extremes(part, fitting));
  const upper = logarithmicTicks([...difficulties, ...rates].map(([, value]) => value));
  const upperY = logarithmicScale(upper, UPPER);
  // the same place on both axes: the hash rate that the difficulty on the left fits
  const ratePerDifficulty = blocks[0]!.hashRate / fitting(blocks[0]!);

  const shortest = SHORTEST * targetSpacing;
  const times = blocks.map(({ solveTime }) => Math.max(solveTime, shortest));
  const lower = logarithmicTicks([targetSpacing, ...extremesOf(times)]);
  const lowerY = logarithmicScale(lower, LOWER);

  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img"`,
    `  font-family="system-ui, sans-serif" font-size="12" fill="${INK}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="${PAPER}"/>`,
    text(LEFT, 28, title, 'font-size="16" font-weight="bold"'),
    key(LEFT, 'difficulty', `stroke="${DIFFICULTY}" stroke-width="1.5"`),
    key(LEFT + 110, 'what fits the hash rate', `stroke="${RATE}" stroke-width="1.5" stroke-dasharray="6 4"`),
    ...upper.map((value) => gridLine(upperY(value), short(value))),
    ...upper.map((value) =>
      text(WIDTH - RIGHT + 6, upperY(value) + 4, `${short(value * ratePerDifficulty)}H/s`, `fill="${RATE}"`),
    ),
    ...lower.map((value) => gridLine(lowerY(value), short(value))),
    ...linearTicks(first, last).flatMap((height) => heightTick(x(height), height)),
    axisName(20, UPPER, 'difficulty'),
    axisName(WIDTH - 12, UPPER, 'hash rate'),
    axisName(20, LOWER, 'solve time, s'),
    text(LEFT + PANEL / 2, HEIGHT - 14, 'height', 'text-anchor="middle"'),
    frame(UPPER),
    frame(LOWER),
    line(rates, x, upperY, `stroke="${RATE}" stroke-width="1.5" stroke-dasharray="6 4"`),
    line(difficulties, x, upperY, `stroke="${DIFFICULTY}" stroke-width="1.5"`),
    ...columns.map((column) => solveTimeMark(column, x, lowerY, shortest)),
    `<line x1="${LEFT}" x2="${LEFT + PANEL}" y1="${place(lowerY(targetSpacing))}" y2="${place(lowerY(targetSpacing))}" stroke="${INK}"/>`,
    text(LEFT + PANEL + 6, lowerY(targetSpacing) + 4, 'target'),
    line(means(blocks, shortest), x, lowerY, `stroke="${RATE}" stroke-width="1.5"`),
    text(LEFT + 6, LOWER.top - 8, 'solve time of each block; line: mean over a stretch of blocks'),
    '</svg>',
  ].join('\n')}\n`;
}

function inColumns(blocks: readonly SimulatedBlock[], most: number): Column[] {
  const size = Math.ceil(blocks.length / most);
  const columns: Column[] = [];
  for (let from = 0; from < blocks.length; from += size) {
    columns.push({ first: blocks[from]!, blocks: blocks.slice(from, from + size) });
  }
  return columns;
}

/** The least and the greatest value of some blocks with their heights, in the order of heights. */
function extremes(blocks: readonly SimulatedBlock[], valueOf: (block: SimulatedBlock) => number): [number, number][] {
  let [least, most] = [blocks[0]!, blocks[0]!];
  for (const block of blocks) {
    if (valueOf(block) < valueOf(least)) least = block;
    if (valueOf(block) > valueOf(most)) most = block;
  }
  const ends = least.height <= most.height ? [least, most] : [most, least];
  return (least === most ? [least] : ends).map((block) => [block.height, valueOf(block)]);
}

function extremesOf(values: readonly number[]): [number, number] {
  let [least, most] = [Infinity, 0];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}

/** Mean solve times of stretches of blocks, at the middle of each. */
function means(blocks: readonly SimulatedBlock[], shortest: number): [number, number][] {
  return inColumns(blocks, MEANS).map(({ first, blocks: part }) => [
    first.height + (part.length - 1) / 2,
    Math.max(part.reduce((sum, { solveTime }) => sum + solveTime, 0) / part.length, shortest),
  ]);
}

function logarithmicScale(ticks: readonly number[], { top, height }: { top: number; height: number }): Scale {
  const [low, high] = [Math.log(ticks[0]!), Math.log(ticks.at(-1)!)];
  return (value) => top + height - (height * (Math.log(value) - low)) / (high - low);
}

function solveTimeMark({ first, blocks }: Column, x: Scale, y: Scale, shortest: number): string {
  const [least, most] = extremesOf(blocks.map(({ solveTime }) => Math.max(solveTime, shortest)));
  const at = place(x(first.height));
  if (blocks.length === 1) return `<circle cx="${at}" cy="${place(y(least))}" r="1.3" fill="${FAINT}"/>`;
  return `<line x1="${at}" x2="${at}" y1="${place(y(most))}" y2="${place(y(least))}" stroke="${FAINT}" stroke-width="0.5"/>`;
}

function line(points: readonly (readonly [number, number])[], x: Scale, y: Scale, attributes: string): string {
  const path = points.map(([height, value]) => `${place(x(height))},${place(y(value))}`).join(' ');
  return `<polyline points="${path}" fill="none" ${attributes}/>`;
}

function gridLine(y: number, label: string): string {
  const lineAt = `<line x1="${LEFT}" x2="${LEFT + PANEL}" y1="${place(y)}" y2="${place(y)}" stroke="${INK}" stroke-width="0.3"/>`;
  return `${lineAt}\n${text(LEFT - 6, y + 4, label, 'text-anchor="end"')}`;
}

function heightTick(x: number, height: number): string[] {
  const bottom = LOWER.top + LOWER.height;
  return [
    ...[UPPER, LOWER].map(
      (panel) =>
        `<line x1="${place(x)}" x2="${place(x)}" y1="${panel.top}" y2="${panel.top + panel.height}" stroke="${INK}" stroke-width="0.3"/>`,
    ),
    text(x, bottom + 16, formatCount(height), 'text-anchor="middle"'),
  ];
}

function frame({ top, height }: { top: number; height: number }): string {
  return `<rect x="${LEFT}" y="${top}" width="${PANEL}" height="${height}" fill="none" stroke="${INK}"/>`;
}

function key(x: number, name: string, attributes: string): string {
  return `<line x1="${x}" x2="${x + 28}" y1="52" y2="52" ${attributes}/>\n${text(x + 34, 56, name)}`;
}

function axisName(x: number, { top, height }: { top: number; height: number }, name: string): string {
  const y = top + height / 2;
  return text(x, y, name, `text-anchor="middle" transform="rotate(-90 ${x} ${y})"`);
}

/** A figure in short: `1,600` as it is, `7.16 T` for a trillion, small and huge ones with a power of ten. */
function short(value: number): string {
  const prefixes = ['', ' k', ' M', ' G', ' T', ' P', ' E', ' Z'];
  const power = value < 1e4 ? 0 : Math.floor(Math.log10(value) / 3 + 1e-9);
  const prefix = prefixes[power];
  return prefix === undefined
    ? value.toExponential(2)
    : `${formatSignificant(Number((value / 1000 ** power).toPrecision(3)))}${prefix}`;
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${place(x)}" y="${place(y)}"${attributes === '' ? '' : ` ${attributes}`}>${escaped(content)}</text>`;
}

/** A coordinate with one decimal. */
function place(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
