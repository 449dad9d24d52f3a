/**
 * SHA-256, written to be read: THE reference of this package (FIPS 180-4, section 6.2).
 *
 * Every kernel, in WebAssembly or in optimised JavaScript, is judged by this file, and every candidate that a kernel
 * reports is hashed again here before anybody calls it a solution. It is slow on purpose: plain loops, no unrolling,
 * no state between calls. `node:crypto`, hash-wasm and the published vectors judge it in turn (test/unit/sha256.test.ts).
 */
import { assertBytes, describe } from './arguments.ts';
import { dataView } from './bytes.ts';
import { finishSteps } from './steps.ts';
import type { Steps } from './steps.ts';

/** First 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2). */
// prettier-ignore
export const SHA256_K: Uint32Array = Uint32Array.of(
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
);

/** First 32 bits of the fractional parts of the square roots of the first 8 primes (FIPS 180-4, 5.3.3). */
// prettier-ignore
export const SHA256_INITIAL: Uint32Array = Uint32Array.of(
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
);

const rotateRight = (x: number, bits: number): number => (x >>> bits) | (x << (32 - bits));

/**
 * One compression: the state after one more block of 64 bytes (FIPS 180-4, 6.2.2).
 * @param state eight words; not changed
 * @param block exactly 64 bytes
 * @returns eight new words
 * @throws TypeError, RangeError for anything else
 */
export function sha256Compress(state: Uint32Array, block: Uint8Array): Uint32Array {
  if (!(state instanceof Uint32Array) || state.length !== 8) {
    throw new TypeError(`state: expected a Uint32Array of 8 words, got ${describe(state)}`);
  }
  assertBytes('block', block, 64);
  const input = dataView(block);
  const w = new Uint32Array(64);
  for (let t = 0; t < 16; t++) w[t] = input.getUint32(4 * t);
  for (let t = 16; t < 64; t++) {
    const w15 = w[t - 15]!;
    const w2 = w[t - 2]!;
    const sigma0 = rotateRight(w15, 7) ^ rotateRight(w15, 18) ^ (w15 >>> 3);
    const sigma1 = rotateRight(w2, 17) ^ rotateRight(w2, 19) ^ (w2 >>> 10);
    w[t] = sigma1 + w[t - 7]! + sigma0 + w[t - 16]!;
  }

  // prettier-ignore
  let a = state[0]!, b = state[1]!, c = state[2]!, d = state[3]!, e = state[4]!, f = state[5]!, g = state[6]!, h = state[7]!;
  for (let t = 0; t < 64; t++) {
    const sum1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
    const choice = (e & f) ^ (~e & g);
    const t1 = (h + sum1 + choice + SHA256_K[t]! + w[t]!) >>> 0;
    const sum0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const t2 = (sum0 + majority) >>> 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) >>> 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) >>> 0;
  }
  // prettier-ignore
  return Uint32Array.of(
    a + state[0]!, b + state[1]!, c + state[2]!, d + state[3]!, e + state[4]!, f + state[5]!, g + state[6]!, h + state[7]!,
  );
}

/**
 * The message with its padding: a one bit, zeros, and the length in bits as 64 bits big endian (FIPS 180-4, 5.1.1).
 * @param sizeBytes of the whole message, where whole blocks of it stand before these bytes
 * @returns whole blocks of 64 bytes
 */
export function padMessage(message: Uint8Array, sizeBytes: number = message.length): Uint8Array {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  dataView(padded).setBigUint64(padded.length - 8, BigInt(sizeBytes) * 8n);
  return padded;
}

/**
 * SHA-256 of a message of any length.
 * @returns 32 bytes
 * @throws TypeError for anything but a Uint8Array; encode text with `TextEncoder`
 */
export function sha256(message: Uint8Array): Uint8Array {
  return finishSteps(sha256Steps(message));
}

/**
 * SHA-256 of a message of any length, a compression a step.
 * @returns steps to 32 bytes; the first throws TypeError for anything but a Uint8Array
 */
export function* sha256Steps(message: Uint8Array): Steps<Uint8Array> {
  if (!(message instanceof Uint8Array)) throw new TypeError(`message: expected a Uint8Array, got ${describe(message)}`);
  const padded = padMessage(message);
  let state: Uint32Array = SHA256_INITIAL;
  for (let at = 0; at < padded.length; at += 64) {
    state = sha256Compress(state, padded.subarray(at, at + 64));
    yield;
  }
  return wordsToBytes(state);
}

/**
 * SHA-256 of a message, then of the digest, and so on, a compression a step.
 * @param iterations 1 or more, in all
 * @returns steps to 32 bytes
 */
export function* sha256ChainSteps(message: Uint8Array, iterations: number): Steps<Uint8Array> {
  let digest = yield* sha256Steps(message);
  for (let i = 1; i < iterations; i++) {
    digest = sha256(digest);
    yield;
  }
  return digest;
}

/**
 * SHA-256 of the SHA-256 of a message: Bitcoin's hash of headers and transactions. 32 bytes, wire order.
 * @throws TypeError for anything but a Uint8Array
 */
export function sha256d(message: Uint8Array): Uint8Array {
  return sha256(sha256(message));
}

/** Big-endian bytes of 32-bit words: a digest of a state. */
export function wordsToBytes(words: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(4 * words.length);
  const view = dataView(bytes);
  words.forEach((word, i) => view.setUint32(4 * i, word));
  return bytes;
}
