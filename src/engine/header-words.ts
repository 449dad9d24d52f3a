/**
 * What is the same for every nonce of a header, computed once per job, so that no kernel has to (FIPS 180-4, 6.2.2).
 *
 * The second block of a header is `tail (W0 W1 W2) | nonce (W3) | 0x80000000 | zeros | 640`. Rounds 0 to 2 do not see the
 * nonce, round 3 only adds it, and the first words of the message schedule are constants, or constants plus a
 * function of the nonce.
 */
import { dataView, SHA256_K } from '../primitives/index.ts';

/** Where each group of words begins. The kernels read them at the same places (assembly/layout.ts). */
export const HEADER_WORDS = {
  /** Eight words: the midstate, added to the state after round 63. */
  midstate: 0,
  /** Eight words: the state after round 3 for W3 = 0. W3 is still to be added to the first (a) and the fifth (e). */
  state: 8,
  /** W16, W17; W18 less sigma0(W3); W19 less W3; W31 less sigma1(W29) and W24. */
  schedule: 16,
} as const;

/** How many words there are. */
export const HEADER_WORDS_COUNT = 21;

/** The size of a message with its padding, as its last word tells: 80 bytes. */
const HEADER_BITS = 640;
/** W4: the one bit that ends the message. */
const END_BIT = 0x80000000;

const rotateRight = (x: number, bits: number): number => (x >>> bits) | (x << (32 - bits));
const sigma0 = (x: number): number => rotateRight(x, 7) ^ rotateRight(x, 18) ^ (x >>> 3);
const sigma1 = (x: number): number => rotateRight(x, 17) ^ rotateRight(x, 19) ^ (x >>> 10);

/**
 * Prepares the words of one header.
 * @param midstate eight words: the state after bytes 0-63
 * @param tail bytes 64-75
 */
export function headerWords(midstate: Uint32Array, tail: Uint8Array): Uint32Array {
  const view = dataView(tail);
  const w = [view.getUint32(0), view.getUint32(4), view.getUint32(8), 0] as const;
  const words = new Uint32Array(HEADER_WORDS_COUNT);
  words.set(midstate, HEADER_WORDS.midstate);

  let [a, b, c, d, e, f, g, h] = midstate as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let t = 0; t < 4; t++) {
    const sum1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
    const t1 = (h + sum1 + ((e & f) ^ (~e & g)) + SHA256_K[t]! + w[t]!) | 0;
    const sum0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
    const t2 = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, d + t1, c, b, a, t1 + t2];
  }
  words.set([a, b, c, d, e, f, g, h], HEADER_WORDS.state);

  const w16 = (sigma0(w[1]) + w[0]) | 0;
  const w17 = (sigma1(HEADER_BITS) + sigma0(w[2]) + w[1]) | 0;
  const w18 = sigma1(w16) + w[2];
  const w19 = sigma1(w17) + sigma0(END_BIT);
  const w31 = sigma0(w16) + HEADER_BITS;
  words.set([w16, w17, w18, w19, w31], HEADER_WORDS.schedule);
  return words;
}
