/**
 * One header in the tree of headers, with a skip pointer so that any ancestor is found in O(log n) steps.
 *
 * The pointers are Bitcoin Core's (`CBlockIndex::pskip`), but counted from the root of the tree, so that a tree above an
 * anchor has all of them.
 */
import { workOfBits, type HeaderContext } from '../consensus/index.ts';
import { displayHexToHash, type Header } from '../primitives/index.ts';
import { headerIn, type PageSlot } from './header-pages.ts';
import { skipDepth } from './skip-depth.ts';

/** A header that was accepted. Its byte arrays are made when they are read: each read is a fresh copy. */
export interface ChainEntry extends HeaderContext {
  /** 32 bytes, wire order; a copy. */
  readonly hash: Uint8Array;
  /** 64 digits, display order. */
  readonly hashHex: string;
  /** 80 bytes; a copy. */
  readonly header: Uint8Array;
  /** Work of all headers from genesis, or from the anchor, up to this one, both included. */
  readonly chainWork: bigint;
  /** Undefined for genesis, or for the anchor. */
  readonly parent: ChainEntry | undefined;
  /**
   * The entry at a height on the way down from this one; itself at its own. Undefined below the anchor.
   * @throws RangeError for a height below 0 or above this entry's
   */
  ancestor(height: number): ChainEntry | undefined;
}

/** What an entry is made of. */
export interface EntryParts {
  readonly height: number;
  readonly header: Header;
  readonly hashHex: string;
  /** Where the bytes of the header are. */
  readonly slot: PageSlot;
  /** How many entries came before it. */
  readonly arrival: number;
  readonly parent: TreeEntry | undefined;
}

/** The entry as the tree keeps it. */
export class TreeEntry implements ChainEntry {
  readonly height: number;
  readonly version: number;
  readonly time: number;
  readonly bits: number;
  readonly hashHex: string;
  readonly chainWork: bigint;
  readonly parent: TreeEntry | undefined;
  readonly arrival: number;
  readonly #page: Uint8Array;
  readonly #offset: number;
  readonly #rootHeight: number;
  /** Undefined for the root only. */
  readonly #skip: TreeEntry | undefined;

  constructor({ height, header, hashHex, slot, arrival, parent }: EntryParts) {
    this.height = height;
    this.version = header.version;
    this.time = header.time;
    this.bits = header.bits;
    this.hashHex = hashHex;
    this.chainWork = (parent?.chainWork ?? 0n) + workOfBits(header.bits);
    this.parent = parent;
    this.arrival = arrival;
    this.#page = slot.page;
    this.#offset = slot.offset;
    this.#rootHeight = parent ? parent.#rootHeight : height;
    this.#skip = parent?.ancestor(this.#rootHeight + skipDepth(height - this.#rootHeight));
  }

  get hash(): Uint8Array {
    return displayHexToHash(this.hashHex);
  }

  get header(): Uint8Array {
    return headerIn({ page: this.#page, offset: this.#offset });
  }

  ancestor(height: number): TreeEntry | undefined {
    if (!(Number.isInteger(height) && height >= 0 && height <= this.height)) {
      throw new RangeError(`height: expected an integer from 0 to ${this.height}, got ${height}`);
    }
    if (height < this.#rootHeight) return undefined;
    let entry: TreeEntry = this;
    while (entry.height > height) entry = entry.#stepTowards(height);
    return entry;
  }

  /** True when one of the two is the other or an ancestor of it. */
  isOnOneChainWith(other: TreeEntry): boolean {
    return this.height < other.height ? other.ancestor(this.height) === this : this.ancestor(other.height) === other;
  }

  /** One step down, never below `height`. Skips, unless the parent's pointer is known to lead much further down. */
  #stepTowards(height: number): TreeEntry {
    const { parent } = this;
    const skip = this.#skip;
    if (parent === undefined || skip === undefined) return this;
    if (skip.height < height) return parent;
    const further = parent.#skip;
    const parentIsBetter =
      skip.height > height && further !== undefined && further.height >= height && further.height < skip.height - 2;
    return parentIsBetter ? parent : skip;
  }
}
