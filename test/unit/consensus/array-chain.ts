/** A chain over an array, for tests: the simplest holder of a `HeaderContext`. */
import type { HeaderContext } from '../../../src/consensus/index.ts';

export interface BlockFields {
  time: number;
  bits: number;
  version?: number;
}

/** Blocks from `lowest` up; what is below `lowest` is not known, and asking for what does not exist is an error. */
export class ArrayChain {
  readonly blocks: HeaderContext[] = [];
  readonly lowest: number;

  constructor(blocks: Iterable<BlockFields> = [], lowest: number = 0) {
    this.lowest = lowest;
    for (const block of blocks) this.push(block);
  }

  get tip(): HeaderContext {
    return this.blocks.at(-1)!;
  }

  at(height: number): HeaderContext {
    return this.blocks[height - this.lowest]!;
  }

  push({ time, bits, version = 0x20000000 }: BlockFields): HeaderContext {
    const { blocks, lowest } = this;
    const own = lowest + blocks.length;
    const block: HeaderContext = {
      height: own,
      version,
      time,
      bits,
      ancestor(height) {
        if (!Number.isInteger(height) || height < 0 || height > own)
          throw new Error(`no ancestor at ${height} of ${own}`);
        return blocks[height - lowest];
      },
    };
    blocks.push(block);
    return block;
  }
}

/** `count` blocks with the same bits, `spacing` seconds apart. */
export function steadyBlocks(
  count: number,
  bits: number,
  spacing: number = 600,
  start: number = 1_700_000_000,
): BlockFields[] {
  return Array.from({ length: count }, (_, i) => ({ time: start + i * spacing, bits }));
}
