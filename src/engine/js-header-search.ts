/** The header search in JavaScript: nonces one after another, each in all versions of the header. */
import type { HeaderWords } from './header-words.ts';
import { compress, END_BIT, expand, INITIAL, runRounds, sigma0, sigma1, swapBytes } from './js-sha256.ts';

const HEADER_BITS = 640;

/**
 * The search of one header: `nonce * versions + version` of the lowest whose hash has its top word at or below
 * `targetTop`, or -1.
 */
export function createHeaderSearch(words: HeaderWords, targetTop: number): (start: number, end: number) => number {
  const prepared = Int32Array.from(words.schedule);
  const states = Int32Array.from(words.versions);
  const versions = states.length / 16;
  /** The schedule of the header's second block, and of the second hash: one message of 32 bytes. */
  const w = new Int32Array(64);
  const w2 = new Int32Array(64);
  const state = new Int32Array(8);
  w[4] = END_BIT;
  w[15] = HEADER_BITS;
  w[16] = prepared[0]!;
  w[17] = prepared[1]!;
  w2[8] = END_BIT;
  w2[15] = 256;

  function schedule(w3: number): void {
    w[18] = prepared[2]! + sigma0(w3);
    w[19] = prepared[3]! + w3;
    w[20] = sigma1(w[18]!) + END_BIT;
    w[21] = sigma1(w[19]!);
    w[22] = sigma1(w[20]!) + HEADER_BITS;
    w[23] = sigma1(w[21]!) + w[16]!;
    w[24] = sigma1(w[22]!) + w[17]!;
    for (let t = 25; t < 30; t++) w[t] = sigma1(w[t - 2]!) + w[t - 7]!;
    w[30] = sigma1(w[28]!) + w[23]! + sigma0(HEADER_BITS);
    w[31] = sigma1(w[29]!) + w[24]! + prepared[4]!;
    expand(w, 32, 64);
  }

  function topWord(version: number, w3: number): number {
    const at = 16 * version;
    for (let i = 0; i < 8; i++) state[i] = states[at + 8 + i]!;
    state[0]! += w3;
    state[4]! += w3;
    runRounds(state, w, 4, 64);
    for (let i = 0; i < 8; i++) w2[i] = state[i]! + states[at + i]!;
    state.set(INITIAL);
    compress(state, w2);
    return swapBytes(state[7]!) >>> 0;
  }

  return (start, end) => {
    for (let nonce = start; nonce < end; nonce++) {
      const w3 = swapBytes(nonce);
      schedule(w3);
      for (let version = 0; version < versions; version++)
        if (topWord(version, w3) <= targetTop) return nonce * versions + version;
    }
    return -1;
  };
}
