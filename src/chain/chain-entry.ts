/**
 * One header in the tree of headers, with a skip pointer so that any ancestor is found in O(log n) steps.
 *
 * The pointers are Bitcoin Core's (`CBlockIndex::pskip`), but counted from the root of the tree, so that a tree above an
 * anchor has all of them.
 */
import { workOfBits, type HeaderContext } from '../consensus/index.ts';
import { hashToDisplayHex, type Header } from '../primitives/index.ts';
import { skipDepth } from './skip-depth.ts';

/** A header that was accepted. Its byte arrays are shared by all who read them: do not change them. */
export interface ChainEntry extends HeaderContext {
  /** 32 bytes, wire order. */
  readonly hash: Uint8Array;
  /** 64 digits, display order. */
  readonly hashHex: string;
  /** 80 bytes. */
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
  readonly bytes: Uint8Array;
  readonly header: Header;
  readonly hash: Uint8Array;
  readonly parent: TreeEntry | undefined;
}

/** The entry as the tree keeps it. */
export class TreeEntry implements ChainEntry {
  readonly height: number;
  readonly version: number;
  readonly time: number;
  readonly bits: number;
  readonly hash: Uint8Array;
  readonly hashHex: string;
  readonly header: Uint8Array;
  readonly chainWork: bigint;
  readonly parent: TreeEntry | undefined;
  readonly #rootHeight: number;
  /** Undefined for the root only. */
  readonly #skip: TreeEntry | undefined;

  constructor({ height, bytes, header, hash, parent }: EntryParts) {
    this.height = height;
    this.version = header.version;
    this.time = header.time;
    this.bits = header.bits;
    this.hash = hash;
    this.hashHex = hashToDisplayHex(hash);
    this.header = bytes;
    this.chainWork = (parent?.chainWork ?? 0n) + workOfBits(header.bits);
    this.parent = parent;
    this.#rootHeight = parent ? parent.#rootHeight : height;
    this.#skip = parent?.ancestor(this.#rootHeight + skipDepth(height - this.#rootHeight));
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
