/**
 * Keys derived from many passwords, in pieces (PBKDF2-HMAC-SHA-256, RFC 8018, 5.2): the messages of a puzzle are the passwords.
 *
 * HMAC's two key blocks are hashed here for each password. The salt is the same for all, so its blocks are hashed side by
 * side; so are the iterations behind the first, two compressions each.
 */
import { concatBytes, hmacKeyBlocks, padMessage, wordsToBytes } from '../primitives/index.ts';
import type { Steps } from '../primitives/index.ts';
import { allowedEach } from './allowance.ts';
import type { Allowance } from './allowance.ts';
import { compressBytes, INITIAL } from './js-sha256.ts';
import type { Kernel } from './kernel.ts';
import { messageOfNonce } from './message-job.ts';
import type { MessageHash, MessagePuzzle } from './message-job.ts';
import { createMessageStates, hashBlocks } from './message-states.ts';
import type { DigestsOf } from './message-states.ts';

const KEY_BLOCK_SIZE_BYTES = 64;
const STATE_WORDS = 8;
/** Words for each password, as the kernel takes them, and where each eight of them begin. */
const CHAIN_WORDS = 32;
const AT = { inner: 0, outer: 8, last: 16, key: 24 } as const;

/** The state behind a state and a block. */
function stateBehind(before: Iterable<number>, block: Uint8Array): Int32Array {
  const state = Int32Array.from(before);
  compressBytes(state, block, 0);
  return state;
}

function padBehindKey(message: Uint8Array): Uint8Array {
  return padMessage(message, KEY_BLOCK_SIZE_BYTES + message.length);
}

/** Derives the keys of a puzzle's messages; what is the same for all passwords is done here. */
export function createDerivedKeys(
  puzzle: MessagePuzzle,
  { salt, iterations }: Extract<MessageHash, { kind: 'pbkdf2' }>,
): DigestsOf {
  const digestsOfMessages = createMessageStates(puzzle);
  // block number 1 of the derived key
  const firstMessage = padBehindKey(concatBytes(salt, Uint8Array.of(0, 0, 0, 1)));
  const besideNonce = puzzle.prefix.length + (puzzle.suffix?.length ?? 0);

  /** HMAC's keys: the passwords, or their digests where they are longer than a block. */
  function* hmacKeys(kernel: Kernel, allowance: Allowance, firstNonce: number, count: number): Steps<Uint8Array[]> {
    if (besideNonce < KEY_BLOCK_SIZE_BYTES) {
      const passwords = Array.from({ length: count }, (_, i) => messageOfNonce(puzzle, firstNonce + i));
      if (passwords[0]!.length <= KEY_BLOCK_SIZE_BYTES) return passwords;
    }
    const digests = yield* digestsOfMessages(kernel, allowance, firstNonce, count);
    return Array.from({ length: count }, (_, i) => wordsToBytes(wordsAt(digests, STATE_WORDS * i)));
  }

  return function* derive(kernel, allowance, firstNonce, count) {
    const keys = yield* hmacKeys(kernel, allowance, firstNonce, count);
    const chains = new Uint32Array(CHAIN_WORDS * count);
    const inners = new Uint32Array(STATE_WORDS * count);
    for (let i = 0; i < count; i++) {
      const keyBlocks = hmacKeyBlocks(keys[i]!);
      const inner = stateBehind(INITIAL, keyBlocks.inner);
      inners.set(inner, STATE_WORDS * i);
      chains.set(inner, CHAIN_WORDS * i + AT.inner);
      chains.set(stateBehind(INITIAL, keyBlocks.outer), CHAIN_WORDS * i + AT.outer);
    }
    allowance.left -= 2 * count;
    yield* hashBlocks(kernel, allowance, inners, firstMessage);
    for (let i = 0; i < count; i++) {
      const innerDigest = wordsToBytes(wordsAt(inners, STATE_WORDS * i));
      const first = stateBehind(wordsAt(chains, CHAIN_WORDS * i + AT.outer), padBehindKey(innerDigest));
      chains.set(first, CHAIN_WORDS * i + AT.last);
      chains.set(first, CHAIN_WORDS * i + AT.key);
    }
    allowance.left -= count;
    for (let left = iterations - 1; left > 0;) {
      if (allowance.left <= 0) yield;
      const now = allowedEach(allowance, 2 * count, left);
      kernel.iterateHmac(chains, now);
      allowance.left -= 2 * now * count;
      left -= now;
    }
    const derived = new Uint32Array(STATE_WORDS * count);
    for (let i = 0; i < count; i++) derived.set(wordsAt(chains, CHAIN_WORDS * i + AT.key), STATE_WORDS * i);
    return derived;
  };
}

function wordsAt(words: Uint32Array, at: number): Uint32Array {
  return words.subarray(at, at + STATE_WORDS);
}
