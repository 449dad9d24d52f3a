/**
 * What validation asks of hashers, so that fast ones can be passed in.
 *
 * Consensus and chain know no kernels; an engine satisfies these interfaces, and so does the reference here.
 */
import { assertObject, describe } from './arguments.ts';
import { headerHash, HEADER_SIZE_BYTES } from './header.ts';
import { sha256d } from './sha256.ts';

/** Hashes many headers at once. */
export interface HeaderHasher {
  /**
   * sha256d of each 80-byte header.
   * @param headers n * 80 bytes, one header after another
   * @returns n * 32 bytes, the hashes in the same order, each in wire order; a new array
   * @throws RangeError when the length is no multiple of 80
   */
  sha256dHeaders(headers: Uint8Array): Uint8Array;
}

/** Hashes many pairs of 32-byte nodes at once: a level of a merkle tree. */
export interface PairHasher {
  /**
   * sha256d of each pair of nodes.
   * @param pairs n * 64 bytes, one pair after another
   * @returns n * 32 bytes, the parents in the same order; a new array
   * @throws RangeError when the length is no multiple of 64
   */
  sha256dPairs(pairs: Uint8Array): Uint8Array;
}

/** The readable reference as a hasher: right, and slow. */
export const referenceHasher: HeaderHasher & PairHasher = {
  sha256dHeaders(headers) {
    assertWholeHeaders(headers);
    const hashes = new Uint8Array((headers.length / HEADER_SIZE_BYTES) * 32);
    for (let i = 0; i * HEADER_SIZE_BYTES < headers.length; i++) {
      hashes.set(headerHash(headers.subarray(i * HEADER_SIZE_BYTES, (i + 1) * HEADER_SIZE_BYTES)), i * 32);
    }
    return hashes;
  },
  sha256dPairs(pairs) {
    assertWholePairs(pairs);
    const parents = new Uint8Array(pairs.length / 2);
    for (let i = 0; i < pairs.length; i += 64) parents.set(sha256d(pairs.subarray(i, i + 64)), i / 2);
    return parents;
  },
};

/**
 * Asserts a `HeaderHasher`.
 * @throws TypeError naming the argument, what was expected and what came
 */
export function assertHeaderHasher(name: string, value: unknown): asserts value is HeaderHasher {
  assertObject(name, value);
  if (typeof (value as Partial<HeaderHasher>).sha256dHeaders !== 'function')
    throw new TypeError(`${name}: expected an object with sha256dHeaders, got ${describe(value)}`);
}

/**
 * Asserts that `headers` holds whole headers.
 * @throws TypeError, RangeError
 */
export function assertWholeHeaders(headers: Uint8Array): void {
  if (!(headers instanceof Uint8Array))
    throw new TypeError(`headers: expected a Uint8Array of 80 bytes a header, got ${describe(headers)}`);
  if (headers.length % HEADER_SIZE_BYTES !== 0) {
    throw new RangeError(`headers: expected a multiple of 80 bytes, got ${headers.length}`);
  }
}

/**
 * Asserts that `pairs` holds whole pairs of nodes.
 * @throws TypeError, RangeError
 */
export function assertWholePairs(pairs: Uint8Array): void {
  if (!(pairs instanceof Uint8Array))
    throw new TypeError(`pairs: expected a Uint8Array of 64 bytes a pair, got ${describe(pairs)}`);
  if (pairs.length % 64 !== 0) throw new RangeError(`pairs: expected a multiple of 64 bytes, got ${pairs.length}`);
}
