/**
 * A chain of headers that stays as it was while it is read, although a transaction of IndexedDB ends by itself as soon as
 * nobody asks it for something, and a caller may think for long between two items.
 *
 * The store is the only one that writes. So before it changes pages that a reader has still to read, it hands them to the
 * reader as they are, in the transaction that changes them. A reader that nothing overtakes holds one item in memory; one
 * that is overtaken by a reorg or a rollback holds besides, at 88 bytes a header, the headers it has still to read from
 * there on. What is appended above the last height that it wants costs nothing. An iterator that is dropped half-way, not
 * ended by `return`, is remembered until the store is closed.
 */
import { concatBytes } from '../primitives/index.ts';
import { result, type Transaction } from './indexeddb-database.ts';
import { decodePage, headersOf, HEADERS_PER_PAGE, pageOf, type Page } from './indexeddb-layout.ts';

/** Pages that are read with one request: 1,024 headers. */
const PAGES_PER_ITEM = 4;

export class HeaderReader {
  readonly #from: number;
  readonly #to: number;
  #nextPage: number;
  /** As they were, from the moment on when they changed. Undefined for one that could not be read. */
  readonly #kept = new Map<number, Page | undefined>();

  /** Reads from one height to another, both included and both stored. */
  constructor(from: number, to: number) {
    this.#from = from;
    this.#to = to;
    this.#nextPage = pageOf(from);
  }

  get isDone(): boolean {
    return this.#nextPage > pageOf(this.#to);
  }

  /** Keeps what is about to change, which is `first` and all heights above. */
  async keep({ pages }: Transaction, first: number): Promise<void> {
    if (first > this.#to || this.isDone) return;
    const wanted = IDBKeyRange.bound(Math.max(pageOf(first), this.#nextPage), pageOf(this.#to));
    for (const [number, page] of await readPages(pages, wanted)) {
      // what was kept before is older, and right
      if (!this.#kept.has(number)) this.#kept.set(number, page);
    }
  }

  /** The next headers; undefined when one of them is not what was written. */
  async read({ pages }: Transaction): Promise<Uint8Array | undefined> {
    const last = Math.min(this.#nextPage + PAGES_PER_ITEM - 1, pageOf(this.#to));
    const stored = await readPages(pages, IDBKeyRange.bound(this.#nextPage, last));
    const headers: Uint8Array[] = [];
    for (; this.#nextPage <= last; this.#nextPage++) {
      const number = this.#nextPage;
      const page = this.#kept.has(number) ? this.#kept.get(number) : stored.get(number);
      const wanted = Math.min(this.#to, (number + 1) * HEADERS_PER_PAGE - 1);
      if (page === undefined || page.last < wanted) return undefined;
      headers.push(headersOf(page, this.#from, this.#to));
      this.#kept.delete(number);
    }
    return concatBytes(...headers);
  }
}

async function readPages(pages: IDBObjectStore, range: IDBKeyRange): Promise<Map<number, Page | undefined>> {
  const keys = await result(pages.getAllKeys(range));
  const values: unknown[] = await result(pages.getAll(range));
  return new Map(keys.map((key, i) => [Number(key), decodePage(values[i], Number(key))]));
}
