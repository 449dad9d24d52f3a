/**
 * The search for a password whose derived key meets a target (PBKDF2-HMAC-SHA-256, RFC 8018, 5.2).
 *
 * HMAC's two key blocks and the first iteration are computed here for each password; the kernel runs the other
 * iterations, two compressions each, for a group of passwords side by side.
 */
import { concatBytes, hmacKeyBlocks, padMessage, wordsToBytes } from '../primitives/index.ts';
import { meetsTarget } from './digest-target.ts';
import { compressBytes, INITIAL } from './js-sha256.ts';
import type { Kernel } from './kernel.ts';
import { messageOfNonce } from './message-job.ts';
import type { MessageHash, MessagePuzzle } from './message-job.ts';
import type { SearchEnd } from './search-job.ts';

const KEY_BLOCK_SIZE_BYTES = 64;
/** Words for each password: eight each of inner state, outer state, first iteration. */
const CHAIN_WORDS = 24;
/** Iterations, of all passwords together, that are worth a call of the kernel. */
const CALL_ITERATIONS = 10_000;

/** The state after one of HMAC's key blocks. */
function keyState(keyBlock: Uint8Array): Int32Array {
  const state = INITIAL.slice();
  compressBytes(state, keyBlock, 0);
  return state;
}

/** The digest of a message behind a key block whose state is given. @param padded by `padBehindKey` */
function finish(keyBlockState: Int32Array, padded: Uint8Array): Int32Array {
  const state = keyBlockState.slice();
  for (let at = 0; at < padded.length; at += 64) compressBytes(state, padded, at);
  return state;
}

function padBehindKey(message: Uint8Array): Uint8Array {
  return padMessage(message, KEY_BLOCK_SIZE_BYTES + message.length);
}

/** The search of the ranges of a puzzle whose hash is `pbkdf2`; what is the same for all passwords is done here. */
export function pbkdf2Search(
  puzzle: MessagePuzzle,
  { salt, iterations }: Extract<MessageHash, { kind: 'pbkdf2' }>,
): (kernel: Kernel, start: number, end: number) => SearchEnd {
  // block number 1 of the derived key
  const firstMessage = padBehindKey(concatBytes(salt, Uint8Array.of(0, 0, 0, 1)));

  /** What the kernel takes for a password: inner state, outer state, first iteration. */
  function setChain(chain: Uint32Array, password: Uint8Array): void {
    const keyBlocks = hmacKeyBlocks(password);
    const inner = keyState(keyBlocks.inner);
    const outer = keyState(keyBlocks.outer);
    const innerDigest = wordsToBytes(Uint32Array.from(finish(inner, firstMessage)));
    chain.set(inner);
    chain.set(outer, 8);
    chain.set(finish(outer, padBehindKey(innerDigest)), 16);
  }

  return (kernel, start, end) => {
    const size = kernel.groupSize * Math.ceil(CALL_ITERATIONS / (kernel.groupSize * iterations));
    for (let from = start; from < end; from += size) {
      const count = Math.min(size, end - from);
      const chains = new Uint32Array(CHAIN_WORDS * count);
      const keys = new Uint32Array(8 * count);
      for (let i = 0; i < count; i++)
        setChain(chains.subarray(CHAIN_WORDS * i, CHAIN_WORDS * (i + 1)), messageOfNonce(puzzle, from + i));
      kernel.iterateHmac(chains, iterations, keys);
      for (let i = 0; i < count; i++) {
        if (meetsTarget(wordsToBytes(keys.subarray(8 * i, 8 * i + 8)), puzzle.target))
          return { status: 'candidate', nonce: from + i, attempts: from + i - start + 1 };
      }
    }
    return { status: 'exhausted', attempts: end - start };
  };
}
