/**
 * SHA-256 in JavaScript for speed (FIPS 180-4, 6.2.2): what runs where WebAssembly may not.
 *
 * Words are int32 in typed arrays that live as long as the module's user; nothing is allocated per hash. Four rounds are
 * written out, so that the state needs no moves: after four rounds all eight variables are new.
 */
import { dataView, SHA256_INITIAL, SHA256_K } from '../primitives/index.ts';

/** The round constants as int32. */
export const K: Int32Array = Int32Array.from(SHA256_K);

/** The initial state as int32. */
export const INITIAL: Int32Array = Int32Array.from(SHA256_INITIAL);

/** The one bit behind a message, in a word's first place. */
export const END_BIT: number = 0x80000000 | 0;

/** The most significant byte first, from the least significant first, and back. */
export function swapBytes(x: number): number {
  return (x >>> 24) | ((x >>> 8) & 0xff00) | ((x << 8) & 0xff0000) | (x << 24);
}

export function sigma0(x: number): number {
  return ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
}

export function sigma1(x: number): number {
  return ((x >>> 17) | (x << 15)) ^ ((x >>> 19) | (x << 13)) ^ (x >>> 10);
}

/** Fills `w[from]` to `w[to - 1]` of the message schedule; `from` is 16 or more. */
export function expand(w: Int32Array, from: number, to: number): void {
  for (let t = from; t < to; t++) {
    w[t] = (sigma1(w[t - 2]!) + w[t - 7]! + sigma0(w[t - 15]!) + w[t - 16]!) | 0;
  }
}

/**
 * Rounds `from` to `to - 1`, both multiples of four, on the state in place; the initial state is not added.
 * @param state eight words
 * @param w the schedule, up to `to`
 */
// prettier-ignore
export function runRounds(state: Int32Array, w: Int32Array, from: number, to: number): void {
  let a = state[0]!, b = state[1]!, c = state[2]!, d = state[3]!;
  let e = state[4]!, f = state[5]!, g = state[6]!, h = state[7]!;
  let x = 0;
  for (let t = from; t < to; t += 4) {
    x = ((e >>> 14) | (e << 18)) ^ e; x = ((x >>> 5) | (x << 27)) ^ e; h = (h + K[t]! + w[t]! + (((f ^ g) & e) ^ g) + ((x >>> 6) | (x << 26))) | 0; d = (d + h) | 0;
    x = ((a >>> 9) | (a << 23)) ^ a; x = ((x >>> 11) | (x << 21)) ^ a; h = (h + (((a ^ b) & (b ^ c)) ^ b) + ((x >>> 2) | (x << 30))) | 0;

    x = ((d >>> 14) | (d << 18)) ^ d; x = ((x >>> 5) | (x << 27)) ^ d; g = (g + K[t + 1]! + w[t + 1]! + (((e ^ f) & d) ^ f) + ((x >>> 6) | (x << 26))) | 0; c = (c + g) | 0;
    x = ((h >>> 9) | (h << 23)) ^ h; x = ((x >>> 11) | (x << 21)) ^ h; g = (g + (((h ^ a) & (a ^ b)) ^ a) + ((x >>> 2) | (x << 30))) | 0;

    x = ((c >>> 14) | (c << 18)) ^ c; x = ((x >>> 5) | (x << 27)) ^ c; f = (f + K[t + 2]! + w[t + 2]! + (((d ^ e) & c) ^ e) + ((x >>> 6) | (x << 26))) | 0; b = (b + f) | 0;
    x = ((g >>> 9) | (g << 23)) ^ g; x = ((x >>> 11) | (x << 21)) ^ g; f = (f + (((g ^ h) & (h ^ a)) ^ h) + ((x >>> 2) | (x << 30))) | 0;

    x = ((b >>> 14) | (b << 18)) ^ b; x = ((x >>> 5) | (x << 27)) ^ b; e = (e + K[t + 3]! + w[t + 3]! + (((c ^ d) & b) ^ d) + ((x >>> 6) | (x << 26))) | 0; a = (a + e) | 0;
    x = ((f >>> 9) | (f << 23)) ^ f; x = ((x >>> 11) | (x << 21)) ^ f; e = (e + (((f ^ g) & (g ^ h)) ^ g) + ((x >>> 2) | (x << 30))) | 0;

    // Four rounds have shifted the roles by four places: what was computed into h, g, f, e are the new a, b, c, d.
    let swap = a; a = e; e = swap;
    swap = b; b = f; f = swap;
    swap = c; c = g; g = swap;
    swap = d; d = h; h = swap;
  }
  state[0] = a; state[1] = b; state[2] = c; state[3] = d;
  state[4] = e; state[5] = f; state[6] = g; state[7] = h;
}

const schedule = new Int32Array(64);

/** Reads a block's 16 words, and makes the other 48. */
function scheduleOf(bytes: Uint8Array, offset: number): Int32Array {
  const view = dataView(bytes);
  for (let t = 0; t < 16; t++) schedule[t] = view.getInt32(offset + 4 * t);
  expand(schedule, 16, 64);
  return schedule;
}

/** The state after one more block, the 64 bytes at `offset`: eight words, in place. */
export function compressBytes(state: Int32Array, bytes: Uint8Array, offset: number): void {
  const before = state.slice();
  runRounds(state, scheduleOf(bytes, offset), 0, 64);
  for (let i = 0; i < 8; i++) state[i] = state[i]! + before[i]!;
}

/** Writes K[t] + W[t] of the block at `offset` to `sums[to]` and on: all that its rounds need. */
export function expandSums(bytes: Uint8Array, offset: number, sums: Int32Array, to: number): void {
  const words = scheduleOf(bytes, offset);
  for (let t = 0; t < 64; t++) sums[to + t] = words[t]! + K[t]!;
}
