/** CompactSize, the variable-length count of Bitcoin's serialization: 1, 3, 5 or 9 bytes, always the shortest. */
import { assertInteger } from './arguments.ts';
import { dataView } from './bytes.ts';

/** The bytes of a count up to 2^53 - 1. */
export function encodeCompactSize(count: number): Uint8Array {
  assertInteger('count', count, 0, Number.MAX_SAFE_INTEGER);
  if (count < 0xfd) return Uint8Array.of(count);
  const width = count <= 0xffff ? 2 : count <= 0xffffffff ? 4 : 8;
  const bytes = new Uint8Array(1 + width);
  const view = dataView(bytes);
  bytes[0] = width === 2 ? 0xfd : width === 4 ? 0xfe : 0xff;
  if (width === 2) view.setUint16(1, count, true);
  else if (width === 4) view.setUint32(1, count, true);
  else view.setBigUint64(1, BigInt(count), true);
  return bytes;
}

/**
 * Reads a count, and tells where it ends.
 * @param at where it begins
 * @throws RangeError for a count that is cut off, longer than it need be, or above 2^53 - 1
 */
export function decodeCompactSize(bytes: Uint8Array, at: number): { value: number; end: number } {
  const first = bytes[at];
  if (first !== undefined && first < 0xfd) return { value: first, end: at + 1 };
  const width = first === 0xfd ? 2 : first === 0xfe ? 4 : 8;
  const end = at + 1 + width;
  if (first === undefined || end > bytes.length) throw new RangeError('a compact size is cut off');
  const view = dataView(bytes);
  const value =
    width === 2
      ? view.getUint16(at + 1, true)
      : width === 4
        ? view.getUint32(at + 1, true)
        : Number(view.getBigUint64(at + 1, true));
  const least = width === 2 ? 0xfd : width === 4 ? 0x10000 : 0x100000000;
  if (value < least || value > Number.MAX_SAFE_INTEGER)
    throw new RangeError(`a compact size is longer than its value of ${value}, or too large`);
  return { value, end };
}
