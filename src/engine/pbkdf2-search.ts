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
import type { MessageHash, MessageSearchJob } from './message-job.ts';
import type { SearchEnd } from './search-job.ts';

const KEY_BLOCK_SIZE_BYTES = 64;
/** Words for each password: inner state, outer state, first iteration. */
const CHAIN_WORDS = 24;
/** Iterations, of all passwords together, that are worth a call of the kernel. */
const CALL_ITERATIONS = 10_000;

/** The state after one of HMAC's key blocks. */
function keyState(keyBlock: Uint8Array): Int32Array {
  const state = INITIAL.slice();
  compressBytes(state, keyBlock, 0);
  return state;
}

/** The digest of a message behind a key block whose state is given. */
function finish(keyBlockState: Int32Array, message: Uint8Array): Int32Array {
  const state = keyBlockState.slice();
  const blocks = padMessage(message, KEY_BLOCK_SIZE_BYTES + message.length);
  for (let at = 0; at < blocks.length; at += 64) compressBytes(state, blocks, at);
  return state;
}

/** Searches a job whose hash is `pbkdf2`. */
export function searchPbkdf2(
  kernel: Kernel,
  job: MessageSearchJob,
  { salt, iterations }: Extract<MessageHash, { kind: 'pbkdf2' }>,
): SearchEnd {
  const size = kernel.groupSize * Math.ceil(CALL_ITERATIONS / (kernel.groupSize * iterations));
  // block number 1 of the derived key
  const firstMessage = concatBytes(salt, Uint8Array.of(0, 0, 0, 1));
  for (let from = job.start; from < job.end; from += size) {
    const count = Math.min(size, job.end - from);
    const chains = new Uint32Array(CHAIN_WORDS * count);
    const keys = new Uint32Array(8 * count);
    for (let i = 0; i < count; i++) {
      const keyBlocks = hmacKeyBlocks(messageOfNonce(job, from + i));
      const inner = keyState(keyBlocks.inner);
      const outer = keyState(keyBlocks.outer);
      chains.set(inner, CHAIN_WORDS * i);
      chains.set(outer, CHAIN_WORDS * i + 8);
      const innerDigest = wordsToBytes(Uint32Array.from(finish(inner, firstMessage)));
      chains.set(finish(outer, innerDigest), CHAIN_WORDS * i + 16);
    }
    kernel.iterateHmac(chains, iterations, keys);
    for (let i = 0; i < count; i++) {
      if (meetsTarget(wordsToBytes(keys.subarray(8 * i, 8 * i + 8)), job.target))
        return { status: 'candidate', nonce: from + i, attempts: from + i - job.start + 1 };
    }
  }
  return { status: 'exhausted', attempts: job.end - job.start };
}
