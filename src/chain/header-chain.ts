/**
 * The tree of all headers that passed the rules, and which of its chains is the best.
 *
 * The chain knows no rule: it hashes, finds the parent, asks consensus in Bitcoin Core's order (alone, in the chain, in
 * context, by work) and keeps what passed. The best chain is the one with the most work; of two with the same, the one
 * that was seen first (Bitcoin Core's CBlockIndexWorkComparator).
 *
 * Memory: 132 to 140 bytes a header (header-index.ts). Nothing is ever dropped, and there is no bound on branches: on top
 * of an early header of a chain, where the work was low, anyone can make as many as he likes. Headers from peers that
 * are not trusted go through headers-sync.ts, or `minimumChainWork`.
 */
import type { NetworkParams, Reject } from '../consensus/index.ts';
import {
  assertBytes,
  assertHeaderHasher,
  assertInteger,
  assertObject,
  assertWholeHeaders,
  assertUint256,
  describe,
  hashToDisplayHex,
  HEADER_SIZE_BYTES,
  referenceHasher,
  type HeaderHasher,
} from '../primitives/index.ts';
import type { AcceptResult, ChainChange, Reorg } from './accept-result.ts';
import { IndexedEntry, type ChainEntry } from './chain-entry.ts';
import { HeaderBatch } from './header-batch.ts';
import { HeaderIndex, wordsOfHash } from './header-index.ts';
import { HeaderIntake } from './header-intake.ts';
import { locatorHeights } from './locator.ts';
import { OrphanHeaders } from './orphan-headers.ts';

/** What the chain knows of a hash. */
export type HeaderStatus = 'valid' | 'failed' | 'orphan' | 'unknown';

/** How headers are accepted. */
export interface AcceptOptions {
  /**
   * Headers are refused as `too-little-chainwork` unless those that follow one another in the batch lead to a chain with
   * so much work; their proof of work is checked before it is counted. For headers from nobody that is trusted.
   * @default none is asked for
   */
  readonly minimumChainWork?: bigint;
}

/** A tree of headers above genesis or above an anchor. */
export interface HeaderChain {
  /** The network whose rules judge. */
  readonly params: NetworkParams;
  /** The last entry of the best chain. */
  readonly tip: ChainEntry;
  /** Entries in the tree, in all branches. */
  readonly size: number;
  /**
   * Judges headers one after another and adds them to the tree, up to the first that is refused.
   * @param headers n * 80 bytes, parents before their children unless the chain keeps orphans; they may belong to
   * different branches
   * @param now the clock, whole seconds since 1970, a uint32
   * @throws TypeError, RangeError for a malformed argument, or hashes of the wrong size
   * @throws what a rule or the difficulty algorithm throws. The headers before that one were taken, as before a refused
   * one: `tip` is up to date, but what connected is not told, so compare it with the tip before
   */
  accept(headers: Uint8Array, now: number, options?: AcceptOptions): AcceptResult;
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
  /**
   * Takes in what was found out about the block of a header: a permanent refusal invalidates it; after one that says
   * `mutated` (this body is wrong, another may be right) or `retry` nothing is changed (Bitcoin Core's InvalidBlockFound).
   * @param hashHex display order
   * @throws RangeError for a header that is not in the tree, or is its root
   */
  refuse(hashHex: string, reject: Reject): ChainChange;
  /** Valid, invalidated (itself or below it), waiting for its parent, or never seen or refused. */
  status(hashHex: string): HeaderStatus;
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
  /** The network whose rules judge. */
  readonly params: NetworkParams;
  /** Hashes the headers; an engine is much faster. @default the readable reference */
  readonly hasher?: HeaderHasher;
  /**
   * A header that is trusted to be at this height, 80 bytes. It is the root of the tree and is not judged. Nothing below
   * it is known: rules that would need it count as `unchecked`, and chain work counts from the anchor on, its own
   * included. At height 0 it must be the network's genesis. @default the network's genesis
   */
  readonly anchor?: { readonly header: Uint8Array; readonly height: number };
  /**
   * So many headers with proof of work whose parent is not known are kept until it comes; of more the oldest goes.
   * @default 0: a header without a known parent is refused as `prev-blk-not-found`
   */
  readonly maxOrphans?: number;
}

/** How many headers are hashed at once: enough for the kernel, few enough for the cache. */
const SLICE_BYTES = 1024 * HEADER_SIZE_BYTES;

class HeaderTree implements HeaderChain {
  readonly params: NetworkParams;
  readonly #hasher: HeaderHasher;
  readonly #index = new HeaderIndex();
  readonly #orphans: OrphanHeaders;
  readonly #intake: HeaderIntake;
  #tip: IndexedEntry;

  constructor(options: HeaderChainOptions) {
    const { params, hasher, anchor, maxOrphans } = checkedOptions(options);
    this.params = params;
    this.#hasher = hasher;
    const root = new HeaderBatch(anchor?.header ?? params.genesis, hasher);
    const hashHex = hashToDisplayHex(root.hash(0));
    // below height 0 there is nothing that could count as unchecked
    if (anchor?.height === 0 && hashHex !== params.genesisHash) {
      throw new RangeError(`anchor.header: expected the genesis ${params.genesisHash} at height 0, got ${hashHex}`);
    }
    this.#index.addRoot(root, root.header(0), anchor?.height ?? 0);
    this.#orphans = new OrphanHeaders(maxOrphans);
    // the hash of an orphan is known
    this.#intake = new HeaderIntake(
      params,
      this.#index,
      maxOrphans > 0 ? this.#orphans : undefined,
      (header, hash) => new HeaderBatch(header, { sha256dHeaders: () => hash }),
    );
    this.#tip = new IndexedEntry(this.#index, 0);
  }

  get tip(): ChainEntry {
    return this.#tip;
  }

  get size(): number {
    return this.#index.size;
  }

  accept(headers: Uint8Array, now: number, options: AcceptOptions = {}): AcceptResult {
    assertWholeHeaders(headers);
    assertInteger('now', now, 0, 0xffffffff);
    assertObject('options', options);
    const { minimumChainWork } = options;
    if (minimumChainWork !== undefined) assertUint256('options.minimumChainWork', minimumChainWork);
    // what a batch leads to is known only when all of it was looked at
    const sliceBytes = minimumChainWork === undefined ? SLICE_BYTES : headers.length;
    const intake = this.#intake;
    intake.begin({ now, minimumChainWork, tip: this.#tip });
    const before = this.#tip.record;
    try {
      for (let at = 0; at < headers.length && !intake.hasStopped; at += sliceBytes) {
        intake.take(new HeaderBatch(headers.subarray(at, at + sliceBytes), this.#hasher));
      }
    } finally {
      // also when a rule throws: what was taken before is in the tree, and would be a duplicate ever after
      this.#moveTo(intake.best);
    }
    return Object.assign(this.#changeSince(before), intake.result());
  }

  invalidate(hashHex: string): ChainChange {
    const chosen = this.#mustKnow(hashHex);
    if (chosen === 0) throw new RangeError('hashHex: expected a header above the root, got the root of the chain');
    const index = this.#index;
    index.setFailed(chosen, true);
    // parents stand before their children
    for (let record = chosen + 1; record < index.size; record++) {
      if (index.hasFailed(index.parent(record))) index.setFailed(record, true);
    }
    return this.#moveToBest();
  }

  reconsider(hashHex: string): ChainChange {
    const chosen = this.#mustKnow(hashHex);
    const index = this.#index;
    const height = index.height(chosen);
    for (let record = 1; record < index.size; record++) {
      if (!index.hasFailed(record)) continue;
      const isOnOneChain =
        index.height(record) < height
          ? index.ancestor(chosen, index.height(record)) === record
          : index.ancestor(record, height) === chosen;
      if (isOnOneChain) index.setFailed(record, false);
    }
    return this.#moveToBest();
  }

  refuse(hashHex: string, reject: Reject): ChainChange {
    assertObject('reject', reject);
    if (reject.permanence === 'permanent') return this.invalidate(hashHex);
    this.#mustKnow(hashHex);
    return { tip: this.#tip, connected: [] };
  }

  status(hashHex: string): HeaderStatus {
    const record = this.#find(hashHex);
    if (record !== undefined) return this.#index.hasFailed(record) ? 'failed' : 'valid';
    return this.#orphans.has(hashHex) ? 'orphan' : 'unknown';
  }

  entryAt(height: number): ChainEntry | undefined {
    const tip = this.#tip;
    return Number.isInteger(height) && height >= 0 && height <= tip.height ? tip.ancestor(height) : undefined;
  }

  entry(hashHex: string): ChainEntry | undefined {
    const record = this.#find(hashHex);
    return record === undefined ? undefined : new IndexedEntry(this.#index, record);
  }

  locator(): string[] {
    return locatorHeights(this.#tip.height, this.#index.rootHeight).map((height) => this.entryAt(height)!.hashHex);
  }

  tips(): ChainEntry[] {
    const index = this.#index;
    const hasValidChild = new Uint8Array(index.size);
    const tips: number[] = [];
    for (let record = index.size - 1; record >= 0; record--) {
      if (index.hasFailed(record)) continue;
      if (hasValidChild[record] === 0) tips.push(record);
      hasValidChild[index.parent(record)] = 1;
    }
    tips.sort((a, b) => index.compareWork(b, a) || a - b);
    return tips.map((record) => new IndexedEntry(index, record));
  }

  #moveTo(record: number): void {
    if (record !== this.#tip.record) this.#tip = new IndexedEntry(this.#index, record);
  }

  /** How the best chain changed since its tip was another. Its entries are made when they are first asked for. */
  #changeSince(before: number): ChainChange {
    const tip = this.#tip;
    if (tip.record === before) return { tip, connected: [] };
    const index = this.#index;
    const fork = index.forkPoint(before, tip.record);
    let made: readonly ChainEntry[] | undefined;
    const connected = (): readonly ChainEntry[] => (made ??= this.#entriesAbove(fork, tip.record).reverse());
    if (fork === before) {
      return {
        tip,
        get connected() {
          return connected();
        },
      };
    }
    const disconnected = this.#entriesAbove(fork, before);
    const reorg: Reorg = { forkPoint: new IndexedEntry(index, fork), disconnected, connected: connected() };
    return { tip, connected: reorg.connected, reorg };
  }

  /** The entries from a record down to the last above a fork. */
  #entriesAbove(fork: number, top: number): IndexedEntry[] {
    const entries: IndexedEntry[] = [];
    for (let record = top; record !== fork; record = this.#index.parent(record)) {
      entries.push(new IndexedEntry(this.#index, record));
    }
    return entries;
  }

  #moveToBest(): ChainChange {
    const before = this.#tip.record;
    this.#moveTo(this.#best());
    return this.#changeSince(before);
  }

  /** The record with the most work that is not invalidated; of the same work the one that was first seen. */
  #best(): number {
    const index = this.#index;
    let best = 0;
    for (let record = 1; record < index.size; record++) {
      if (!index.hasFailed(record) && index.compareWork(record, best) > 0) best = record;
    }
    return best;
  }

  #find(hashHex: string): number | undefined {
    if (typeof hashHex !== 'string' || !/^[0-9a-f]{64}$/.test(hashHex)) return undefined;
    return this.#index.find(wordsOfHash(hashHex), 0);
  }

  #mustKnow(hashHex: string): number {
    const record = this.#find(hashHex);
    if (record === undefined) throw new RangeError(`hashHex: expected a header of the chain, got ${describe(hashHex)}`);
    return record;
  }
}

function checkedOptions(
  options: HeaderChainOptions,
): HeaderChainOptions & { readonly hasher: HeaderHasher; readonly maxOrphans: number } {
  assertObject('options', options);
  const { params, hasher = referenceHasher, anchor, maxOrphans = 0 } = options;
  assertObject('params', params);
  assertBytes('params.genesis', params.genesis, HEADER_SIZE_BYTES);
  assertHeaderHasher('hasher', hasher);
  if (anchor !== undefined) {
    assertObject('anchor', anchor);
    assertBytes('anchor.header', anchor.header, HEADER_SIZE_BYTES);
    assertInteger('anchor.height', anchor.height, 0, 0xffffffff);
  }
  assertInteger('maxOrphans', maxOrphans, 0, 1_000_000);
  return { params, hasher, maxOrphans, ...(anchor && { anchor }) };
}

/**
 * A chain of headers that holds its root only.
 * @throws TypeError, RangeError for a malformed option
 */
export function createHeaderChain(options: HeaderChainOptions): HeaderChain {
  return new HeaderTree(options);
}
