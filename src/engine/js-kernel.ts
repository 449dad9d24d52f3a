/** The kernel in JavaScript: one lane, synchronous, for hosts where WebAssembly is missing or forbidden. */
import { dataView } from '../primitives/index.ts';
import { HEADER_WORDS } from './header-words.ts';
import { expand, INITIAL, K, runRounds, sigma0, sigma1, swapBytes } from './js-sha256.ts';
import type { Kernel } from './kernel.ts';

const END_BIT = 0x80000000 | 0;

/** A JavaScript kernel with memory of its own. */
export function createJsKernel(): Kernel {
  const words = new Int32Array(32);
  /** The schedule of the header's second block, and of the second hash: one message of 32 bytes. */
  const w = new Int32Array(64);
  const w2 = new Int32Array(64);
  const state = new Int32Array(8);
  let targetTop = 0;

  w[4] = END_BIT;
  w[15] = 640;
  w2[8] = END_BIT;
  w2[15] = 256;

  /** The most significant word of the hash for one nonce. Its last word is enough, and that is `e` of round 60. */
  function topWord(nonce: number): number {
    const w3 = swapBytes(nonce);
    const w18 = (words[HEADER_WORDS.schedule + 2]! + sigma0(w3)) | 0;
    const w19 = (words[HEADER_WORDS.schedule + 3]! + w3) | 0;
    const w20 = (sigma1(w18) + END_BIT) | 0;
    const w21 = sigma1(w19);
    const w22 = (sigma1(w20) + 640) | 0;
    w[18] = w18;
    w[19] = w19;
    w[20] = w20;
    w[21] = w21;
    w[22] = w22;
    w[23] = (sigma1(w21) + w[16]!) | 0;
    w[24] = (sigma1(w22) + w[17]!) | 0;
    for (let t = 25; t < 30; t++) w[t] = (sigma1(w[t - 2]!) + w[t - 7]!) | 0;
    w[30] = (sigma1(w[28]!) + w[23] + sigma0(640)) | 0;
    w[31] = (sigma1(w[29]!) + w[24] + words[HEADER_WORDS.schedule + 4]!) | 0;
    expand(w, 32, 64);
    for (let i = 0; i < 8; i++) state[i] = words[HEADER_WORDS.state + i]!;
    state[0] = state[0]! + w3;
    state[4] = state[4]! + w3;
    runRounds(state, w, 4, 64);
    for (let i = 0; i < 8; i++) w2[i] = state[i]! + words[HEADER_WORDS.midstate + i]!;

    expand(w2, 16, 61);
    state.set(INITIAL);
    runRounds(state, w2, 0, 60);
    const e = state[4],
      f = state[5]!,
      g = state[6]!;
    const sum1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const last = (state[3]! + state[7]! + sum1 + (((f ^ g) & e) ^ g) + K[60]! + w2[60]! + INITIAL[7]!) | 0;
    return swapBytes(last) >>> 0;
  }

  return {
    backend: 'js',

    setHeaderJob(newWords, newTargetTop) {
      words.set(newWords);
      w[16] = words[HEADER_WORDS.schedule]!;
      w[17] = words[HEADER_WORDS.schedule + 1]!;
      targetTop = newTargetTop;
    },

    searchHeader(start, end) {
      for (let nonce = start; nonce < end; nonce++) if (topWord(nonce) <= targetTop) return nonce;
      return -1;
    },

    hashHeaders(headers, hashes) {
      const block = new Int32Array(64);
      const input = dataView(headers);
      const output = dataView(hashes);
      const mid = new Int32Array(8);
      for (let from = 0, to = 0; from < headers.length; from += 80, to += 32) {
        for (let i = 0; i < 16; i++) block[i] = input.getInt32(from + 4 * i);
        expand(block, 16, 64);
        mid.set(INITIAL);
        runRounds(mid, block, 0, 64);
        for (let i = 0; i < 8; i++) mid[i] = mid[i]! + INITIAL[i]!;

        for (let i = 0; i < 4; i++) block[i] = input.getInt32(from + 64 + 4 * i);
        block.fill(0, 4, 15);
        block[4] = END_BIT;
        block[15] = 640;
        expand(block, 16, 64);
        state.set(mid);
        runRounds(state, block, 0, 64);
        for (let i = 0; i < 8; i++) block[i] = state[i]! + mid[i]!;

        block.fill(0, 8, 15);
        block[8] = END_BIT;
        block[15] = 256;
        expand(block, 16, 64);
        state.set(INITIAL);
        runRounds(state, block, 0, 64);
        for (let i = 0; i < 8; i++) output.setInt32(to + 4 * i, state[i]! + INITIAL[i]!);
      }
    },
  };
}
