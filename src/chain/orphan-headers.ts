/**
 * Headers whose parent is not known yet, kept until it comes.
 *
 * Threat: anyone can send headers that hang on nothing. Each must have the proof of work that its own bits claim before
 * it comes here, but a claim may be as cheap as the network allows. So their number is bounded, and when it is reached
 * the oldest goes. Memory: about 500 bytes each.
 */

/** One header that waits. */
interface OrphanHeader {
  /** 80 bytes. */
  readonly header: Uint8Array;
  /** 32 bytes, wire order. */
  readonly hash: Uint8Array;
  /** Display order. */
  readonly hashHex: string;
  /** Display order. */
  readonly prevHashHex: string;
}

/** A bounded pool. */
export class OrphanHeaders {
  readonly #maximum: number;
  /** By their own hash, the oldest first. */
  readonly #orphans = new Map<string, OrphanHeader>();
  /** Hashes of those that wait for the same parent. */
  readonly #waiting = new Map<string, Set<string>>();

  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  get size(): number {
    return this.#orphans.size;
  }

  has(hashHex: string): boolean {
    return this.#orphans.has(hashHex);
  }

  /** Takes one in, at the cost of the oldest when the pool is full. False when it is there already. */
  add(orphan: OrphanHeader): boolean {
    if (this.#orphans.has(orphan.hashHex)) return false;
    this.#orphans.set(orphan.hashHex, orphan);
    const siblings = this.#waiting.get(orphan.prevHashHex);
    if (siblings === undefined) this.#waiting.set(orphan.prevHashHex, new Set([orphan.hashHex]));
    else siblings.add(orphan.hashHex);
    if (this.#orphans.size > this.#maximum) for (const oldest of this.#orphans.values()) return this.#remove(oldest);
    return true;
  }

  /** Takes out the first that waits for a header. */
  takeChildOf(hashHex: string): OrphanHeader | undefined {
    for (const child of this.#waiting.get(hashHex) ?? []) return this.take(child);
    return undefined;
  }

  /** Takes one out, if it is there. */
  take(hashHex: string): OrphanHeader | undefined {
    const orphan = this.#orphans.get(hashHex);
    if (orphan !== undefined) this.#remove(orphan);
    return orphan;
  }

  #remove(orphan: OrphanHeader): true {
    this.#orphans.delete(orphan.hashHex);
    const siblings = this.#waiting.get(orphan.prevHashHex)!;
    siblings.delete(orphan.hashHex);
    if (siblings.size === 0) this.#waiting.delete(orphan.prevHashHex);
    return true;
  }
}
