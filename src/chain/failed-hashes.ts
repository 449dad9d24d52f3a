/**
 * The headers that were refused for ever, so that they and what is built on them are refused at once.
 *
 * Only headers whose proof of work is right get here, so filling the memory costs real work; it is bounded all the
 * same, and forgets the oldest. A header forgotten is judged anew, to the same end.
 *
 * Bitcoin Core remembers blocks that failed, and forgets headers that failed on their own: it judges such a header again
 * each time, and calls the parent of its children unknown (`prev-blk-not-found`), where this says `duplicate-invalid`
 * and `bad-prevblk`. What is refused is the same.
 */

/** How many are remembered. */
export const FAILED_HASHES_KEPT = 10_000;

/** A bounded set of hashes, display order. */
export class FailedHashes {
  readonly #hashes = new Set<string>();

  has(hashHex: string): boolean {
    return this.#hashes.has(hashHex);
  }

  add(hashHex: string): void {
    this.#hashes.add(hashHex);
    if (this.#hashes.size <= FAILED_HASHES_KEPT) return;
    const [oldest] = this.#hashes;
    this.#hashes.delete(oldest!);
  }
}
