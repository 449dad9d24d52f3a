/**
 * The 80-byte block header of Bitcoin: codec and hash.
 *
 * | bytes | field         | encoding                              |
 * |-------|---------------|---------------------------------------|
 * | 0-3   | version       | int32, little endian                  |
 * | 4-35  | prevBlockHash | 32 bytes, wire order                  |
 * | 36-67 | merkleRoot    | 32 bytes, wire order                  |
 * | 68-71 | time          | uint32, little endian, seconds (Unix) |
 * | 72-75 | bits          | uint32, little endian, compact target |
 * | 76-79 | nonce         | uint32, little endian                 |
 */
import { assertBytes, assertInteger } from './arguments.ts';
import { bytesToHex, copyBytes, dataView, hexToBytes, reverseBytes } from './bytes.ts';
import { sha256d } from './sha256.ts';

/** The size of an encoded header. */
export const HEADER_SIZE_BYTES = 80;

/** The size of a hash. */
export const HASH_SIZE_BYTES = 32;

/** A decoded header. Hashes are 32 bytes in wire order. */
export interface Header {
  /** int32 */
  readonly version: number;
  /** The hash of the parent, 32 bytes, wire order. */
  readonly prevBlockHash: Uint8Array;
  /** The root over the ids of the transactions, 32 bytes, wire order. */
  readonly merkleRoot: Uint8Array;
  /** Seconds since 1970, uint32. */
  readonly time: number;
  /** The compact target, uint32. */
  readonly bits: number;
  /** uint32 */
  readonly nonce: number;
}

/**
 * The 80 bytes of a header.
 * @throws TypeError, RangeError naming the field that does not fit
 */
export function encodeHeader(header: Header): Uint8Array {
  assertInteger('header.version', header.version, -0x80000000, 0x7fffffff);
  assertBytes('header.prevBlockHash', header.prevBlockHash, 32);
  assertBytes('header.merkleRoot', header.merkleRoot, 32);
  assertInteger('header.time', header.time, 0, 0xffffffff);
  assertInteger('header.bits', header.bits, 0, 0xffffffff);
  assertInteger('header.nonce', header.nonce, 0, 0xffffffff);
  const bytes = new Uint8Array(HEADER_SIZE_BYTES);
  const view = dataView(bytes);
  view.setInt32(0, header.version, true);
  bytes.set(header.prevBlockHash, 4);
  bytes.set(header.merkleRoot, 36);
  view.setUint32(68, header.time, true);
  view.setUint32(72, header.bits, true);
  view.setUint32(76, header.nonce, true);
  return bytes;
}

/**
 * The header that 80 bytes stand for. Any 80 bytes are a header; whether it is valid is a question to consensus.
 * The hashes are copies.
 * @throws TypeError, RangeError for anything but 80 bytes
 */
export function decodeHeader(bytes: Uint8Array): Header {
  assertBytes('header', bytes, HEADER_SIZE_BYTES);
  const view = dataView(bytes);
  return {
    version: view.getInt32(0, true),
    prevBlockHash: copyBytes(bytes, 4, 36),
    merkleRoot: copyBytes(bytes, 36, 68),
    time: view.getUint32(68, true),
    bits: view.getUint32(72, true),
    nonce: view.getUint32(76, true),
  };
}

/** The block hash of 80 header bytes by the readable reference: 32 bytes, wire order. */
export function headerHash(bytes: Uint8Array): Uint8Array {
  assertBytes('header', bytes, HEADER_SIZE_BYTES);
  return sha256d(bytes);
}

/** A hash as explorers print it: 64 digits, wire order reversed. */
export function hashToDisplayHex(hash: Uint8Array): string {
  assertBytes('hash', hash, 32);
  return bytesToHex(reverseBytes(hash));
}

/**
 * A hash in wire order from the 64 digits that explorers print.
 * @throws TypeError, RangeError for anything but 64 hexadecimal digits
 */
export function displayHexToHash(hex: string): Uint8Array {
  const bytes = hexToBytes(hex);
  assertBytes('hash', bytes, 32);
  return reverseBytes(bytes);
}
