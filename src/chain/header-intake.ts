/**
 * Taking headers into the index: each is looked up, judged in Bitcoin Core's order, and added or refused.
 *
 * One call of the chain's `accept` is one run of it: `begin`, a few batches, `result`. This is where a million headers a
 * second are decided, so nothing here makes more objects for a header than the rules need to see.
 */
import {
  checkHeader,
  checkHeaderInChain,
  checkHeaderInContext,
  checkHeaderWork,
  workOfBits,
  type ChainPosition,
  type HeaderVerdict,
  type NetworkParams,
  type RejectId,
} from '../consensus/index.ts';
import { hashToDisplayHex } from '../primitives/index.ts';
import type { AcceptResult, ChainChange, RefusedHeader, RejectedHeader } from './accept-result.ts';
import { IndexedEntry } from './chain-entry.ts';
import type { BatchHeader, HeaderBatch } from './header-batch.ts';
import { HASH_WORDS, wordsOfHash, type HeaderIndex } from './header-index.ts';
import type { OrphanHeaders } from './orphan-headers.ts';

/** What holds for all headers of one call. */
interface IntakeSetting {
  /** The clock, seconds since 1970. */
  readonly now: number;
  readonly minimumChainWork: bigint | undefined;
  /** The tip of the best chain before it. */
  readonly tip: IndexedEntry;
}

/** A header that waited, as a batch of one. */
type MakeBatch = (header: Uint8Array, hash: Uint8Array) => HeaderBatch;

export class HeaderIntake {
  readonly #params: NetworkParams;
  readonly #index: HeaderIndex;
  /** Undefined where none are kept. */
  readonly #orphans: OrphanHeaders | undefined;
  readonly #batchOf: MakeBatch;
  /** The hashes of the network's checkpoints by height. */
  readonly #checkpoints: ReadonlyMap<number, Uint32Array>;
  #checkpointHeight: number | undefined;
  /** What the rules say of a new header's place, by its parent. They see nothing else, so each is asked for once. */
  readonly #verdictsOnNew: Partial<Record<ChainPosition['parent'], HeaderVerdict>> = {};

  #now = 0;
  #minimumChainWork: bigint | undefined;
  #tip: IndexedEntry;
  /** The record with the most work so far. */
  #best = 0;
  /** The header of the call that was looked at last and is in the index. */
  #before: IndexedEntry | undefined;
  /** Headers of the call's earlier batches. */
  #offset = 0;
  /** Work to which the headers that follow one another up to the current one lead. */
  #claimedWork: bigint | undefined;
  #accepted = 0;
  #duplicates = 0;
  #kept = 0;
  #unchecked: Partial<Record<RejectId, number>> = {};
  #rejected: RejectedHeader | undefined;
  #rejectedOrphans: RefusedHeader[] = [];

  constructor(params: NetworkParams, index: HeaderIndex, orphans: OrphanHeaders | undefined, batchOf: MakeBatch) {
    this.#params = params;
    this.#index = index;
    this.#orphans = orphans;
    this.#batchOf = batchOf;
    this.#tip = new IndexedEntry(index, 0);
    this.#checkpoints = new Map(
      Object.entries(params.checkpoints ?? {}).map(([height, hashHex]) => [Number(height), wordsOfHash(hashHex)]),
    );
    this.#noteCheckpoint(0, index.rootHeight);
  }

  begin({ now, minimumChainWork, tip }: IntakeSetting): void {
    this.#now = now;
    this.#minimumChainWork = minimumChainWork;
    this.#tip = tip;
    this.#best = tip.record;
    this.#before = undefined;
    this.#offset = 0;
    this.#claimedWork = undefined;
    this.#accepted = 0;
    this.#duplicates = 0;
    this.#kept = 0;
    this.#unchecked = {};
    this.#rejected = undefined;
    this.#rejectedOrphans = [];
  }

  /** The record with the most work that is not invalidated. */
  get best(): number {
    return this.#best;
  }

  /** Whether a header was refused: what follows it is not looked at. */
  get hasStopped(): boolean {
    return this.#rejected !== undefined;
  }

  result(): Omit<AcceptResult, keyof ChainChange> {
    return {
      accepted: this.#accepted,
      duplicates: this.#duplicates,
      orphans: this.#kept,
      unchecked: this.#unchecked,
      ...(this.#rejected && { rejected: this.#rejected }),
      ...(this.#rejectedOrphans.length > 0 && { rejectedOrphans: this.#rejectedOrphans }),
    };
  }

  /** Takes the headers of a batch up to the first that is refused. */
  take(batch: HeaderBatch): void {
    const index = this.#index;
    for (let item = 0; item < batch.count; item++) {
      const before = this.#before ?? this.#tip;
      const isOnBefore = index.isParent(before.record, batch, item);
      // what hangs on the newest record cannot be in the index: children come after their parents
      const isNew = isOnBefore && before.record === index.size - 1;
      const known = isNew ? undefined : index.find(batch.hashes, item * HASH_WORDS);
      if (known !== undefined && !index.hasFailed(known)) {
        this.#before = new IndexedEntry(index, known);
        // those whose turn had not come when a rule threw
        this.#takeOrphansOf(batch, item);
        this.#claimedWork = undefined;
        this.#duplicates++;
        continue;
      }
      if (!isOnBefore) this.#claimedWork = undefined;
      const parent = isOnBefore ? before : this.#findParent(batch, item);
      if (!this.#takeNew(batch, item, known, parent)) break;
    }
    this.#offset += batch.count;
  }

  /** Takes a header that is not in the index, or was invalidated there. False when it is refused. */
  #takeNew(batch: HeaderBatch, item: number, known: number | undefined, parent: IndexedEntry | undefined): boolean {
    const header = batch.header(item);
    // it need not wait any more: its parent came, and a rule threw before its turn
    if (parent !== undefined && this.#orphans !== undefined && this.#orphans.size > 0)
      this.#orphans.take(hashToDisplayHex(batch.hash(item)));
    const verdict = this.#judge(batch, item, header, known, parent);
    if (!verdict.ok) {
      if (parent === undefined && verdict.reject.id === 'prev-blk-not-found' && this.#orphans !== undefined) {
        this.#keepOrphan(this.#orphans, header.encode(), batch.hash(item), header.prevBlockHash);
        return true;
      }
      const height = parent ? parent.height + 1 : this.#placeAfter();
      this.#rejected = {
        index: this.#offset + item,
        height,
        hashHex: hashToDisplayHex(batch.hash(item)),
        reject: verdict.reject,
      };
      return false;
    }
    if (parent === undefined) throw new RangeError('params.headerRules: expected prev-blk-not-found among the rules');
    // only rules without duplicate-invalid let an invalidated header through again
    if (known !== undefined) {
      this.#before = new IndexedEntry(this.#index, known);
      this.#duplicates++;
      return true;
    }
    this.#before = this.#add(batch, item, header, parent, verdict.unchecked);
    this.#takeOrphansOf(batch, item);
    return true;
  }

  #findParent(batch: HeaderBatch, item: number): IndexedEntry | undefined {
    const parent = this.#index.findParent(batch, item);
    return parent === undefined ? undefined : new IndexedEntry(this.#index, parent);
  }

  #judge(
    batch: HeaderBatch,
    item: number,
    header: BatchHeader,
    known: number | undefined,
    parent: IndexedEntry | undefined,
  ): HeaderVerdict {
    const params = this.#params;
    const alone = checkHeader(header, params, { hash: batch.hash(item) });
    if (!alone.ok) return alone;
    const place = parent === undefined ? 'unknown' : this.#index.hasFailed(parent.record) ? 'failed' : 'valid';
    const inChain =
      known === undefined
        ? (this.#verdictsOnNew[place] ??= checkHeaderInChain({ parent: place }, params))
        : checkHeaderInChain({ known: 'failed', parent: place }, params);
    if (!inChain.ok || parent === undefined) return inChain;
    const inContext = checkHeaderInContext(header, parent, params, this.#now, this.#inContextOptions());
    if (!inContext.ok || this.#minimumChainWork === undefined) return inContext;
    this.#claimedWork ??= this.#index.chainWork(parent.record) + this.#workOfRun(batch, item);
    const byWork = checkHeaderWork(this.#claimedWork, this.#minimumChainWork, params);
    return byWork.ok ? inContext : byWork;
  }

  #inContextOptions(): { checkpointHeight: number } | undefined {
    return this.#checkpointHeight === undefined ? undefined : { checkpointHeight: this.#checkpointHeight };
  }

  /** The work of the headers from an item on that follow one another and have the proof of work that they claim. */
  #workOfRun(batch: HeaderBatch, from: number): bigint {
    let work = 0n;
    for (let item = from; item < batch.count; item++) {
      const header = batch.header(item);
      if (item > from && !batch.follows(item)) break;
      if (!checkHeader(header, this.#params, { hash: batch.hash(item) }).ok) break;
      work += workOfBits(header.bits);
    }
    return work;
  }

  #add(
    batch: HeaderBatch,
    item: number,
    header: BatchHeader,
    parent: IndexedEntry,
    unchecked: readonly RejectId[],
  ): IndexedEntry {
    const index = this.#index;
    if (unchecked.length > 0) for (const id of unchecked) this.#unchecked[id] = (this.#unchecked[id] ?? 0) + 1;
    const record = index.add(batch, item, header, parent.record);
    // only rules without bad-prevblk let a child of an invalidated header through
    if (index.compareWork(record, this.#best) > 0 && !index.hasFailed(record)) this.#best = record;
    this.#accepted++;
    this.#noteCheckpoint(record, parent.height + 1);
    return new IndexedEntry(index, record);
  }

  #noteCheckpoint(record: number, height: number): void {
    const words = this.#checkpoints.size === 0 ? undefined : this.#checkpoints.get(height);
    if (words === undefined || this.#index.find(words, 0) !== record) return;
    this.#checkpointHeight = Math.max(height, this.#checkpointHeight ?? 0);
  }

  #keepOrphan(orphans: OrphanHeaders, header: Uint8Array, hash: Uint8Array, prevBlockHash: Uint8Array): void {
    const isNew = orphans.add({
      header,
      hash: hash.slice(),
      hashHex: hashToDisplayHex(hash),
      prevHashHex: hashToDisplayHex(prevBlockHash),
    });
    if (isNew) this.#kept++;
    else this.#duplicates++;
  }

  /**
   * Takes the orphans that waited for a header, and those that waited for them. One after another: where a rule throws,
   * the others stay until they, or what they wait for, come again.
   */
  #takeOrphansOf(batch: HeaderBatch, item: number): void {
    const orphans = this.#orphans;
    if (orphans === undefined || orphans.size === 0) return;
    const claimedWork = this.#claimedWork;
    const parents = [hashToDisplayHex(batch.hash(item))];
    for (let parentHex = parents.pop(); parentHex !== undefined; parentHex = parents.pop()) {
      for (let orphan = orphans.takeChildOf(parentHex); orphan; orphan = orphans.takeChildOf(parentHex)) {
        const alone = this.#batchOf(orphan.header, orphan.hash);
        const header = alone.header(0);
        const parent = new IndexedEntry(this.#index, this.#index.findParent(alone, 0)!);
        this.#claimedWork = undefined;
        const verdict = this.#judge(alone, 0, header, undefined, parent);
        if (verdict.ok) {
          this.#add(alone, 0, header, parent, verdict.unchecked);
          parents.push(orphan.hashHex);
        } else {
          const { hashHex } = orphan;
          this.#rejectedOrphans.push({ height: parent.height + 1, hashHex, reject: verdict.reject });
        }
      }
    }
    // what follows in the batch leads elsewhere than the orphans did
    this.#claimedWork = claimedWork;
  }

  #placeAfter(): number {
    if (this.#before) return this.#before.height + 1;
    return this.#index.size === 1 ? this.#index.rootHeight : this.#tip.height + 1;
  }
}
