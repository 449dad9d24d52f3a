/**
 * SHA-256 on int32 words in JavaScript (FIPS 180-4, 6.2.2): the pieces that prepare a search, or stand at its edges. The
 * compressions that a search consists of are in `js-compress.ts`.
 */
import { dataView, padMessage, SHA256_INITIAL, SHA256_K, wordsToBytes } from '../primitives/index.ts';
import { compress } from './js-compress.ts';

const K = Int32Array.from(SHA256_K);

/** The initial state as int32. */
export const INITIAL: Int32Array = Int32Array.from(SHA256_INITIAL);

/** The one bit behind a message, in a word's first place. */
export const END_BIT: number = 0x80000000 | 0;

/** The most significant byte first, from the least significant first, and back. */
export function swapBytes(x: number): number {
  return (x >>> 24) | ((x >>> 8) & 0xff00) | ((x << 8) & 0xff0000) | (x << 24);
}

const rotateRight = (x: number, bits: number): number => (x >>> bits) | (x << (32 - bits));

export function sigma0(x: number): number {
  return rotateRight(x, 7) ^ rotateRight(x, 18) ^ (x >>> 3);
}

export function sigma1(x: number): number {
  return rotateRight(x, 17) ^ rotateRight(x, 19) ^ (x >>> 10);
}

/**
 * Rounds `from` to `to - 1` on the state in place; the initial state is not added. For what is prepared once per job.
 * @param state eight words
 * @param w the schedule, up to `to`
 */
export function runRounds(state: Int32Array, w: Int32Array, from: number, to: number): void {
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let t = from; t < to; t++) {
    const sum1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
    const sum0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
    const t1 = (h + K[t]! + w[t]! + (((f ^ g) & e) ^ g) + sum1) | 0;
    const t2 = (((a ^ b) & (b ^ c)) ^ b) + sum0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state.set([a, b, c, d, e, f, g, h]);
}

const schedule = new Int32Array(64);

/** Reads the 16 words of the block at `offset`. */
function readBlock(bytes: Uint8Array, offset: number): Int32Array {
  const view = dataView(bytes);
  for (let t = 0; t < 16; t++) schedule[t] = view.getInt32(offset + 4 * t);
  return schedule;
}

/** The state after one more block, the 64 bytes at `offset`: eight words, in place. */
export function compressBytes(state: Int32Array, bytes: Uint8Array, offset: number): void {
  compress(state, state, state, readBlock(bytes, offset), 0);
}

/** SHA-256 of a message, then of the digest, and so on, `iterations` times in all: 32 bytes. */
export function hashIterated(message: Uint8Array, iterations: number): Uint8Array {
  const padded = padMessage(message);
  // the state, which becomes a block of its own: behind the digest stands the padding of 32 bytes
  const digest = new Int32Array(16);
  digest.set(INITIAL);
  for (let at = 0; at < padded.length; at += 64) compressBytes(digest, padded, at);
  digest[8] = END_BIT;
  digest[15] = 256;
  for (let i = 1; i < iterations; i++) compress(digest, INITIAL, INITIAL, digest, 0);
  return wordsToBytes(Uint32Array.from(digest.subarray(0, 8)));
}

/**
 * Writes K[t] + W[t] to `sums[to]` and on: all that a block's rounds need.
 * @param w 64 words, of which the first 16 are the block; the others are written
 */
export function sumSchedule(w: Int32Array, sums: Int32Array, to: number): void {
  for (let t = 16; t < 64; t++) w[t] = sigma1(w[t - 2]!) + w[t - 7]! + sigma0(w[t - 15]!) + w[t - 16]!;
  for (let t = 0; t < 64; t++) sums[to + t] = w[t]! + K[t]!;
}

/** Writes K[t] + W[t] of the block at `offset` to `sums[to]` and on. */
export function expandSums(bytes: Uint8Array, offset: number, sums: Int32Array, to: number): void {
  sumSchedule(readBlock(bytes, offset), sums, to);
}
