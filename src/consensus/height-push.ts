/** The block height at the start of a coinbase's input script (BIP-0034; "bad-cb-height"). */
import { assertInteger } from '../primitives/index.ts';

/**
 * The minimal push of a block height that BIP-0034 asks for: OP_1 to OP_16, else length and little-endian bytes with
 * a free sign bit.
 */
export function encodeHeightPush(height: number): Uint8Array {
  assertInteger('height', height, 1, 0x7fffffff);
  if (height <= 16) return Uint8Array.of(0x50 + height);
  const digits: number[] = [];
  for (let rest = height; rest > 0; rest >>>= 8) digits.push(rest & 0xff);
  if (digits.at(-1)! >= 0x80) digits.push(0);
  return Uint8Array.of(digits.length, ...digits);
}
