/** Hashes under way in JavaScript, one after another: more blocks behind a state, chains of digests, chains of HMACs. */
import { dataView } from '../primitives/index.ts';
import { compress } from './js-compress.ts';
import { END_BIT, INITIAL } from './js-sha256.ts';

const STATE_WORDS = 8;
const CHAIN_WORDS = 32;

/** A digest of eight words as a block of its own, with the padding of a message of `sizeBytes`. */
function digestBlock(digest: Uint32Array, sizeBytes: number): Int32Array {
  const block = new Int32Array(16);
  block.set(digest);
  block[STATE_WORDS] = END_BIT;
  block[15] = 8 * sizeBytes;
  return block;
}

/** See `Kernel.hashBlocks`. */
export function hashBlocks(states: Uint32Array, blocks: Uint8Array): void {
  const input = dataView(blocks);
  const block = new Int32Array(16);
  for (let i = 0; i < states.length; i += STATE_WORDS) {
    const state = Int32Array.from(states.subarray(i, i + STATE_WORDS));
    for (let at = 0; at < blocks.length; at += 64) {
      for (let t = 0; t < 16; t++) block[t] = input.getInt32(at + 4 * t);
      compress(state, state, state, block, 0);
    }
    states.set(state, i);
  }
}

/** See `Kernel.iterateSha256`. */
export function iterateSha256(digests: Uint32Array, more: number): void {
  for (let i = 0; i < digests.length; i += STATE_WORDS) {
    const digest = digestBlock(digests.subarray(i, i + STATE_WORDS), 32);
    for (let j = 0; j < more; j++) compress(digest, INITIAL, INITIAL, digest, 0);
    digests.set(digest.subarray(0, STATE_WORDS), i);
  }
}

/** See `Kernel.iterateHmac`. */
export function iterateHmac(chains: Uint32Array, more: number): void {
  for (let from = 0; from < chains.length; from += CHAIN_WORDS) {
    const wordsAt = (at: number): Uint32Array => chains.subarray(from + at, from + at + STATE_WORDS);
    const inner = Int32Array.from(wordsAt(0));
    const outer = Int32Array.from(wordsAt(8));
    const key = Int32Array.from(wordsAt(24));
    // both hashes have the key block of 64 bytes before them
    const digest = digestBlock(wordsAt(16), 64 + 32);
    for (let i = 0; i < more; i++) {
      compress(digest, inner, inner, digest, 0);
      compress(digest, outer, outer, digest, 0);
      for (let t = 0; t < STATE_WORDS; t++) key[t]! ^= digest[t]!;
    }
    wordsAt(16).set(digest.subarray(0, STATE_WORDS));
    wordsAt(24).set(key);
  }
}
