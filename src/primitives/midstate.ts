/**
 * The midstate of a header: the SHA-256 state after its first 64 bytes.
 *
 * The nonce is in bytes 76-79, so a search hashes bytes 0-63 once and then only the second block, which holds the
 * `tail` (bytes 64-75), the nonce, and padding.
 */
import { assertBytes } from './arguments.ts';
import { copyBytes } from './bytes.ts';
import { HEADER_SIZE_BYTES } from './header.ts';
import { SHA256_INITIAL, sha256Compress } from './sha256.ts';

/** The state after bytes 0-63 of an 80-byte header: eight words. */
export function headerMidstate(header: Uint8Array): Uint32Array {
  assertBytes('header', header, HEADER_SIZE_BYTES);
  return sha256Compress(SHA256_INITIAL, header.subarray(0, 64));
}

/** Bytes 64-75 of an 80-byte header: the last four of the merkle root, the time, the bits. A copy. */
export function headerTail(header: Uint8Array): Uint8Array {
  assertBytes('header', header, HEADER_SIZE_BYTES);
  return copyBytes(header, 64, 76);
}
