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
