/**
 * A queue of single bits, eight to a byte: what is kept of a chain of headers while its work is counted.
 *
 * In pages, so that it grows by a page and not by half its size, and what was read is given back.
 */

/** 4096 bits: 2.6 million headers of mainnet. */
const PAGE_BYTES = 512;
const PAGE_BITS = PAGE_BYTES * 8;

/** First in, first out. */
export class CommitmentQueue {
  readonly #pages: Uint8Array[] = [];
  /** Where the next bit is read, in the first page. */
  #head = 0;
  #size = 0;

  /** How many bits are in it. */
  get size(): number {
    return this.#size;
  }

  /** The memory of its pages: an eighth of the most bits it held, and two pages at most. */
  get sizeBytes(): number {
    return this.#pages.length * PAGE_BYTES;
  }

  push(bit: number): void {
    const at = this.#head + this.#size++;
    if (at === this.#pages.length * PAGE_BITS) this.#pages.push(new Uint8Array(PAGE_BYTES));
    const page = this.#pages[Math.floor(at / PAGE_BITS)]!;
    page[(at % PAGE_BITS) >> 3]! |= (bit & 1) << (at & 7);
  }

  /** Takes the oldest bit out; undefined when there is none. */
  shift(): number | undefined {
    if (this.#size === 0) return undefined;
    const bit = (this.#pages[0]![this.#head >> 3]! >> (this.#head & 7)) & 1;
    this.#size--;
    if (++this.#head === PAGE_BITS) {
      this.#pages.shift();
      this.#head = 0;
    }
    return bit;
  }
}
