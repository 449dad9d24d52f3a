/**
 * Cuts a message search into stretches in which only up to four bytes of the message change.
 *
 * The nonce is written as high part and *counter*: the counter is its last four decimal or hexadecimal digits (all of
 * them, where there are fewer), or its low 32 bits. A stretch is all nonces with one high part and one number of digits;
 * within it everything but the counter's bytes is constant, so that whatever does not see the counter is computed once:
 *
 *     | prefix | high part |.counter.| suffix | padding |        u64le has the high part behind the counter
 *     |  blocks before: state  | changing: 1 or 2 |  blocks behind: sums K + W  |
 */
import { concatBytes, dataView, padMessage } from '../primitives/index.ts';
import { firstWordFilter } from './digest-target.ts';
import type { FirstWordFilter } from './digest-target.ts';
import { compressBytes, expandSums } from './js-sha256.ts';
import { encodeNonce } from './message-job.ts';
import type { MessagePuzzle } from './message-job.ts';

/** How a counter becomes bytes. */
export type CounterKind = 'decimal' | 'hex' | 'big-endian' | 'little-endian';

/** One stretch, as a kernel takes it. */
export interface MessagePlan {
  readonly counter: CounterKind;
  /** Bytes of the counter: 1 to 4; the lower digits where there are fewer than four. */
  readonly counterSizeBytes: number;
  /** Where the counter begins in the first changing block: 0 to 63. */
  readonly counterOffset: number;
  /** The state before the first changing block: eight words. */
  readonly state: Int32Array;
  /** The changing blocks, 16 words each, one or two, zeros in the counter's place; padded. */
  readonly blocks: Int32Array;
  /** K[t] + W[t] of the blocks behind, 64 words each. */
  readonly knownSums: Int32Array;
  /** SHA-256 of the message, then of the digest, so many times in all. */
  readonly iterations: number;
  readonly filter: FirstWordFilter;
}

/** A stretch and its nonces: counter `c` is nonce `firstNonce + c`. */
interface MessageStretch {
  readonly plan: MessagePlan;
  /** The nonce of counter 0. Where it would have fewer digits it is not of this stretch: 1000 to 9999 are counters of 0. */
  readonly firstNonce: number;
  /** One past the last nonce. */
  readonly endNonce: number;
}

const COUNTER_DIGITS = 4;

/** Plans the stretches of one puzzle whose hash is `sha256`. */
export interface MessagePlanner {
  /** The stretch that a nonce belongs to. */
  stretchOf(nonce: number): MessageStretch;
}

/** Where the counter of a nonce is, and which nonces share its high part. */
interface CounterSpan {
  readonly kind: CounterKind;
  readonly sizeBytes: number;
  /** Bytes of the nonce before the counter. */
  readonly offset: number;
  readonly firstNonce: number;
  readonly endNonce: number;
}

function spanOf({ encoding, hexDigits }: MessagePuzzle, nonce: number): CounterSpan {
  switch (encoding) {
    case 'decimal': {
      const digits = String(nonce).length;
      return digitSpan('decimal', 10, digits, nonce);
    }
    case 'hex':
      return digitSpan('hex', 16, hexDigits!, nonce);
    case 'u32be':
    case 'u64be':
      return wordSpan('big-endian', encoding === 'u32be' ? 0 : 4, nonce);
    case 'u32le':
    case 'u64le':
      return wordSpan('little-endian', 0, nonce);
  }
}

function digitSpan(kind: 'decimal' | 'hex', base: number, digits: number, nonce: number): CounterSpan {
  const sizeBytes = Math.min(COUNTER_DIGITS, digits);
  const size = base ** sizeBytes;
  const firstNonce = nonce - (nonce % size);
  return { kind, sizeBytes, offset: digits - sizeBytes, firstNonce, endNonce: firstNonce + size };
}

function wordSpan(kind: 'big-endian' | 'little-endian', offset: number, nonce: number): CounterSpan {
  const firstNonce = nonce - (nonce % 2 ** 32);
  return { kind, sizeBytes: 4, offset, firstNonce, endNonce: firstNonce + 2 ** 32 };
}

/**
 * A planner for a puzzle. What depends on the number of digits alone is kept between stretches.
 * @param afterPrefix the state after the whole blocks of the prefix: eight words
 */
export function createMessagePlanner(puzzle: MessagePuzzle, afterPrefix: Uint32Array): MessagePlanner {
  const { prefix, suffix = new Uint8Array(0), hash = { kind: 'sha256' } } = puzzle;
  const filter = firstWordFilter(puzzle.target);
  const iterations = hash.iterations ?? 1;
  const restOfPrefix = prefix.subarray(64 * Math.floor(prefix.length / 64));
  let knownSums = new Int32Array(0);
  let knownForSize = -1;

  return {
    stretchOf(nonce) {
      const span = spanOf(puzzle, nonce);
      const nonceBytes = encodeNonce(puzzle, span.firstNonce);
      // a nonce below the stretch's digits, such as the 0 of 0 to 99, is written shorter: its place is zeros anyway
      const digits = span.offset + span.sizeBytes;
      const field = new Uint8Array(Math.max(digits, nonceBytes.length));
      field.set(nonceBytes);
      field.fill(0, span.offset, span.offset + span.sizeBytes);

      const bytes = padMessage(concatBytes(restOfPrefix, field, suffix), prefix.length + field.length + suffix.length);

      const at = restOfPrefix.length + span.offset;
      const firstBlock = Math.floor(at / 64);
      const endBlock = Math.floor((at + span.sizeBytes - 1) / 64) + 1;
      const state = Int32Array.from(afterPrefix);
      for (let i = 0; i < firstBlock; i++) compressBytes(state, bytes, 64 * i);
      const view = dataView(bytes);
      const blocks = Int32Array.from({ length: 16 * (endBlock - firstBlock) }, (_, i) =>
        view.getInt32(64 * firstBlock + 4 * i),
      );
      // a high part behind the counter may stand in these blocks too
      if (knownForSize !== field.length || digits < field.length) {
        knownForSize = field.length;
        knownSums = new Int32Array(bytes.length - 64 * endBlock);
        for (let from = 64 * endBlock, to = 0; from < bytes.length; from += 64, to += 64)
          expandSums(bytes, from, knownSums, to);
      }
      const plan: MessagePlan = {
        counter: span.kind,
        counterSizeBytes: span.sizeBytes,
        counterOffset: at % 64,
        state,
        blocks,
        knownSums,
        iterations,
        filter,
      };
      return { plan, firstNonce: span.firstNonce, endNonce: span.endNonce };
    },
  };
}
