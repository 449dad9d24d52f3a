/**
 * What validation asks of a hasher, so that a fast one can be passed in.
 *
 * Consensus and chain know no kernels; an engine satisfies this interface, and so does the reference here.
 */
import { describe } from './arguments.ts';
import { headerHash, HEADER_SIZE_BYTES } from './header.ts';

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

/** The readable reference as a hasher: right, and slow. */
export const referenceHasher: HeaderHasher = {
  sha256dHeaders(headers) {
    assertWholeHeaders(headers);
    const hashes = new Uint8Array((headers.length / HEADER_SIZE_BYTES) * 32);
    for (let i = 0; i * HEADER_SIZE_BYTES < headers.length; i++) {
      hashes.set(headerHash(headers.subarray(i * HEADER_SIZE_BYTES, (i + 1) * HEADER_SIZE_BYTES)), i * 32);
    }
    return hashes;
  },
};

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
