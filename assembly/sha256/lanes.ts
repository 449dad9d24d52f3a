/**
 * One word of each of several messages, side by side: `v128` holds a word of four messages, `u32` a word of one.
 *
 * All of SHA-256 is written once over this type, so the one-lane and the four-lane code cannot differ.
 */

@inline export function add<T>(x: T, y: T): T {
  if (isVector<T>()) return v128.add<u32>(x, y);
  return x + y;
}

@inline export function xor<T>(x: T, y: T): T {
  if (isVector<T>()) return v128.xor(x, y);
  return x ^ y;
}

@inline export function and<T>(x: T, y: T): T {
  if (isVector<T>()) return v128.and(x, y);
  return x & y;
}

/** The bits of `yes` where `which` has ones, those of `no` elsewhere: SHA-256's Ch. */
@inline export function choose<T>(which: T, yes: T, no: T): T {
  if (isVector<T>()) return v128.bitselect(yes, no, which);
  return ((yes ^ no) & which) ^ no;
}

@inline export function shiftRight<T>(x: T, bits: i32): T {
  if (isVector<T>()) return v128.shr<u32>(x, bits);
  return x >> bits;
}

@inline export function shiftLeft<T>(x: T, bits: i32): T {
  if (isVector<T>()) return v128.shl<u32>(x, bits);
  return x << bits;
}

@inline export function multiply<T>(x: T, y: T): T {
  if (isVector<T>()) return v128.mul<u32>(x, y);
  return x * y;
}

/** The bits that leave on the right come back on the left. WebAssembly has no such instruction for vectors. */
@inline export function rotateRight<T>(x: T, bits: i32): T {
  if (isVector<T>()) return v128.or(v128.shr<u32>(x, bits), v128.shl<u32>(x, 32 - bits));
  return <T>rotr<u32>(x, bits);
}

/** The same word for every lane, from memory. `offset` is constant. */
@inline export function loadSpread<T>(address: usize, offset: usize = 0): T {
  if (isVector<T>()) return v128.load_splat<u32>(address + offset);
  return <T>load<u32>(address + offset);
}

/** A word of each lane from memory, lane after lane. `offset` is constant. */
@inline export function loadLanes<T>(address: usize, offset: usize = 0): T {
  if (isVector<T>()) return v128.load(address + offset);
  return <T>load<u32>(address + offset);
}

@inline export function storeLanes<T>(address: usize, word: T, offset: usize = 0): void {
  if (isVector<T>()) v128.store(address + offset, word);
  else store<u32>(address + offset, word);
}

/** The same word for every lane. */
@inline export function spread<T>(word: u32): T {
  if (isVector<T>()) return v128.splat<u32>(word);
  return <T>word;
}

/** The bytes of each word in reverse order. */
@inline export function swapBytes<T>(word: T): T {
  if (isVector<T>()) return v128.swizzle(word, v128(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
  return <T>bswap<u32>(word);
}

/** One bit for each lane, from the lowest: whether its word is at or below the limit, unsigned. */
@inline export function lanesAtMost<T>(word: T, limit: T): u32 {
  if (isVector<T>()) return <u32>v128.bitmask<u32>(v128.le<u32>(word, limit));
  return <u32>(word <= limit);
}

/** The words `first`, `first + 1` and so on, lane after lane. */
@inline export function countUp<T>(first: u32): T {
  if (isVector<T>()) return v128.add<u32>(v128.splat<u32>(first), i32x4(0, 1, 2, 3));
  return <T>first;
}
