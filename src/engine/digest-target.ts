/**
 * What a digest must be for its nonce to win a message search. Each kind stands in some puzzle that is in use; all read
 * the digest's bytes as they come, the first byte the most significant. (A block's hash is read the other way round:
 * that is `HeaderSearchJob`.)
 */
import { assertBytes, assertInteger, assertObject, assertUint256, describe } from '../primitives/index.ts';

/** A condition on the 32 bytes of a digest. */
export type DigestTarget =
  /** At least so many leading zero bits, 0 to 256. NIP-13, Anubis, hashcash. */
  | { readonly kind: 'zero-bits'; readonly bits: number }
  /** Its hexadecimal text begins with these 0 to 64 digits, an odd number allowed. Cap, ALTCHA v2. */
  | { readonly kind: 'hex-prefix'; readonly hex: string }
  /** It is these 32 bytes. ALTCHA v1. */
  | { readonly kind: 'equal'; readonly digest: Uint8Array }
  /** As a 256-bit number it is at or below this. */
  | { readonly kind: 'at-most'; readonly limit: bigint }
  /** Its first 16 bytes, as a 128-bit number, are at or above this. mCaptcha. */
  | { readonly kind: 'first-16-at-least'; readonly limit: bigint }
  /** Its first 32-bit word, under this mask, is this value. */
  | { readonly kind: 'first-word'; readonly mask: number; readonly value: number };

const UINT128_MAX = (1n << 128n) - 1n;
const UINT32_MAX = 0xffffffff;

/**
 * Asserts that a target is well formed.
 * @throws TypeError, RangeError naming the field
 */
export function assertDigestTarget(name: string, target: DigestTarget): void {
  assertObject(name, target);
  switch (target.kind) {
    case 'zero-bits':
      return assertInteger(`${name}.bits`, target.bits, 0, 256);
    case 'hex-prefix':
      if (typeof target.hex !== 'string' || !/^[0-9a-fA-F]{0,64}$/.test(target.hex))
        throw new TypeError(`${name}.hex: expected 0 to 64 hexadecimal digits, got ${describe(target.hex)}`);
      return;
    case 'equal':
      return assertBytes(`${name}.digest`, target.digest, 32);
    case 'at-most':
      return assertUint256(`${name}.limit`, target.limit);
    case 'first-16-at-least':
      if (typeof target.limit !== 'bigint')
        throw new TypeError(`${name}.limit: expected a bigint from 0 to 2^128 - 1, got ${describe(target.limit)}`);
      if (target.limit < 0n || target.limit > UINT128_MAX)
        throw new RangeError(`${name}.limit: expected a bigint from 0 to 2^128 - 1, got ${target.limit}`);
      return;
    case 'first-word':
      assertInteger(`${name}.mask`, target.mask, 0, UINT32_MAX);
      assertInteger(`${name}.value`, target.value, 0, UINT32_MAX);
      if ((target.value & ~target.mask) !== 0)
        throw new RangeError(`${name}.value: expected bits of the mask alone, got 0x${target.value.toString(16)}`);
      return;
    default:
      throw new TypeError(
        `${name}.kind: expected 'zero-bits', 'hex-prefix', 'equal', 'at-most', 'first-16-at-least' or 'first-word', got ${describe((target as { kind: unknown }).kind)}`,
      );
  }
}

/** The digests that win, as an interval of 256-bit numbers, both ends included; `first-word` is no interval. */
function interval(target: Exclude<DigestTarget, { kind: 'first-word' }>): { low: bigint; high: bigint } {
  const all = (1n << 256n) - 1n;
  switch (target.kind) {
    case 'zero-bits':
      return { low: 0n, high: all >> BigInt(target.bits) };
    case 'hex-prefix': {
      const rest = BigInt(256 - 4 * target.hex.length);
      const low = BigInt(`0x0${target.hex}`) << rest;
      return { low, high: low + (1n << rest) - 1n };
    }
    case 'equal': {
      const value = bytesToNumber(target.digest);
      return { low: value, high: value };
    }
    case 'at-most':
      return { low: 0n, high: target.limit };
    case 'first-16-at-least':
      return { low: target.limit << 128n, high: all };
  }
}

function bytesToNumber(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
}

function firstWord(digest: Uint8Array): number {
  return Number(bytesToNumber(digest.subarray(0, 4)));
}

/**
 * True when a digest of 32 bytes is what the target asks for.
 * @throws TypeError, RangeError for another digest, or a target that is malformed
 */
export function meetsTarget(digest: Uint8Array, target: DigestTarget): boolean {
  assertBytes('digest', digest, 32);
  assertDigestTarget('target', target);
  if (target.kind === 'first-word') return (firstWord(digest) & target.mask) >>> 0 === target.value;
  const { low, high } = interval(target);
  const value = bytesToNumber(digest);
  return value >= low && value <= high;
}

/** The part of all digests that win: one attempt wins with this probability. */
export function winProbability(target: DigestTarget): number {
  if (target.kind === 'first-word') {
    let bits = 0;
    for (let left = target.mask; left !== 0; left &= left - 1) bits++;
    return 2 ** -bits;
  }
  const { low, high } = interval(target);
  return Number(high - low + 1n) / 2 ** 256;
}

/**
 * A test of the first word alone, the same for all kinds, by which a kernel refuses nearly every digest:
 * `((word & mask) ^ flip) <= limit`, unsigned. Whatever meets the target passes it.
 */
export interface FirstWordFilter {
  readonly mask: number;
  readonly flip: number;
  readonly limit: number;
}

/** The filter of a target. */
export function firstWordFilter(target: DigestTarget): FirstWordFilter {
  switch (target.kind) {
    case 'zero-bits':
      return { mask: highBits(target.bits), flip: 0, limit: 0 };
    case 'hex-prefix':
      return {
        mask: highBits(4 * target.hex.length),
        flip: Number.parseInt(target.hex.slice(0, 8).padEnd(8, '0'), 16),
        limit: 0,
      };
    case 'equal':
      return { mask: UINT32_MAX, flip: firstWord(target.digest), limit: 0 };
    case 'at-most':
      return { mask: UINT32_MAX, flip: 0, limit: Number(target.limit >> 224n) };
    case 'first-16-at-least':
      // w >= x is ~w <= ~x
      return { mask: UINT32_MAX, flip: UINT32_MAX, limit: UINT32_MAX - Number(target.limit >> 96n) };
    case 'first-word':
      return { mask: target.mask, flip: target.value, limit: 0 };
  }
}

/** True for a target that the first word alone decides: what passes its filter meets it. */
export function isDecidedByFirstWord(target: DigestTarget): boolean {
  if (target.kind === 'zero-bits') return target.bits <= 32;
  if (target.kind === 'hex-prefix') return target.hex.length <= 8;
  return target.kind === 'first-word';
}

/** The most significant bits of a word, all 32 of them at most. */
function highBits(count: number): number {
  return count >= 32 ? UINT32_MAX : UINT32_MAX - (UINT32_MAX >>> count);
}
