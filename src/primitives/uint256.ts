/**
 * 256-bit unsigned integers as `bigint`, and their 32 bytes.
 *
 * Bitcoin reads the 32 bytes of a hash as a little-endian number and prints them reversed, most significant digit
 * first: wire order and display order.
 */
import { assertBytes, describe } from './arguments.ts';
import { bytesToHex, hexToBytes, reverseBytes } from './bytes.ts';

/** 2^256 - 1. */
export const UINT256_MAX: bigint = (1n << 256n) - 1n;

/**
 * Asserts `0 <= value < 2^256`.
 * @throws TypeError for what is no bigint, RangeError outside the bounds
 */
export function assertUint256(name: string, value: unknown): asserts value is bigint {
  if (typeof value !== 'bigint')
    throw new TypeError(`${name}: expected a bigint from 0 to 2^256 - 1, got ${describe(value)}`);
  if (value < 0n || value > UINT256_MAX)
    throw new RangeError(`${name}: expected a bigint from 0 to 2^256 - 1, got ${value}`);
}

/** The number that 32 little-endian bytes (a hash in wire order) stand for. */
export function bytesToUint256LE(bytes: Uint8Array): bigint {
  assertBytes('bytes', bytes, 32);
  return BigInt(`0x${bytesToHex(reverseBytes(bytes))}`);
}

/** 32 little-endian bytes of a number. */
export function uint256ToBytesLE(value: bigint): Uint8Array {
  return reverseBytes(hexToBytes(uint256ToHex(value)));
}

/** 64 hexadecimal digits of a number, most significant first (display order). */
export function uint256ToHex(value: bigint): string {
  assertUint256('value', value);
  return value.toString(16).padStart(64, '0');
}
