/** The header search in JavaScript: nonces one after another, each in all versions of the header. */
import { VERSION_WORDS_COUNT } from './header-words.ts';
import type { HeaderWords } from './header-words.ts';
import { compress } from './js-compress.ts';
import { END_BIT, expand, INITIAL, runRounds, sigma0, sigma1, swapBytes } from './js-sha256.ts';

const HEADER_BITS = 640;

/** The header's second block with nonce 0: `tail | nonce | padding`, the tail found again from the words made of it. */
function secondBlock(schedule: Uint32Array): Int32Array {
  const [w16, w17, w18] = Int32Array.from(schedule) as unknown as [number, number, number];
  const block = new Int32Array(64);
  block[2] = w18 - sigma1(w16);
  block[1] = w17 - sigma1(HEADER_BITS) - sigma0(block[2]!);
  block[0] = w16 - sigma0(block[1]!);
  block[4] = END_BIT;
  block[15] = HEADER_BITS;
  return block;
}

/**
 * Makes the search of one header: `nonce * versions + version` of the lowest whose hash has its top word at or below
 * `targetTop`, or -1.
 */
export function createHeaderSearch(words: HeaderWords, targetTop: number): (start: number, end: number) => number {
  const versions = words.versions.length / VERSION_WORDS_COUNT;
  const wordsOf = (from: number): Int32Array => Int32Array.from(words.versions.subarray(from, from + 8));
  const midstates = Array.from({ length: versions }, (_, i) => wordsOf(VERSION_WORDS_COUNT * i));
  const afterRound3 = Array.from({ length: versions }, (_, i) => wordsOf(VERSION_WORDS_COUNT * i + 8));
  const block = secondBlock(words.schedule);
  const state = new Int32Array(8);
  /** The message of the second hash, then its digest; behind that the padding of 32 bytes. */
  const digest = new Int32Array(16);
  digest[8] = END_BIT;
  digest[15] = 256;

  const meets = (): boolean => {
    compress(digest, INITIAL, INITIAL, digest, 0);
    return swapBytes(digest[7]!) >>> 0 <= targetTop;
  };

  const searchOne = (start: number, end: number): number => {
    const midstate = midstates[0]!;
    state.set(afterRound3[0]!);
    const [a, e] = [state[0]!, state[4]!];
    for (let nonce = start; nonce < end; nonce++) {
      const w3 = swapBytes(nonce);
      block[3] = w3;
      state[0] = a + w3;
      state[4] = e + w3;
      compress(digest, midstate, state, block, 4);
      if (meets()) return nonce;
    }
    return -1;
  };

  const searchMany = (start: number, end: number): number => {
    for (let nonce = start; nonce < end; nonce++) {
      const w3 = swapBytes(nonce);
      block[3] = w3;
      expand(block, 16, 64);
      for (let version = 0; version < versions; version++) {
        const midstate = midstates[version]!;
        state.set(afterRound3[version]!);
        state[0]! += w3;
        state[4]! += w3;
        runRounds(state, block, 4, 64);
        for (let i = 0; i < 8; i++) digest[i] = state[i]! + midstate[i]!;
        if (meets()) return nonce * versions + version;
      }
    }
    return -1;
  };

  return versions === 1 ? searchOne : searchMany;
}
