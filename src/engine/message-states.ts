/**
 * The first hash of many messages that differ in their nonces alone, in pieces: whole blocks of the prefix once for all,
 * the blocks with the nonce for each message, the blocks behind for all messages side by side.
 *
 *     | prefix: one state | rest of prefix, nonce, beginning of suffix | suffix, padding |
 *     |  for all, once    |  for each message                          |  the same for all, side by side |
 */
import { concatBytes, padMessage } from '../primitives/index.ts';
import type { Steps } from '../primitives/index.ts';
import { allowedEach } from './allowance.ts';
import type { Allowance } from './allowance.ts';
import { compressBytes, INITIAL } from './js-sha256.ts';
import type { Kernel } from './kernel.ts';
import { encodeNonce } from './message-job.ts';
import type { MessagePuzzle } from './message-job.ts';

const BLOCK_SIZE_BYTES = 64;
const STATE_WORDS = 8;
/** Blocks of one call of the kernel, which copies them. */
const CALL_BLOCKS = 1024;

/** Hashes whole blocks behind states of eight words, in place: the same blocks behind each. */
export function* hashBlocks(
  kernel: Kernel,
  allowance: Allowance,
  states: Uint32Array,
  blocks: Uint8Array,
): Steps<void> {
  const count = states.length / STATE_WORDS;
  for (let at = 0; at < blocks.length;) {
    if (allowance.left <= 0) yield;
    const left = (blocks.length - at) / BLOCK_SIZE_BYTES;
    const now = allowedEach(allowance, count, Math.min(left, CALL_BLOCKS));
    kernel.hashBlocks(states, blocks.subarray(at, at + now * BLOCK_SIZE_BYTES));
    allowance.left -= now * count;
    at += now * BLOCK_SIZE_BYTES;
  }
}

/** The state after the whole blocks of a prefix: eight words. */
export function* prefixState(kernel: Kernel, allowance: Allowance, prefix: Uint8Array): Steps<Uint32Array> {
  const state = Uint32Array.from(INITIAL);
  yield* hashBlocks(kernel, allowance, state, prefix.subarray(0, prefix.length - (prefix.length % BLOCK_SIZE_BYTES)));
  return state;
}

/** What is the same for all messages whose nonces have one size. */
interface Frame {
  readonly nonceSizeBytes: number;
  /** The blocks with the nonce, zeros in its place. */
  readonly own: Uint8Array;
  /** The blocks behind: those of the suffix alone, and the padding with what is left of it. */
  readonly behind: readonly Uint8Array[];
}

/** The digests of `count` messages of a puzzle whose nonces are written in equally many bytes: eight words each. */
export type DigestsOf = (kernel: Kernel, allowance: Allowance, firstNonce: number, count: number) => Steps<Uint32Array>;

/** Hashes the messages of a puzzle. What depends on the prefix alone, or on the size of the nonce alone, is kept. */
export function createMessageStates(puzzle: MessagePuzzle): DigestsOf {
  const { prefix, suffix = new Uint8Array(0) } = puzzle;
  const restOfPrefix = prefix.subarray(prefix.length - (prefix.length % BLOCK_SIZE_BYTES));
  let afterPrefix: Uint32Array | undefined;
  let frame: Frame | undefined;

  function frameFor(nonceSizeBytes: number): Frame {
    const before = concatBytes(restOfPrefix, new Uint8Array(nonceSizeBytes));
    const sizeBytes = prefix.length + nonceSizeBytes + suffix.length;
    const toBlockEnd = (BLOCK_SIZE_BYTES - (before.length % BLOCK_SIZE_BYTES)) % BLOCK_SIZE_BYTES;
    if (suffix.length < toBlockEnd)
      return { nonceSizeBytes, own: padMessage(concatBytes(before, suffix), sizeBytes), behind: [] };
    const endOfBlocks = suffix.length - ((suffix.length - toBlockEnd) % BLOCK_SIZE_BYTES);
    const behind = [suffix.subarray(toBlockEnd, endOfBlocks), padMessage(suffix.subarray(endOfBlocks), sizeBytes)];
    return { nonceSizeBytes, own: concatBytes(before, suffix.subarray(0, toBlockEnd)), behind };
  }

  return function* digests(kernel, allowance, firstNonce, count) {
    afterPrefix ??= yield* prefixState(kernel, allowance, prefix);
    const nonceSizeBytes = encodeNonce(puzzle, firstNonce).length;
    if (frame?.nonceSizeBytes !== nonceSizeBytes) frame = frameFor(nonceSizeBytes);
    const { own, behind } = frame;
    const states = new Uint32Array(STATE_WORDS * count);
    const message = own.slice();
    for (let i = 0; i < count; i++) {
      message.set(encodeNonce(puzzle, firstNonce + i), restOfPrefix.length);
      const state = Int32Array.from(afterPrefix);
      for (let at = 0; at < message.length; at += BLOCK_SIZE_BYTES) compressBytes(state, message, at);
      states.set(state, STATE_WORDS * i);
    }
    allowance.left -= (count * own.length) / BLOCK_SIZE_BYTES;
    for (const blocks of behind) yield* hashBlocks(kernel, allowance, states, blocks);
    return states;
  };
}
