/**
 * The tree of all headers that passed the rules, and which of its chains is the best.
 *
 * The chain knows no rule: it hashes, finds the parent, asks consensus in Bitcoin Core's order (alone, in the chain, in
 * context) and keeps what passed. The best chain is the one with the most work; of two with the same, the one that
 * was seen first (Bitcoin Core's CBlockIndexWorkComparator).
 *
 * Memory: about 370 bytes a header (measured on 50,000 headers of mainnet in Node 24 after garbage collection, 282 of
 * them on the JavaScript heap), so a chain of a million headers takes 370 MB. Nothing is ever dropped, and there is no
 * bound on branches: on top of an early header of a chain, where the work was low, anyone can make as many as he likes.
 * Whoever feeds the chain from peers that are not trusted must bound what they send before it comes here.
 */
import {
  checkHeader,
  checkHeaderInChain,
  checkHeaderInContext,
  type HeaderVerdict,
  type NetworkParams,
  type Reject,
  type RejectId,
} from '../consensus/index.ts';
import {
  assertBytes,
  assertInteger,
  assertObject,
  assertWholeHeaders,
  decodeHeader,
  describe,
  hashToDisplayHex,
  HEADER_SIZE_BYTES,
  referenceHasher,
  type Header,
  type HeaderHasher,
} from '../primitives/index.ts';
import { ActiveChain, type TipChange } from './active-chain.ts';
import { TreeEntry, type ChainEntry } from './chain-entry.ts';
import { HeaderPages } from './header-pages.ts';
import { locatorHeights } from './locator.ts';

/** A change of the best chain that took entries back. `disconnected` is not empty: tip first. `connected`: tip last. */
export type Reorg = TipChange<ChainEntry>;

/** The header that a batch stopped at. */
export interface RejectedHeader {
  /** Its place in the batch, from 0. */
  readonly index: number;
  /**
   * One above its parent. Where the parent is not known, the height of its place: one above the header before it in the
   * batch, or above the tip at the start of one; in a chain that has nothing but its root, the root's own.
   */
  readonly height: number;
  /** Display order. */
  readonly hashHex: string;
  readonly reject: Reject;
}

/** How the best chain changed in one step. */
export interface ChainChange {
  /** The tip of the best chain after it. */
  readonly tip: ChainEntry;
  /** What it added to the best chain, lowest first. */
  readonly connected: readonly ChainEntry[];
  /** Only when it took entries from the best chain. */
  readonly reorg?: Reorg;
}

/** What became of a batch of headers. `connected` and `reorg` tell of the whole batch. */
export interface AcceptResult extends ChainChange {
  /** How many headers are new in the tree. */
  readonly accepted: number;
  /** How many were there already. */
  readonly duplicates: number;
  /** For each rule, how many accepted headers it could not judge because ancestors below the anchor are not known. */
  readonly unchecked: Partial<Record<RejectId, number>>;
  /** The first header that was refused. Those before it were taken, those behind it were not looked at. */
  readonly rejected?: RejectedHeader;
}

/** A tree of headers above genesis or above an anchor. */
export interface HeaderChain {
  readonly params: NetworkParams;
  /** The last entry of the best chain. */
  readonly tip: ChainEntry;
  /** Entries in the tree, in all branches. */
  readonly size: number;
  /**
   * Judges headers one after another and adds them to the tree, up to the first that is refused.
   * @param headers n * 80 bytes, parents before their children; they may belong to different branches
   * @param now the clock, whole seconds since 1970, a uint32
   * @throws TypeError, RangeError for a malformed argument, or hashes of the wrong size; nothing is changed
   * @throws what a rule or the difficulty algorithm throws. The headers before that one were taken, as before a refused
   * one: `tip` is up to date, but what connected is not told, so compare it with the tip before
   */
  accept(headers: Uint8Array, now: number): AcceptResult;
  /**
   * Takes a header and all above it out of the choice of the best chain, whatever the rules say of it (Bitcoin Core's
   * invalidateblock). From then on it is refused as `duplicate-invalid` and its children as `bad-prevblk`.
   * @param hashHex display order
   * @throws RangeError for a header that is not in the tree, or is its root
   */
  invalidate(hashHex: string): ChainChange;
  /**
   * Takes back `invalidate` for a header, all below and all above it (Bitcoin Core's reconsiderblock).
   * @param hashHex display order
   * @throws RangeError for a header that is not in the tree
   */
  reconsider(hashHex: string): ChainChange;
  /** The entry of the best chain at a height. */
  entryAt(height: number): ChainEntry | undefined;
  /** The entry of any branch by its hash, display order. */
  entry(hashHex: string): ChainEntry | undefined;
  /** Hashes (display order) by which another node finds where the chains part: dense at the tip, sparse below. */
  locator(): string[];
  /** The last valid entry of each branch: most work first, of the same work the first seen. The first is the tip. */
  tips(): ChainEntry[];
}

/** Settings of a chain. */
export interface HeaderChainOptions {
  readonly params: NetworkParams;
  /** Hashes the headers; an engine is much faster. @default the readable reference */
  readonly hasher?: HeaderHasher;
  /**
   * A header that is trusted to be at this height, 80 bytes. It is the root of the tree and is not judged. Nothing below
   * it is known: rules that would need it count as `unchecked`, and chain work counts from the anchor on, its own
   * included. At height 0 it must be the network's genesis. @default the network's genesis
   */
  readonly anchor?: { readonly header: Uint8Array; readonly height: number };
}

class HeaderTree implements HeaderChain {
  readonly params: NetworkParams;
  readonly #hasher: HeaderHasher;
  readonly #pages = new HeaderPages();
  readonly #entries = new Map<string, TreeEntry>();
  /** Entries without a child. */
  readonly #leaves = new Set<TreeEntry>();
  /** Entries that were invalidated, each with all above it. */
  readonly #failed = new Set<TreeEntry>();
  readonly #active: ActiveChain;

  constructor(options: HeaderChainOptions) {
    const { params, hasher, anchor } = checkedOptions(options);
    this.params = params;
    this.#hasher = hasher;
    const bytes = anchor?.header ?? params.genesis;
    const hashHex = hashToDisplayHex(this.#hashesOf(bytes));
    // below height 0 there is nothing that could count as unchecked
    if (anchor?.height === 0 && hashHex !== params.genesisHash) {
      throw new RangeError(`anchor.header: expected the genesis ${params.genesisHash} at height 0, got ${hashHex}`);
    }
    this.#active = new ActiveChain(this.#add(bytes, hashHex, anchor?.height ?? 0, undefined));
  }

  get tip(): ChainEntry {
    return this.#active.tip;
  }

  get size(): number {
    return this.#entries.size;
  }

  accept(headers: Uint8Array, now: number): AcceptResult {
    assertWholeHeaders(headers);
    assertInteger('now', now, 0, 0xffffffff);
    // A copy, also of a Buffer, whose slices would be views of the caller's bytes.
    const own = new Uint8Array(headers);
    const hashes = this.#hashesOf(own);
    const unchecked: Partial<Record<RejectId, number>> = {};
    let accepted = 0;
    let best = this.#active.tip;
    let before: TreeEntry | undefined;
    let rejected: RejectedHeader | undefined;
    let change: ChainChange;

    const count = own.length / HEADER_SIZE_BYTES;
    try {
      for (let index = 0; index < count; index++) {
        const hash = hashes.subarray(index * 32, index * 32 + 32);
        const hashHex = hashToDisplayHex(hash);
        const known = this.#entries.get(hashHex);
        if (known && !this.#failed.has(known)) {
          before = known;
          continue;
        }
        const bytes = own.subarray(index * HEADER_SIZE_BYTES, (index + 1) * HEADER_SIZE_BYTES);
        const header = decodeHeader(bytes);
        const parent = this.#entries.get(hashToDisplayHex(header.prevBlockHash));
        const verdict = this.#judge(header, hash, { known, parent }, now);
        if (!verdict.ok || parent === undefined) {
          if (verdict.ok) throw new RangeError('params.headerRules: expected prev-blk-not-found among the rules');
          const height = parent ? parent.height + 1 : this.#placeAfter(before);
          rejected = { index, height, hashHex, reject: verdict.reject };
          break;
        }
        // only rules without duplicate-invalid let an invalidated header through again
        if (known) {
          before = known;
          continue;
        }
        for (const id of verdict.unchecked) unchecked[id] = (unchecked[id] ?? 0) + 1;
        const entry = this.#add(bytes, hashHex, parent.height + 1, parent);
        // only rules without bad-prevblk let a child of an invalidated header through
        if (this.#failed.has(parent)) this.#failed.add(entry);
        else if (entry.chainWork > best.chainWork) best = entry;
        before = entry;
        accepted++;
      }
    } finally {
      // also when a rule throws: what was taken before is in the tree, and would be a duplicate ever after
      change = this.#moveTo(best);
    }

    return {
      ...change,
      accepted,
      duplicates: (rejected?.index ?? count) - accepted,
      unchecked,
      ...(rejected && { rejected }),
    };
  }

  invalidate(hashHex: string): ChainChange {
    const chosen = this.#mustKnow(hashHex);
    if (chosen.parent === undefined)
      throw new RangeError('hashHex: expected a header above the root, got the root of the chain');
    this.#failed.add(chosen);
    // parents stand before their children
    for (const entry of this.#entries.values()) {
      if (entry.parent && this.#failed.has(entry.parent)) this.#failed.add(entry);
    }
    return this.#moveTo(this.#best());
  }

  reconsider(hashHex: string): ChainChange {
    const chosen = this.#mustKnow(hashHex);
    for (const entry of this.#failed) {
      if (chosen.isOnOneChainWith(entry)) this.#failed.delete(entry);
    }
    return this.#moveTo(this.#best());
  }

  entryAt(height: number): ChainEntry | undefined {
    return this.#active.at(height);
  }

  entry(hashHex: string): ChainEntry | undefined {
    return this.#entries.get(hashHex);
  }

  locator(): string[] {
    return locatorHeights(this.tip.height, this.#active.rootHeight).map((height) => this.#active.at(height)!.hashHex);
  }

  tips(): ChainEntry[] {
    const ends = new Set<TreeEntry>();
    for (const leaf of this.#leaves) {
      let end = leaf;
      // the root is never invalidated, so the walk ends before a parent is missing
      while (this.#failed.has(end)) end = end.parent!;
      ends.add(end);
    }
    // where a branch lost its upper part, what is left may lie below another branch
    const isBelowAnother = (entry: TreeEntry): boolean =>
      [...ends].some((other) => other.height > entry.height && other.isOnOneChainWith(entry));
    const tips = [...ends].filter((entry) => !isBelowAnother(entry));
    return tips.sort((a, b) =>
      a.chainWork === b.chainWork ? a.arrival - b.arrival : a.chainWork > b.chainWork ? -1 : 1,
    );
  }

  #judge(header: Header, hash: Uint8Array, place: Place, now: number): HeaderVerdict {
    const alone = checkHeader(header, this.params, { hash });
    if (!alone.ok) return alone;
    const { known, parent } = place;
    const inChain = checkHeaderInChain(
      {
        ...(known && { known: 'failed' }),
        parent: parent === undefined ? 'unknown' : this.#failed.has(parent) ? 'failed' : 'valid',
      },
      this.params,
    );
    return inChain.ok && parent ? checkHeaderInContext(header, parent, this.params, now) : inChain;
  }

  #moveTo(tip: TreeEntry): ChainChange {
    const change = this.#active.moveTo(tip);
    return { tip, connected: change.connected, ...(change.disconnected.length > 0 && { reorg: change }) };
  }

  /** The entry with the most work that is not invalidated; of the same work the one that was first seen. */
  #best(): TreeEntry {
    let best = this.#active.root;
    for (const entry of this.#entries.values()) {
      if (entry.chainWork > best.chainWork && !this.#failed.has(entry)) best = entry;
    }
    return best;
  }

  #mustKnow(hashHex: string): TreeEntry {
    const entry = this.#entries.get(hashHex);
    if (entry === undefined) throw new RangeError(`hashHex: expected a header of the chain, got ${describe(hashHex)}`);
    return entry;
  }

  #placeAfter(before: TreeEntry | undefined): number {
    if (before) return before.height + 1;
    return this.size === 1 ? this.#active.rootHeight : this.tip.height + 1;
  }

  #add(bytes: Uint8Array, hashHex: string, height: number, parent: TreeEntry | undefined): TreeEntry {
    const slot = this.#pages.add(bytes);
    const entry = new TreeEntry({ height, header: decodeHeader(bytes), hashHex, slot, arrival: this.size, parent });
    this.#entries.set(hashHex, entry);
    if (parent) this.#leaves.delete(parent);
    this.#leaves.add(entry);
    return entry;
  }

  #hashesOf(headers: Uint8Array): Uint8Array {
    const hashes = this.#hasher.sha256dHeaders(headers);
    assertBytes('hasher.sha256dHeaders(headers)', hashes, (headers.length / HEADER_SIZE_BYTES) * 32);
    return new Uint8Array(hashes);
  }
}

/** Where a header hangs. */
interface Place {
  /** Itself, when it is in the tree and invalidated. */
  readonly known: TreeEntry | undefined;
  readonly parent: TreeEntry | undefined;
}

function checkedOptions(options: HeaderChainOptions): HeaderChainOptions & { readonly hasher: HeaderHasher } {
  assertObject('options', options);
  const { params, hasher = referenceHasher, anchor } = options;
  assertObject('params', params);
  assertBytes('params.genesis', params.genesis, HEADER_SIZE_BYTES);
  assertObject('hasher', hasher);
  if (typeof hasher.sha256dHeaders !== 'function')
    throw new TypeError(`hasher: expected an object with sha256dHeaders, got ${describe(hasher)}`);
  if (anchor !== undefined) {
    assertObject('anchor', anchor);
    assertBytes('anchor.header', anchor.header, HEADER_SIZE_BYTES);
    assertInteger('anchor.height', anchor.height, 0, 0xffffffff);
  }
  return { params, hasher, ...(anchor && { anchor }) };
}

/**
 * A chain of headers that holds its root only.
 * @throws TypeError, RangeError for a malformed option
 */
export function createHeaderChain(options: HeaderChainOptions): HeaderChain {
  return new HeaderTree(options);
}
