/**
 * Headers from one peer that nobody trusts, without letting it fill the memory: a state machine without I/O.
 *
 * THREAT. What a chain weighs is known only when all of it was seen, and a header at the lowest difficulty costs next to
 * nothing. Whoever keeps what comes until it is heavy enough keeps 135 bytes for every header that an attacker makes up,
 * and a chain of headers never gives anything back.
 *
 * PHASES (Bitcoin Core's headerssync.h and net_processing.cpp, since version 24). Headers on a branch that reaches the
 * threshold, max(minimumChainWork, the work of our tip less 144 blocks like it), go straight to the chain. Of any other
 * branch that fills a message nothing is kept at first:
 *
 *   idle        a full message below the threshold  -> presync
 *   presync     The work is summed up; each header must prove its own, and its bits must be ones that the parent's may
 *               turn into. Kept are the last header's numbers, and one bit for every `commitmentPeriod` headers, of a
 *               hash keyed with a secret, at heights that are secret too.
 *                 at the threshold                  -> redownload
 *                 a message that is not full        -> idle, done: too-little-chainwork
 *                 more bits than time allows        -> idle, done: too-many-headers
 *   redownload  The same headers again, from the start. The bits are compared, so a peer that showed a heavy chain (the
 *               honest one, say) cannot follow up with a light one: the chain gets a header when `redownloadBufferSize`
 *               others stand above it, and all of them at the threshold.
 *                 at the threshold                  -> idle, and on as usual
 *                 a message that is not full        -> idle, done: withheld
 *                 a bit that differs                -> idle, done: withheld, for an honest peer may have had a reorg
 *
 * A message that does not stand on the last one ends the download when our chain has its parent, for then the peer has
 * changed to another branch, and is looked at afresh. When nobody knows the parent it is no answer but the announcement of a
 * new block; Bitcoin Core drops the download then, here it goes on.
 *
 * MEMORY that one peer can take, besides the message in hand and a few kilobytes:
 *   commitments  6 * (now - median time past of the start + 7200) / commitmentPeriod bits, for no valid chain has more
 *                than six headers a second. 660 kB on mainnet from genesis at the end of 2026, and 37 kB more a year.
 *   buffer       (redownloadBufferSize + 2000) * 80 bytes, 1.38 MB on mainnet; only for a peer that has shown a chain
 *                with the work that is asked for.
 * `sizeBytes` tells how much of it is in use. The chain grows only by headers on branches with enough work, by what else
 * passed by chance (headers-sync-params.ts), and by branches off its own last 144 blocks, which cost their work.
 */
import { MAX_FUTURE_SECONDS, medianTimePast, UNCHECKED, workOfBits } from '../consensus/index.ts';
import {
  assertInteger,
  assertObject,
  assertWholeHeaders,
  bytesToUint256LE,
  concatBytes,
  describe,
  equalBytes,
  HEADER_SIZE_BYTES,
  hashToDisplayHex,
  sha256,
  uint256ToBytesLE,
} from '../primitives/index.ts';
import type { AcceptResult } from './accept-result.ts';
import type { ChainEntry } from './chain-entry.ts';
import { HeaderBatch } from './header-batch.ts';
import type { HeadersSyncAction, HeadersSyncEnd, HeadersSyncMessage } from './headers-sync-messages.ts';
import { headersSyncSettings, type HeadersSyncOptions, type HeadersSyncSettings } from './headers-sync-options.ts';
import { locatorHeights } from './locator.ts';
import { LowWorkSync } from './low-work-sync.ts';
import { faultOfReceived, workOfReceived } from './received-headers.ts';

/** Branches that grow from so many blocks below the tip, and are as hard, need no more work than they have. */
const NEAR_TIP_BLOCKS = 144n;

/** Headers a second at most: their time must pass the median of eleven, so six can have the same. */
const FASTEST_HEADERS_PER_SECOND = 6;

/** How long an answer may take (Bitcoin Core's HEADERS_RESPONSE_TIME). */
const RESPONSE_SECONDS = 120;

/** How far a download of headers has come whose work is not yet enough. */
export interface HeadersSyncProgress {
  /** Of the last header that came. */
  readonly height: number;
  /** Of the last header that came, seconds since 1970. */
  readonly time: number;
  /** Work up to the last header that came. */
  readonly chainWork: bigint;
  /** What `chainWork` has to reach before a header is kept. */
  readonly minimumChainWork: bigint;
}

/** The sync with one peer. */
export interface HeadersSync {
  /** `ended` after misbehaviour: the peer gets no answer any more. */
  readonly phase: 'idle' | 'presync' | 'redownload' | 'ended';
  /** Absent outside `presync` and `redownload`, which count from the start each. */
  readonly progress: HeadersSyncProgress | undefined;
  /** Bytes that are held for this peer: commitments and headers that wait for others above them. */
  readonly sizeBytes: number;
  /**
   * Takes in what happened and tells what to do. After `accept` the next message is `accepted` or `start`; a `tick` may
   * come between.
   * @throws TypeError, RangeError for a malformed message, one out of order, or hashes of the wrong size; nothing is
   * changed
   * @throws what a rule or the difficulty algorithm throws; the download that was under way is dropped
   */
  next(message: HeadersSyncMessage): HeadersSyncAction[];
}

class PeerHeadersSync implements HeadersSync {
  readonly #settings: HeadersSyncSettings;
  readonly #rootHeight: number;
  /** Numbers drawn from the salt. */
  #secrets = 0n;
  #download: Download | undefined;
  /** When the last request went out that is not answered yet. */
  #askedAt: number | undefined;
  /** What to do when the chain has taken the headers that it was handed. Absent when it has none in hand. */
  #afterAccept: AfterAccept | undefined;
  #ended = false;

  constructor(options: HeadersSyncOptions) {
    this.#settings = headersSyncSettings(options);
    const { chain } = this.#settings;
    this.#rootHeight = chain.entry(chain.locator().at(-1)!)!.height;
  }

  get phase(): HeadersSync['phase'] {
    if (this.#ended) return 'ended';
    return this.#download?.sync.phase ?? 'idle';
  }

  get progress(): HeadersSyncProgress | undefined {
    if (this.#download === undefined) return undefined;
    const { sync, minimumChainWork } = this.#download;
    const { height, time, chainWork } = sync.position;
    return { height, time, chainWork, minimumChainWork };
  }

  get sizeBytes(): number {
    return this.#download?.sync.sizeBytes ?? 0;
  }

  next(message: HeadersSyncMessage): HeadersSyncAction[] {
    assertObject('message', message);
    assertInteger('message.now', message.now, 0, 0xffffffff);
    switch (message.type) {
      case 'start':
        return this.#ended ? [] : this.#start(message.now);
      case 'headers':
        assertWholeHeaders(message.headers);
        if (this.#ended) return [];
        if (this.#afterAccept) throw new RangeError("message.type: expected 'accepted' after an accept, got 'headers'");
        return this.#receive(message.headers, message.now);
      case 'accepted':
        assertObject('message.result', message.result);
        return this.#takeResult(message.result, message.now);
      case 'tick':
        return this.#tick(message.now);
      default:
        return refuseType(message);
    }
  }

  #start(now: number): HeadersSyncAction[] {
    this.#forget();
    return [this.#ask(this.#settings.chain.locator(), now)];
  }

  #tick(now: number): HeadersSyncAction[] {
    // a clock that was set back would else make it wait for so much longer
    if (this.#askedAt !== undefined && now < this.#askedAt) this.#askedAt = now;
    return this.#askedAt !== undefined && now - this.#askedAt >= RESPONSE_SECONDS ? [this.#done('stalled')] : [];
  }

  #receive(headers: Uint8Array, now: number): HeadersSyncAction[] {
    const { chain, hasher, messageLimit } = this.#settings;
    const count = headers.length / HEADER_SIZE_BYTES;
    if (count > messageLimit) return [this.#misbehaving({ reason: 'headers message too large' })];
    if (count === 0) return [this.#done(this.#endOfPeersChain())];
    const received = new HeaderBatch(headers, hasher);
    const fault = faultOfReceived(received, chain.params);
    if (fault) return [this.#misbehaving(fault)];

    const parentHash = received.header(0).prevBlockHash;
    const start = chain.entry(hashToDisplayHex(parentHash));
    if (this.#download !== undefined) {
      if (equalBytes(parentHash, this.#download.sync.position.hash)) {
        return this.#continue(this.#download, received, now);
      }
      if (start === undefined) return [];
      this.#download = undefined;
    }
    if (start !== undefined) {
      this.#askedAt = undefined;
      return this.#begin(start, received, now);
    }
    // One request at a time, so that such messages cannot be turned into many.
    const isAsked = this.#askedAt !== undefined && now - this.#askedAt < RESPONSE_SECONDS;
    return isAsked ? [] : [this.#ask(chain.locator(), now)];
  }

  /** Headers on a block that the chain has, while no download is under way. */
  #begin(start: ChainEntry, received: HeaderBatch, now: number): HeadersSyncAction[] {
    const { chain, messageLimit, tuning } = this.#settings;
    const minimumChainWork = this.#threshold();
    const isEnough = start.chainWork + workOfReceived(received) >= minimumChainWork;
    if (isEnough || this.#endsInBestChain(received)) return this.#hand(received.bytes, followUp(received));
    if (received.count < messageLimit) return [this.#done('too-little-chainwork')];
    const sync = new LowWorkSync({
      params: chain.params,
      tuning,
      start,
      minimumChainWork,
      maxCommitments: maxCommitments(start, now, tuning.commitmentPeriod),
      key: this.#secret(),
      commitmentOffset: Number(bytesToUint256LE(this.#secret()) % BigInt(tuning.commitmentPeriod)),
      messageLimit,
    });
    return this.#continue({ sync, minimumChainWork, locator: this.#locatorFrom(start) }, received, now);
  }

  #continue(download: Download, received: HeaderBatch, now: number): HeadersSyncAction[] {
    this.#askedAt = undefined;
    // Kept again when there is more to come, and not when a rule throws.
    this.#download = undefined;
    const step = download.sync.next(received);
    if (step.next === 'misbehaving') return [this.#misbehaving(step)];
    if (step.next === 'complete') return this.#hand(step.release, followUp(received));
    if (step.next === 'more') this.#download = download;
    const after: AfterAccept = step.next === 'more' ? { go: 'continue' } : { go: 'done', reason: step.reason };
    return step.release.length > 0 ? this.#hand(step.release, after) : this.#go(after, now);
  }

  #hand(headers: Uint8Array, afterAccept: AfterAccept): HeadersSyncAction[] {
    this.#afterAccept = afterAccept;
    return [{ type: 'accept', headers }];
  }

  #takeResult({ rejected }: AcceptResult, now: number): HeadersSyncAction[] {
    const after = this.#afterAccept;
    if (after === undefined) throw new RangeError("message.type: expected 'accepted' after an accept only");
    if (rejected === undefined) {
      const actions = this.#go(after, now);
      this.#afterAccept = undefined;
      return actions;
    }
    const { height, reject } = rejected;
    // what was invalidated here by hand, or what stands on it, is no fault of the peer
    const isNoFault = reject.permanence === 'retry' || reject.id === 'duplicate-invalid' || reject.id === 'bad-prevblk';
    if (isNoFault) return [{ ...this.#done('refused'), reject }];
    return [this.#misbehaving({ reason: 'invalid header received', height, reject })];
  }

  #go(after: AfterAccept, now: number): HeadersSyncAction[] {
    const { chain, messageLimit } = this.#settings;
    if (after.go === 'done') return [this.#done(after.reason)];
    if (after.go === 'continue') {
      const { sync, locator } = this.#download!;
      // the last one is the start itself when the second download begins
      return [this.#ask([...new Set([hashToDisplayHex(sync.position.hash), ...locator])], now)];
    }
    if (after.count < messageLimit) return [this.#done('synced')];
    const last = chain.entry(after.lastHashHex);
    if (last === undefined) throw new RangeError('message.result: expected that of the chain which this sync reads');
    return [this.#ask(this.#locatorFrom(last), now)];
  }

  /** Headers that the best chain has take no memory, whatever their work. */
  #endsInBestChain(received: HeaderBatch): boolean {
    const { chain } = this.#settings;
    const hashHex = hashToDisplayHex(received.hash(received.count - 1));
    const entry = chain.entry(hashHex);
    return entry !== undefined && chain.entryAt(entry.height)?.hashHex === hashHex;
  }

  /** The work below which a branch is not kept (Bitcoin Core's GetAntiDoSWorkThreshold). */
  #threshold(): bigint {
    const { chain, minimumChainWork } = this.#settings;
    const nearTip = chain.tip.chainWork - NEAR_TIP_BLOCKS * workOfBits(chain.tip.bits);
    return nearTip > minimumChainWork ? nearTip : minimumChainWork;
  }

  /** 32 bytes that the peer cannot foresee, others each time: what one download told it is of no use in the next. */
  #secret(): Uint8Array {
    return sha256(concatBytes(this.#settings.salt, uint256ToBytesLE(this.#secrets++)));
  }

  #locatorFrom(entry: ChainEntry): string[] {
    return locatorHeights(entry.height, this.#rootHeight).map((height) => entry.ancestor(height)!.hashHex);
  }

  /** What it means that the peer has no more. */
  #endOfPeersChain(): HeadersSyncEnd {
    if (this.#download === undefined) return 'synced';
    return this.#download.sync.phase === 'presync' ? 'too-little-chainwork' : 'withheld';
  }

  #ask(locator: readonly string[], now: number): HeadersSyncAction {
    this.#askedAt = now;
    return { type: 'getheaders', locator };
  }

  #done(reason: HeadersSyncEnd): Extract<HeadersSyncAction, { type: 'done' }> {
    this.#forget();
    return { type: 'done', reason };
  }

  #misbehaving({ reason, height, reject }: Omit<Misbehavior, 'type'>): Misbehavior {
    this.#forget();
    this.#ended = true;
    return { type: 'misbehaving', reason, ...(height !== undefined && { height }), ...(reject && { reject }) };
  }

  #forget(): void {
    this.#download = undefined;
    this.#askedAt = undefined;
    this.#afterAccept = undefined;
  }
}

/** What follows when the chain has taken headers. */
type AfterAccept =
  | { readonly go: 'continue' }
  | { readonly go: 'done'; readonly reason: HeadersSyncEnd }
  /** They end where a message of `count` headers does. */
  | { readonly go: 'follow'; readonly count: number; readonly lastHashHex: string };

function followUp(received: HeaderBatch): AfterAccept {
  return { go: 'follow', count: received.count, lastHashHex: hashToDisplayHex(received.hash(received.count - 1)) };
}

type Misbehavior = Extract<HeadersSyncAction, { type: 'misbehaving' }>;

function refuseType({ type }: { readonly type: unknown }): never {
  throw new TypeError(`message.type: expected 'start', 'headers', 'accepted' or 'tick', got ${describe(type)}`);
}

/** A chain that is downloaded twice. */
interface Download {
  readonly sync: LowWorkSync;
  readonly minimumChainWork: bigint;
  /** From the start of the branch down: by it a peer that changed its chain finds where ours parts from it. */
  readonly locator: readonly string[];
}

/** More commitments than a chain above `start` can need by `now`, if it is valid. */
function maxCommitments(start: ChainEntry, now: number, period: number): number {
  const median = medianTimePast(start);
  // Above an anchor the median may not be known; it is not after the time of the header itself.
  const seconds = now - (median === UNCHECKED ? start.time : median) + MAX_FUTURE_SECONDS;
  return Math.max(0, Math.floor((FASTEST_HEADERS_PER_SECOND * seconds) / period));
}

/**
 * The sync of headers with one peer: give it what happens with `next`, and do what it answers.
 * @throws TypeError, RangeError for a malformed option
 */
export function createHeadersSync(options: HeadersSyncOptions): HeadersSync {
  return new PeerHeadersSync(options);
}
