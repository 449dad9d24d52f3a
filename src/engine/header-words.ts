/**
 * What is the same for every nonce of a header, computed once per job, so that no kernel has to (FIPS 180-4, 6.2.2).
 *
 * The second block of a header is `tail (W0 W1 W2) | nonce (W3) | 0x80000000 | zeros | 640`. Rounds 0 to 2 do not see the
 * nonce, round 3 only adds it, and the first words of the message schedule are constants, or constants plus a
 * function of the nonce. Versions of a header (BIP-0320) differ in the first block alone: they have a midstate each, and
 * share the second block and its schedule.
 */
import { dataView } from '../primitives/index.ts';
import { END_BIT, runRounds, sigma0, sigma1 } from './js-sha256.ts';

/** The prepared words of a job. A WebAssembly kernel reads `schedule` and `versions` in their order (assembly/layout.ts). */
export interface HeaderWords {
  /** Three words: W0 to W2. */
  readonly tail: Int32Array;
  /** Five words: W16, W17; W18 less sigma0(W3); W19 less W3; W31 less sigma1(W29) and W24. */
  readonly schedule: Uint32Array;
  /**
   * Sixteen words for each version: the midstate, added to the state after round 63; then the state after round 3 for
   * W3 = 0, of which W3 is still to be added to the first (a) and the fifth (e).
   */
  readonly versions: Uint32Array;
}

/** How many words `schedule` has, and `versions` for each version. */
export const SCHEDULE_WORDS_COUNT = 5;
export const VERSION_WORDS_COUNT = 16;

/** The size of a message with its padding, as its last word tells: 80 bytes. */
export const HEADER_BITS = 640;

/**
 * Prepares the words of one header.
 * @param midstates for each version eight words: the state after bytes 0-63
 * @param tail bytes 64-75
 */
export function headerWords(midstates: readonly Uint32Array[], tail: Uint8Array): HeaderWords {
  const view = dataView(tail);
  const w = Int32Array.of(view.getInt32(0), view.getInt32(4), view.getInt32(8), 0);
  const versions = new Uint32Array(VERSION_WORDS_COUNT * midstates.length);
  midstates.forEach((midstate, i) => {
    const state = Int32Array.from(midstate);
    runRounds(state, w, 0, 4);
    versions.set(midstate, VERSION_WORDS_COUNT * i);
    versions.set(state, VERSION_WORDS_COUNT * i + 8);
  });

  const w16 = (sigma0(w[1]!) + w[0]!) | 0;
  const w17 = (sigma1(HEADER_BITS) + sigma0(w[2]!) + w[1]!) | 0;
  const w18 = sigma1(w16) + w[2]!;
  const w19 = sigma1(w17) + sigma0(END_BIT);
  const w31 = sigma0(w16) + HEADER_BITS;
  return { tail: w.subarray(0, 3), schedule: Uint32Array.of(w16, w17, w18, w19, w31), versions };
}
