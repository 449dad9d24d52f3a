/**
 * Randomness that a number repeats: xoshiro128** 1.1 (Blackman and Vigna, "Scrambled Linear Pseudorandom Number
 * Generators", 2018), its state filled by SplitMix64 as its authors advise. For simulations; it keeps no secrets.
 */
import { assertInteger } from '../primitives/index.ts';

/** The four words of the state of xoshiro128**, uint32 each, not all zero. */
type XoshiroState = readonly [number, number, number, number];

/** The next uint32 at each call, from a state. */
export function xoshiro128(state: XoshiroState): () => number {
  let [a, b, c, d] = state;
  return () => {
    const word = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return word;
  };
}

/** The next uint64 at each call (Steele, Lea and Flood, 2014). */
export function splitMix64(seed: bigint): () => bigint {
  let state = BigInt.asUintN(64, seed);
  return () => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let z = state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  };
}

/**
 * Uniform numbers from 0 to below 1 in steps of 2^-53, the same ones for the same seed.
 * @throws TypeError, RangeError for a seed that is no integer from 0 to 2^53 - 1
 */
export function seededRandom(seed: number): () => number {
  assertInteger('seed', seed, 0, Number.MAX_SAFE_INTEGER);
  const next = splitMix64(BigInt(seed));
  const [low, high] = [next(), next()];
  const word = xoshiro128([
    Number(low & 0xffffffffn),
    Number(low >> 32n),
    Number(high & 0xffffffffn),
    Number(high >> 32n),
  ]);
  return () => ((word() >>> 5) * 0x4000000 + (word() >>> 6)) / 0x20000000000000;
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
