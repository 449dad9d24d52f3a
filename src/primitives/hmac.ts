/**
 * HMAC-SHA-256 (RFC 2104) and PBKDF2 over it (RFC 8018, 5.2), written to be read, over the readable SHA-256.
 *
 * Both are what a password puzzle is judged by; the kernels that search one are judged by this file.
 */
import { assertByteArray, assertInteger } from './arguments.ts';
import { concatBytes, dataView } from './bytes.ts';
import { sha256, SHA256_INITIAL, sha256Compress, sha256Steps, wordsToBytes } from './sha256.ts';
import { finishSteps } from './steps.ts';
import type { Steps } from './steps.ts';

const BLOCK_SIZE_BYTES = 64;
/** What every byte of the key block is xored with, for the inner hash and for the outer one. */
const INNER_MASK = 0x36;
const OUTER_MASK = 0x5c;

/**
 * HMAC-SHA-256 of a message: 32 bytes.
 * @param key any length; one above 64 bytes is hashed first
 * @throws TypeError for anything but Uint8Arrays
 */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  const { inner, outer } = hmacKeyBlocks(key);
  assertByteArray('message', message);
  return sha256(concatBytes(outer, sha256(concatBytes(inner, message))));
}

/**
 * What stands before the message in the inner hash, and before that hash in the outer one: 64 bytes each, the key filled
 * with zeros and masked. A key above 64 bytes is its SHA-256.
 */
export function hmacKeyBlocks(key: Uint8Array): { readonly inner: Uint8Array; readonly outer: Uint8Array } {
  assertByteArray('key', key);
  const block = new Uint8Array(BLOCK_SIZE_BYTES);
  block.set(key.length > BLOCK_SIZE_BYTES ? sha256(key) : key);
  return { inner: block.map((byte) => byte ^ INNER_MASK), outer: block.map((byte) => byte ^ OUTER_MASK) };
}

/**
 * The first 32 bytes of a key derived from a password: PBKDF2-HMAC-SHA-256, its block number 1.
 *
 * HMAC's two key blocks are the same in all iterations: they are compressed once, which leaves two compressions for each.
 * @param iterations 1 to 2^31 - 1
 * @throws TypeError, RangeError
 */
export function pbkdf2Sha256(password: Uint8Array, salt: Uint8Array, iterations: number): Uint8Array {
  return finishSteps(pbkdf2Sha256Steps(password, salt, iterations));
}

/**
 * `pbkdf2Sha256` in steps of about a compression, two for each iteration.
 * @returns steps to 32 bytes; the first throws what `pbkdf2Sha256` throws
 */
export function* pbkdf2Sha256Steps(password: Uint8Array, salt: Uint8Array, iterations: number): Steps<Uint8Array> {
  assertInteger('iterations', iterations, 1, 0x7fffffff);
  assertByteArray('password', password);
  assertByteArray('salt', salt);
  // HMAC would hash a long key itself, in one piece
  const key = password.length > BLOCK_SIZE_BYTES ? yield* sha256Steps(password) : password;
  const keyBlocks = hmacKeyBlocks(key);
  const inner = sha256Compress(SHA256_INITIAL, keyBlocks.inner);
  const outer = sha256Compress(SHA256_INITIAL, keyBlocks.outer);
  yield;

  const saltDigest = yield* sha256Steps(concatBytes(keyBlocks.inner, salt, Uint8Array.of(0, 0, 0, 1)));
  let u = sha256(concatBytes(keyBlocks.outer, saltDigest));
  const derived = u.slice();
  // what is hashed behind a key block from here on: 32 bytes and their padding, which counts the key block too
  const block = new Uint8Array(BLOCK_SIZE_BYTES);
  block[32] = 0x80;
  dataView(block).setUint32(60, 8 * (BLOCK_SIZE_BYTES + 32));
  for (let i = 1; i < iterations; i++) {
    block.set(u);
    block.set(wordsToBytes(sha256Compress(inner, block)));
    yield;
    u = wordsToBytes(sha256Compress(outer, block));
    for (let at = 0; at < derived.length; at++) derived[at]! ^= u[at]!;
    yield;
  }
  return derived;
}
