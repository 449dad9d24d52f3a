/** Which heights a store holds. */
import type { ChainStore } from '../store/index.ts';

/** Heights of a chain, both included. */
export interface StoredHeights {
  /** 0, or the height of the anchor. */
  readonly lowest: number;
  /** The height of the last record. */
  readonly tip: number;
}

/** The heights that a store holds; undefined while it is empty. Reads a record for each halving of the tip's height. */
export async function storedHeights(store: ChainStore): Promise<StoredHeights | undefined> {
  const top = await store.tip();
  if (top === undefined) return undefined;
  let below = -1;
  let lowest = top.height;
  // nearly every chain begins at height 0
  for (let height = 0; lowest - below > 1; height = Math.floor((below + lowest) / 2)) {
    if ((await store.body(height)) === undefined) below = height;
    else lowest = height;
  }
  return { lowest, tip: top.height };
}
