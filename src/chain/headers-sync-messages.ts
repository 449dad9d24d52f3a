/** What goes into the sync of headers with one peer, and what comes out: plain values, so that any transport fits. */
import type { Reject } from '../consensus/index.ts';
import type { AcceptResult } from './accept-result.ts';

/** What happened. `now` is the clock: whole seconds since 1970, a uint32. */
export type HeadersSyncMessage =
  /** Ask the peer for headers from our tip on. What was under way with it is dropped. */
  | { readonly type: 'start'; readonly now: number }
  /** The peer sent a `headers` message, asked for or not. n * 80 bytes, without the counts of transactions; n may be 0. */
  | { readonly type: 'headers'; readonly headers: Uint8Array; readonly now: number }
  /** The answer of the chain's `accept` to the action `accept`. */
  | { readonly type: 'accepted'; readonly result: AcceptResult; readonly now: number }
  /** Time went by: finds out that the peer does not answer. Every few seconds will do. */
  | { readonly type: 'tick'; readonly now: number };

/** Why there is nothing more to wait for. */
export type HeadersSyncEnd =
  /** The peer has no more headers, and the chain has those it sent. */
  | 'synced'
  /** The peer's chain ended below the work that is asked for; nothing of it was kept. It may have grown when asked again. */
  | 'too-little-chainwork'
  /** More headers than a chain can have by now. Unless the clock here is far behind, the peer means harm. */
  | 'too-many-headers'
  /** The peer does not send again the chain that it showed before: it means harm, or had a reorg meanwhile. */
  | 'withheld'
  /** No answer in two minutes. */
  | 'stalled'
  /**
   * The chain refused a header that may be valid later (`reject.permanence` is `retry`), or one that was invalidated here
   * or stands on such a one (`duplicate-invalid`, `bad-prevblk`): the peer is not at fault.
   */
  | 'refused';

/** Why a peer should be sent away. The texts are Bitcoin Core's where it has one. */
export type MisbehaviorReason =
  | 'headers message too large'
  | 'header with invalid proof of work'
  | 'non-continuous headers sequence'
  | 'invalid difficulty transition'
  | 'invalid header received';

/** What to do, or what was done. */
export type HeadersSyncAction =
  /** Send the peer `getheaders` with these hashes (display order) and a stop hash of zeros. */
  | { readonly type: 'getheaders'; readonly locator: readonly string[] }
  /**
   * Give the chain (or the stored chain) these n * 80 bytes, without a minimum of work, for that was judged; then pass on
   * what it answered as the next message.
   */
  | { readonly type: 'accept'; readonly headers: Uint8Array }
  /** Nothing is awaited. The peer may still announce headers, and may be asked again with `start`. */
  | { readonly type: 'done'; readonly reason: HeadersSyncEnd; readonly reject?: Reject }
  /** Send the peer away, no honest one does this; from then on every message is answered with nothing. */
  | {
      readonly type: 'misbehaving';
      readonly reason: MisbehaviorReason;
      /** The height of the header at fault, where its place is known. */
      readonly height?: number;
      /** The rule that refused it. */
      readonly reject?: Reject;
    };
