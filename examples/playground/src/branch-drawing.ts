/** Where the blocks of two branches are drawn: a block is as wide as its work, so the longer branch has more of it. */
import type { BranchName, RaceBlock, RaceBranch } from './two-branches.ts';

/** A block on the drawing. Pixels. */
export interface DrawnBlock {
  readonly block: RaceBlock;
  readonly branch: BranchName | undefined;
  readonly isActive: boolean;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** The name fits into it. */
  readonly isNamed: boolean;
}

/** A line from a block to the next. */
export interface DrawnLink {
  readonly isActive: boolean;
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
}

export interface BranchDrawing {
  readonly width: number;
  readonly height: number;
  readonly blocks: readonly DrawnBlock[];
  readonly links: readonly DrawnLink[];
}

const BLOCK_HEIGHT = 36;
const ROW_Y: Readonly<Record<BranchName, number>> = { A: 8, B: 88 };
const GENESIS_Y = 48;
const GENESIS_WIDTH = 36;
const DRAWING_HEIGHT = 132;
const MARGIN = 2;
const MOST_PIXELS_A_WORK = 10;
const PIXELS_A_LETTER = 8;

/** @param width of the drawing, pixels; the blocks become narrow enough to fit */
export function drawBranches(genesis: RaceBlock, branches: readonly RaceBranch[], width: number): BranchDrawing {
  const gapCount = Math.max(1, ...branches.map(({ blocks }) => blocks.length));
  const room = width - GENESIS_WIDTH - 2 * MARGIN;
  // links are worth seeing, blocks more so
  const gap = Math.min(14, (0.35 * room) / gapCount);
  const mostWork = Math.max(1, ...branches.map(({ blocks }) => Number(workOf(blocks))));
  const pixels = Math.min(MOST_PIXELS_A_WORK, (room - gap * gapCount) / mostWork);
  const root = {
    block: genesis,
    branch: undefined,
    isActive: true,
    x: MARGIN,
    y: GENESIS_Y,
    width: GENESIS_WIDTH,
    height: BLOCK_HEIGHT,
    isNamed: true,
  };
  const drawn: DrawnBlock[] = [root];
  const links: DrawnLink[] = [];
  for (const { name, blocks, isActive } of branches) {
    let previous: DrawnBlock = root;
    for (const block of blocks) {
      const blockWidth = Math.max(1, Number(block.work) * pixels);
      const x = previous.x + previous.width + gap;
      const next = { block, branch: name, isActive, x, y: ROW_Y[name], width: blockWidth, height: BLOCK_HEIGHT };
      drawn.push({ ...next, isNamed: blockWidth >= PIXELS_A_LETTER * block.name.length });
      links.push({
        isActive,
        fromX: previous.x + previous.width,
        fromY: previous.y + BLOCK_HEIGHT / 2,
        toX: x,
        toY: next.y + BLOCK_HEIGHT / 2,
      });
      previous = drawn.at(-1)!;
    }
  }
  return { width, height: DRAWING_HEIGHT, blocks: drawn, links };
}

/** The drawing in words. */
export function describeDrawing(branches: readonly RaceBranch[]): string {
  const rows = branches.map(({ name, blocks, isActive }) => {
    const list = blocks.map((block) => `${block.name} ${block.weight}`).join(', ');
    return `Branch ${name}${isActive ? ', active' : ''}: ${list === '' ? 'no block' : list}.`;
  });
  return `Two branches on block 0, each block as wide as its work. ${rows.join(' ')}`;
}

function workOf(blocks: readonly RaceBlock[]): bigint {
  return blocks.reduce((sum, { work }) => sum + work, 0n);
}
