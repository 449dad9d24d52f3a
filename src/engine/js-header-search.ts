/** The header search in JavaScript: nonces one after another, each in all versions of the header. */
import { HEADER_BITS, VERSION_WORDS_COUNT } from './header-words.ts';
import type { HeaderWords } from './header-words.ts';
import { compress } from './js-compress.ts';
import { END_BIT, INITIAL, swapBytes } from './js-sha256.ts';

/**
 * Makes the search of one header: `nonce * versions + version` of the lowest whose hash has its top word at or below
 * `targetTop`, or -1.
 */
export function createHeaderSearch(words: HeaderWords, targetTop: number): (start: number, end: number) => number {
  const versions = words.versions.length / VERSION_WORDS_COUNT;
  const wordsOf = (version: number, from: number): Int32Array =>
    Int32Array.from(
      words.versions.subarray(VERSION_WORDS_COUNT * version + from, VERSION_WORDS_COUNT * version + from + 8),
    );
  const midstates = Array.from({ length: versions }, (_, version) => wordsOf(version, 0));
  /** After round 3 for the W3 in `block`, which is added to the first and the fifth word. */
  const afterRound3 = Array.from({ length: versions }, (_, version) => wordsOf(version, 8));
  /** The header's second block: `tail | nonce | padding`, the nonce 0 at first. */
  const block = new Int32Array(16);
  block.set(words.tail);
  block[4] = END_BIT;
  block[15] = HEADER_BITS;
  /** The message of the second hash, then its digest; behind that the padding of 32 bytes. */
  const digest = new Int32Array(16);
  digest[8] = END_BIT;
  digest[15] = 256;

  return (start, end) => {
    for (let nonce = start; nonce < end; nonce++) {
      const w3 = swapBytes(nonce);
      const change = (w3 - block[3]!) | 0;
      block[3] = w3;
      for (const state of afterRound3) {
        state[0]! += change;
        state[4]! += change;
      }
      for (let version = 0; version < versions; version++) {
        compress(digest, midstates[version]!, afterRound3[version]!, block, 4);
        compress(digest, INITIAL, INITIAL, digest, 0);
        if (swapBytes(digest[7]!) >>> 0 <= targetTop) return nonce * versions + version;
      }
    }
    return -1;
  };
}
