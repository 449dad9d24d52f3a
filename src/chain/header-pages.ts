/**
 * The bytes of many headers, in few buffers: 80 bytes that are a `Uint8Array` of their own take about 350 in V8.
 */
import { copyBytes, HEADER_SIZE_BYTES } from '../primitives/index.ts';

/** 20 kB a page: little for a chain of one header, few pages for a long one. */
const HEADERS_PER_PAGE = 256;

/** Where the bytes of a header are kept. Nobody changes a page but to add behind what it holds. */
export interface PageSlot {
  readonly page: Uint8Array;
  readonly offset: number;
}

/** Takes headers in; nothing is ever taken out. */
export class HeaderPages {
  #page = new Uint8Array(0);
  #end = 0;

  add(header: Uint8Array): PageSlot {
    if (this.#end === this.#page.length) {
      this.#page = new Uint8Array(HEADERS_PER_PAGE * HEADER_SIZE_BYTES);
      this.#end = 0;
    }
    const slot = { page: this.#page, offset: this.#end };
    this.#page.set(header, this.#end);
    this.#end += HEADER_SIZE_BYTES;
    return slot;
  }
}

/** A copy of the header in a slot. */
export function headerIn({ page, offset }: PageSlot): Uint8Array {
  return copyBytes(page, offset, offset + HEADER_SIZE_BYTES);
}
