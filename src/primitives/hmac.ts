/**
 * HMAC-SHA-256 (RFC 2104) and PBKDF2 over it (RFC 8018, 5.2), written to be read, over the readable SHA-256.
 *
 * Both are what a password puzzle is judged by; the kernels that search one are judged by this file.
 */
import { assertInteger, describe } from './arguments.ts';
import { concatBytes, dataView } from './bytes.ts';
import { sha256 } from './sha256.ts';

const BLOCK_SIZE_BYTES = 64;

/**
 * HMAC-SHA-256 of a message: 32 bytes.
 * @param key any length; one above 64 bytes is hashed first
 * @throws TypeError for anything but Uint8Arrays
 */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  const block = hmacKeyBlock(key);
  const inner = sha256(concatBytes(block.map((byte) => byte ^ 0x36), message));
  return sha256(concatBytes(block.map((byte) => byte ^ 0x5c), inner));
}

/** The key as HMAC uses it: 64 bytes, filled with zeros. A key above 64 bytes is its SHA-256. */
export function hmacKeyBlock(key: Uint8Array): Uint8Array {
  if (!(key instanceof Uint8Array)) throw new TypeError(`key: expected a Uint8Array, got ${describe(key)}`);
  const block = new Uint8Array(BLOCK_SIZE_BYTES);
  block.set(key.length > BLOCK_SIZE_BYTES ? sha256(key) : key);
  return block;
}

/**
 * The first 32 bytes of a key derived from a password: PBKDF2-HMAC-SHA-256, its block number 1.
 * @param iterations 1 to 2^31 - 1
 * @throws TypeError, RangeError
 */
export function pbkdf2Sha256(password: Uint8Array, salt: Uint8Array, iterations: number): Uint8Array {
  assertInteger('iterations', iterations, 1, 0x7fffffff);
  const blockNumber = new Uint8Array(4);
  dataView(blockNumber).setUint32(0, 1);
  let u = hmacSha256(password, concatBytes(salt, blockNumber));
  const key = u.slice();
  for (let i = 1; i < iterations; i++) {
    u = hmacSha256(password, u);
    for (let at = 0; at < key.length; at++) key[at]! ^= u[at]!;
  }
  return key;
}
