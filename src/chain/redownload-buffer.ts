/**
 * A ring of whole headers: those that came a second time and wait until enough others stand above them.
 *
 * All 80 bytes of each: without the hash of the parent it would be 48, but then every header would have to be hashed
 * once more on its way out.
 */
import { HEADER_SIZE_BYTES } from '../primitives/index.ts';

/** First in, first out; allocated once, for all it may ever hold. */
export class RedownloadBuffer {
  readonly #ring: Uint8Array;
  /** Byte where the oldest header stands. */
  #head = 0;
  #usedBytes = 0;

  /** @param capacity headers */
  constructor(capacity: number) {
    this.#ring = new Uint8Array(capacity * HEADER_SIZE_BYTES);
  }

  /** Headers in it. */
  get size(): number {
    return this.#usedBytes / HEADER_SIZE_BYTES;
  }

  /** Its memory, full or not. */
  get sizeBytes(): number {
    return this.#ring.length;
  }

  /** @param headers n * 80 bytes, not more than there is room for */
  push(headers: Uint8Array): void {
    const room = this.#ring.length;
    const tail = (this.#head + this.#usedBytes) % room;
    const first = Math.min(headers.length, room - tail);
    this.#ring.set(headers.subarray(0, first), tail);
    this.#ring.set(headers.subarray(first), 0);
    this.#usedBytes += headers.length;
  }

  /** Takes the oldest out: a copy of count * 80 bytes. `count` is not more than there are. */
  take(count: number): Uint8Array {
    const headers = new Uint8Array(count * HEADER_SIZE_BYTES);
    const first = Math.min(headers.length, this.#ring.length - this.#head);
    headers.set(this.#ring.subarray(this.#head, this.#head + first));
    headers.set(this.#ring.subarray(0, headers.length - first), first);
    this.#head = (this.#head + headers.length) % this.#ring.length;
    this.#usedBytes -= headers.length;
    return headers;
  }
}
