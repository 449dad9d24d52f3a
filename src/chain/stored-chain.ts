/**
 * A chain of headers together with the store that keeps it.
 *
 * What `accept` took is durable before it resolves. What a call changes is written in one `append`: the headers that
 * joined the best chain as records, and those beside it (side branches, and what a reorg took back) as branches. So a
 * process may be killed at any moment: a store holds a chain as it was before or after a call, never between.
 *
 * What is written is the difference between the chain and what the store is known to hold. Calls that wait for the same
 * write share it, and what a failed write left out goes with the next one.
 *
 * Memory beside the chain's own: a hash for each header that is beside the best chain.
 */
import type { NetworkParams } from '../consensus/index.ts';
import {
  assertByteArray,
  assertBytes,
  assertObject,
  assertOptionalFunction,
  assertOptionalSignal,
  assertWholeHeaders,
  describe,
  equalBytes,
  hashToDisplayHex,
  HEADER_SIZE_BYTES,
  joinBytes,
  referenceHasher,
  type HeaderHasher,
} from '../primitives/index.ts';
import type { BlockRecord, ChainStore } from '../store/index.ts';
import type { AcceptResult, ChainChange } from './accept-result.ts';
import type { ChainEntry } from './chain-entry.ts';
import type { AcceptOptions, HeaderChain } from './header-chain.ts';
import { restoreChain, type Anchor, type RestoredChain, type RestoreProgress } from './restore-chain.ts';

/** A chain as its readers see it. */
export type ReadonlyChain = Omit<HeaderChain, 'accept' | 'invalidate' | 'reconsider' | 'refuse'>;

/** How headers are accepted and stored. */
export interface StoredAcceptOptions extends AcceptOptions {
  /**
   * What follows the header in its block, for one header. It is stored when the header joins the best chain: of blocks
   * beside it, or that a reorg takes back, the headers alone are kept. @default empty
   */
  readonly body?: Uint8Array;
}

/** A chain and its store. */
export interface StoredChain {
  /** While a call has not resolved, and after one that rejected, the chain can be ahead of the store. */
  readonly chain: ReadonlyChain;
  /**
   * `HeaderChain.accept` at once, in the order of the calls; resolves when what it took is durable. A verdict is a value:
   * the headers before a refused one are stored.
   * @throws what `HeaderChain.accept` throws
   * @throws what the store throws: the headers were taken, and may be stored or not. The next call writes them as well;
   * a store that refuses all writes after a failed one must be opened again
   */
  accept(headers: Uint8Array, now: number, options?: StoredAcceptOptions): Promise<AcceptResult>;
  /**
   * `HeaderChain.invalidate`; resolves when the best chain that is left is durable. The choice lasts as long as this
   * object: a store that is opened again follows the chain with the most work.
   * @throws as `accept`
   */
  invalidate(hashHex: string): Promise<ChainChange>;
  /** `HeaderChain.reconsider`, in the same way. */
  reconsider(hashHex: string): Promise<ChainChange>;
}

/** What a stored chain is opened with. */
export interface StoredChainOptions {
  /** It is used, and not closed. Nobody else may write to it meanwhile. */
  readonly store: ChainStore;
  /** The network whose rules judge; the store must be for the same one. */
  readonly params: NetworkParams;
  /** Hashes the headers; an engine is much faster. @default the readable reference */
  readonly hasher?: HeaderHasher;
  /** As of `createHeaderChain`: where an empty store begins. A store that holds a chain must begin there too. */
  readonly anchor?: Anchor;
  /** What follows the header of the genesis or of the anchor, written to an empty store. @default empty */
  readonly rootBody?: Uint8Array;
  /** Its abort while the stored chain is read rejects with `signal.reason`. A chain that is open is not affected. */
  readonly signal?: AbortSignal;
  /** Told while the stored headers are read and judged. */
  readonly onProgress?: (progress: RestoreProgress) => void;
}

const NO_BODY = new Uint8Array(0);

class DurableChain implements StoredChain {
  readonly #chain: HeaderChain;
  readonly #store: ChainStore;
  readonly #hasher: HeaderHasher;
  /** The last record of the store. */
  #stored: RestoredChain['stored'];
  /** After a write that failed, and may be in the store all the same: up to here it left the records as they were. */
  #agreedHeight = Infinity;
  /** Hashes of the headers that the store keeps beside its records. */
  readonly #branches: Set<string>;
  /** Headers beside the best chain that may not be stored, by hash. */
  readonly #unstored = new Map<string, Uint8Array>();
  /** Bodies of headers that are not stored. */
  readonly #bodies = new Map<string, Uint8Array>();
  /** Ends when the write that was asked for last has ended, well or not. */
  #lastWrite: Promise<void> = Promise.resolve();

  constructor({ chain, stored, branches }: RestoredChain, store: ChainStore, hasher: HeaderHasher) {
    this.#chain = chain;
    this.#store = store;
    this.#hasher = hasher;
    this.#stored = stored;
    this.#branches = branches;
  }

  get chain(): ReadonlyChain {
    return this.#chain;
  }

  async accept(headers: Uint8Array, now: number, options: StoredAcceptOptions = {}): Promise<AcceptResult> {
    assertWholeHeaders(headers);
    assertObject('options', options);
    const { body, ...acceptOptions } = options;
    if (body !== undefined) {
      assertByteArray('options.body', body);
      assertBytes('headers', headers, HEADER_SIZE_BYTES);
      this.#bodies.set(this.#hashesOf(headers)[0]!, body.slice());
    }
    const { size, tip } = this.#chain;
    let result: AcceptResult | undefined;
    try {
      result = this.#chain.accept(headers, now, acceptOptions);
    } finally {
      this.#noteLeft(tip);
      const added = this.#chain.size - size;
      // what joined the best chain without a reorg is new: then nothing else is
      const allConnected = result !== undefined && result.reorg === undefined && added === result.connected.length;
      if (added > 0 && !allConnected) this.#noteSideHeaders(headers);
    }
    await this.write();
    return result;
  }

  async invalidate(hashHex: string): Promise<ChainChange> {
    const { tip } = this.#chain;
    const change = this.#chain.invalidate(hashHex);
    this.#noteLeft(tip);
    await this.write();
    return change;
  }

  async reconsider(hashHex: string): Promise<ChainChange> {
    const { tip } = this.#chain;
    const change = this.#chain.reconsider(hashHex);
    this.#noteLeft(tip);
    await this.write();
    return change;
  }

  /** Resolves when the store holds the chain as it is at the call. */
  write(): Promise<void> {
    const write = this.#lastWrite.then(() => this.#writeDifference());
    this.#lastWrite = write.catch(() => {});
    return write;
  }

  async #writeDifference(): Promise<void> {
    const { tip } = this.#chain;
    const stored = { height: tip.height, hashHex: tip.hashHex };
    const { forkPoint: leftAt, left } = this.#leftBehind();
    const forkPoint = leftAt.ancestor(Math.min(leftAt.height, this.#agreedHeight))!;
    const records: BlockRecord[] = [];
    for (let entry = tip; entry.height > forkPoint.height; entry = entry.parent!) {
      const body = this.#bodies.size === 0 ? undefined : this.#bodies.get(entry.hashHex);
      records.push({ height: entry.height, header: entry.header, body: body ?? NO_BODY });
    }
    records.reverse();
    const beside = new Map<string, Uint8Array>();
    for (const { hashHex, header } of left) beside.set(hashHex, header);
    for (const [hashHex, header] of this.#unstored) if (!this.#isOnBestChain(hashHex)) beside.set(hashHex, header);
    for (const hashHex of beside.keys()) if (this.#branches.has(hashHex)) beside.delete(hashHex);
    const written = [...this.#unstored.keys()];
    const bodies = [...this.#bodies.keys()];

    if (forkPoint.height < leftAt.height) await this.#takeStoredBodies(records, forkPoint.height + 1, leftAt.height);
    if (records.length === 0 && (left.length > 0 || this.#agreedHeight < Infinity)) {
      // The chain became shorter, or may be shorter than what is stored. Its last record is written again, which removes those above in the same step.
      const body = (await this.#store.body(forkPoint.height)) ?? NO_BODY;
      records.push({ height: forkPoint.height, header: forkPoint.header, body });
    }
    if (records.length > 0 || beside.size > 0) {
      this.#agreedHeight = Math.min(this.#agreedHeight, records.length > 0 ? forkPoint.height : Infinity);
      await this.#store.append(records, joinBytes([...beside.values()]));
    }
    this.#agreedHeight = Infinity;
    this.#stored = stored;
    for (const hashHex of beside.keys()) this.#branches.add(hashHex);
    for (const hashHex of written) this.#unstored.delete(hashHex);
    for (const hashHex of bodies) this.#bodies.delete(hashHex);
  }

  /** Gives records that are written again the bodies that the store has of them: a failed write may have left them there. */
  async #takeStoredBodies(records: BlockRecord[], from: number, to: number): Promise<void> {
    for (const height of await this.#store.bodyHeights(from, to)) {
      const record = records[height - from]!;
      for await (const header of this.#store.headers(height, height)) {
        // or it wrote another block there
        if (record.body.length > 0 || !equalBytes(header, record.header)) continue;
        records[height - from] = { ...record, body: (await this.#store.body(height)) ?? NO_BODY };
      }
    }
  }

  /** The stored records that are not on the best chain any more, lowest first, and what they stand on. */
  #leftBehind(): { readonly forkPoint: ChainEntry; readonly left: readonly ChainEntry[] } {
    const left: ChainEntry[] = [];
    let { hashHex } = this.#stored;
    while (!this.#isOnBestChain(hashHex)) {
      const entry = this.#chain.entry(hashHex)!;
      left.push(entry);
      // the root is on every chain, so the walk ends before a parent is missing
      hashHex = entry.parent!.hashHex;
    }
    return { forkPoint: this.#chain.entry(hashHex)!, left: left.reverse() };
  }

  #isOnBestChain(hashHex: string): boolean {
    const entry = this.#chain.entry(hashHex);
    return entry !== undefined && this.#chain.entryAt(entry.height)?.hashHex === hashHex;
  }

  /** Keeps what left the best chain, whose tip was this one: it may have joined it since the last write. */
  #noteLeft(tip: ChainEntry): void {
    // the root is on every chain, so the walk ends before a parent is missing
    for (let entry = tip; !this.#isOnBestChain(entry.hashHex); entry = entry.parent!)
      if (!this.#branches.has(entry.hashHex)) this.#unstored.set(entry.hashHex, entry.header);
  }

  /** Keeps those of a batch that are in the tree, and neither on the best chain nor stored beside it. */
  #noteSideHeaders(headers: Uint8Array): void {
    for (const [i, hashHex] of this.#hashesOf(headers).entries()) {
      if (this.#branches.has(hashHex) || this.#isOnBestChain(hashHex)) continue;
      const entry = this.#chain.entry(hashHex);
      if (entry) this.#unstored.set(hashHex, headers.slice(i * HEADER_SIZE_BYTES, (i + 1) * HEADER_SIZE_BYTES));
    }
  }

  #hashesOf(headers: Uint8Array): string[] {
    const hashes = this.#hasher.sha256dHeaders(headers);
    return Array.from({ length: hashes.length / 32 }, (_, i) => hashToDisplayHex(hashes.subarray(32 * i, 32 * i + 32)));
  }
}

/**
 * Opens the chain of a store: every stored header is judged by the rules again. An empty store is begun with the
 * network's genesis, or with the anchor. A store that begins above height 0 holds a chain that starts at an anchor.
 * @throws TypeError, RangeError for a malformed option; `signal.reason`
 * @throws MidstateError ERR_STORE_MISMATCH when the store is another network's or begins elsewhere; ERR_STORE_CORRUPT when
 * what it holds does not pass the rules; what the store throws
 */
export async function openStoredChain(options: StoredChainOptions): Promise<StoredChain> {
  assertObject('options', options);
  const { store, params, hasher = referenceHasher, anchor, rootBody = NO_BODY, signal, onProgress } = options;
  if (typeof store?.append !== 'function') {
    throw new TypeError(`options.store: expected a store, got ${describe(store)}`);
  }
  assertObject('options.params', params);
  assertByteArray('options.rootBody', rootBody);
  assertOptionalSignal('options.signal', signal);
  assertOptionalFunction('options.onProgress', onProgress);
  const restored = await restoreChain({ store, params, hasher, anchor, rootBody, signal, onProgress });
  const opened = new DurableChain(restored, store, hasher);
  // a branch can have more work than the records: what was invalidated when they were written counts again
  await opened.write();
  return opened;
}
