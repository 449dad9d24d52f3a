/** The chain with the most work, by height: what connects and disconnects when the tip moves. */
import type { TreeEntry } from './chain-entry.ts';

/** How the active chain changed. */
export interface TipChange<Entry> {
  /** The last entry that both chains have. */
  readonly forkPoint: Entry;
  /** What left the active chain, the old tip first. */
  readonly disconnected: readonly Entry[];
  /** What joined the active chain, the new tip last. */
  readonly connected: readonly Entry[];
}

/** The entries from the root to the tip. */
export class ActiveChain {
  /** By height above the root. */
  readonly #entries: TreeEntry[];
  readonly #rootHeight: number;

  constructor(root: TreeEntry) {
    this.#entries = [root];
    this.#rootHeight = root.height;
  }

  get tip(): TreeEntry {
    return this.#entries.at(-1)!;
  }

  get root(): TreeEntry {
    return this.#entries[0]!;
  }

  get rootHeight(): number {
    return this.#rootHeight;
  }

  at(height: number): TreeEntry | undefined {
    return this.#entries[height - this.#rootHeight];
  }

  /** Makes an entry of the same tree the tip. */
  moveTo(tip: TreeEntry): TipChange<TreeEntry> {
    const connected: TreeEntry[] = [];
    let forkPoint = tip;
    while (this.at(forkPoint.height) !== forkPoint) {
      connected.push(forkPoint);
      // The root is in every chain, so the walk ends before a parent is missing.
      forkPoint = forkPoint.parent!;
    }
    connected.reverse();
    const disconnected = this.#entries.splice(forkPoint.height - this.#rootHeight + 1).reverse();
    for (const entry of connected) this.#entries.push(entry);
    return { forkPoint, disconnected, connected };
  }
}
