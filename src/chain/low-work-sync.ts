/**
 * One chain of one peer whose work is not known to be enough: downloaded twice, kept the second time only.
 * headers-sync.ts tells why, and what memory it may take.
 */
import { permittedDifficultyTransition, workOfBits, type NetworkParams } from '../consensus/index.ts';
import { concatBytes, copyBytes, sha256 } from '../primitives/index.ts';
import type { ChainEntry } from './chain-entry.ts';
import { CommitmentQueue } from './commitment-queue.ts';
import type { HeaderBatch } from './header-batch.ts';
import type { HeadersSyncEnd, MisbehaviorReason } from './headers-sync-messages.ts';
import type { HeadersSyncParams } from './headers-sync-params.ts';
import { RedownloadBuffer } from './redownload-buffer.ts';

/** What one sync of a chain stands on. */
interface LowWorkSyncOptions {
  readonly params: NetworkParams;
  readonly tuning: HeadersSyncParams;
  /** The entry of our chain that the peer's branch grows from. */
  readonly start: ChainEntry;
  /** The chain work that makes headers worth keeping; above that of `start`. */
  readonly minimumChainWork: bigint;
  /** More commitments than a chain can have by now. */
  readonly maxCommitments: number;
  /** 32 bytes, never used for another sync, so that what one taught the peer is of no use in the next. */
  readonly key: Uint8Array;
  /** Heights with this remainder by the period are committed to. As secret as the key. */
  readonly commitmentOffset: number;
  /** Headers of a full message. */
  readonly messageLimit: number;
}

/** What a message led to. `release`: n * 80 bytes for the chain, their work is proven. */
type LowWorkStep =
  /** Ask for what follows `lastHash`. */
  | { readonly next: 'more'; readonly release: Uint8Array }
  /** All that was held back is in `release`; from here on the peer's chain needs no second download. */
  | { readonly next: 'complete'; readonly release: Uint8Array }
  | { readonly next: 'give-up'; readonly reason: HeadersSyncEnd; readonly release: Uint8Array }
  | { readonly next: 'misbehaving'; readonly reason: MisbehaviorReason; readonly height: number };

const NOTHING = new Uint8Array(0);

/** Where a download stands: the last header that came, and the work up to it. */
interface Position {
  height: number;
  hash: Uint8Array;
  bits: number;
  time: number;
  chainWork: bigint;
}

/** The two phases. */
export class LowWorkSync {
  readonly #options: LowWorkSyncOptions;
  readonly #commitments = new CommitmentQueue();
  #at: Position;
  /** Absent while the work is counted. */
  #buffer: RedownloadBuffer | undefined;

  constructor(options: LowWorkSyncOptions) {
    this.#options = options;
    this.#at = this.#atStart();
  }

  get phase(): 'presync' | 'redownload' {
    return this.#buffer === undefined ? 'presync' : 'redownload';
  }

  /** The last header that came in this phase. */
  get position(): Readonly<Position> {
    return this.#at;
  }

  /** Bytes of the commitments and of the headers that are held back. */
  get sizeBytes(): number {
    return this.#commitments.sizeBytes + (this.#buffer?.sizeBytes ?? 0);
  }

  /** @param received the first stands on `position.hash`; not more than a full message */
  next(received: HeaderBatch): LowWorkStep {
    return this.#buffer === undefined ? this.#presync(received) : this.#redownload(received, this.#buffer);
  }

  #presync(received: HeaderBatch): LowWorkStep {
    const { minimumChainWork, maxCommitments, messageLimit, tuning } = this.#options;
    for (let i = 0; i < received.count; i++) {
      if (!this.#advance(received, i)) return this.#fault('invalid difficulty transition');
      if (!this.#isCommittedTo(this.#at.height)) continue;
      this.#commitments.push(this.#bitOf(received.hash(i)));
      if (this.#commitments.size > maxCommitments) {
        return { next: 'give-up', reason: 'too-many-headers', release: NOTHING };
      }
    }
    if (this.#at.chainWork >= minimumChainWork) {
      this.#buffer = new RedownloadBuffer(tuning.redownloadBufferSize + messageLimit);
      this.#at = this.#atStart();
      return { next: 'more', release: NOTHING };
    }
    return received.count === messageLimit
      ? { next: 'more', release: NOTHING }
      : { next: 'give-up', reason: 'too-little-chainwork', release: NOTHING };
  }

  #redownload(received: HeaderBatch, buffer: RedownloadBuffer): LowWorkStep {
    const { minimumChainWork, messageLimit, tuning } = this.#options;
    for (let i = 0; i < received.count; i++) {
      if (!this.#advance(received, i)) return this.#fault('invalid difficulty transition');
      // From here on the work is proven, and the peer's chain may have changed above what it showed.
      if (this.#at.chainWork >= minimumChainWork || !this.#isCommittedTo(this.#at.height)) continue;
      // none is left, or it differs: another chain than the one that was shown. An honest peer may have had a reorg.
      if (this.#commitments.shift() !== this.#bitOf(received.hash(i)))
        return { next: 'give-up', reason: 'withheld', release: NOTHING };
    }
    buffer.push(received.bytes);
    if (this.#at.chainWork >= minimumChainWork) return { next: 'complete', release: buffer.take(buffer.size) };

    const release = buffer.take(Math.max(0, buffer.size - tuning.redownloadBufferSize));
    return received.count === messageLimit
      ? { next: 'more', release }
      : { next: 'give-up', reason: 'withheld', release };
  }

  /** Moves on to a header; false when no chain could have its bits there. */
  #advance(received: HeaderBatch, index: number): boolean {
    const at = this.#at;
    const { bits, time } = received.header(index);
    at.height++;
    if (!permittedDifficultyTransition(this.#options.params, at.height, at.bits, bits)) return false;
    at.chainWork += workOfBits(bits);
    at.bits = bits;
    at.time = time;
    // a copy, so that the hashes of the message are not kept
    if (index === received.count - 1) at.hash = copyBytes(received.hash(index));
    return true;
  }

  #isCommittedTo(height: number): boolean {
    return height % this.#options.tuning.commitmentPeriod === this.#options.commitmentOffset;
  }

  /**
   * Bitcoin Core takes a bit of SipHash-2-4. Once in some hundred headers a bit of SHA-256 costs nothing either, and 64
   * bytes of key and hash, always as many, are a sound use of it as a keyed function.
   */
  #bitOf(hash: Uint8Array): number {
    return sha256(concatBytes(this.#options.key, hash))[0]! & 1;
  }

  #fault(reason: MisbehaviorReason): LowWorkStep {
    return { next: 'misbehaving', reason, height: this.#at.height };
  }

  #atStart(): Position {
    const { height, hash, bits, time, chainWork } = this.#options.start;
    return { height, hash, bits, time, chainWork };
  }
}
