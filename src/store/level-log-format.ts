/**
 * LevelDB's log format, in which its logs and its manifests are written: blocks of 32 KiB; in them records of a masked
 * CRC-32C over type and content (4 bytes, little endian), a length (2), a type (1) and the content; a content that does
 * not fit is spread over records of the types first, middle, last. Source: doc/log_format.md of LevelDB 1.20.
 *
 * LevelDB leaves out what does not match, with all that stands behind it in the block, and deletes a log once it is
 * replayed. So it is read here before: whether a file only ends in the middle of a write, which is what a crash leaves,
 * or was damaged, and what is intact in it.
 */
import { concatBytes, dataView } from '../primitives/index.ts';
import { maskedCrc32c } from './crc32c.ts';

const BLOCK_SIZE_BYTES = 32_768;
const HEAD_SIZE_BYTES = 7;
const FULL = 1;
const FIRST = 2;
const MIDDLE = 3;
const LAST = 4;

export interface LogReading {
  /**
   * `'whole'`; `'cut-off'`: the end is missing, as after a crash; `'torn'`: what stands last is not what was written,
   * which a crash can leave or a flipped bit; `'damaged'`: what is not what was written has intact records behind it, or
   * is one bit away from an intact one.
   */
  readonly end: 'whole' | 'cut-off' | 'torn' | 'damaged';
  /** The contents that are intact, in order. */
  readonly contents: readonly Uint8Array[];
}

export function readLog(bytes: Uint8Array): LogReading {
  const contents: Uint8Array[] = [];
  let parts: Uint8Array[] | undefined;
  let end: LogReading['end'] = 'whole';
  const take = (at: number, size: number): void => {
    const type = bytes[at + 6];
    const content = bytes.subarray(at + HEAD_SIZE_BYTES, at + size);
    if (type === FULL) contents.push(content);
    if (type === FIRST) parts = [content];
    else if (type === MIDDLE) parts?.push(content);
    else if (type === LAST && parts) contents.push(concatBytes(...parts, content));
    if (type === FULL || type === LAST) parts = undefined;
  };
  for (let block = 0; block < bytes.length; block += BLOCK_SIZE_BYTES) {
    const blockEnd = Math.min(block + BLOCK_SIZE_BYTES, bytes.length);
    for (let at = block; at < blockEnd;) {
      const size = intactSize(bytes, at, blockEnd);
      if (size !== undefined) {
        if (end !== 'whole') end = 'damaged';
        take(at, size);
        at += size;
        continue;
      }
      // The end of a block that is too short for a record is filled with zeros, as is a file that was made larger ahead.
      if (bytes.subarray(at, blockEnd).every((byte) => byte === 0)) break;
      const other = sizeOneBitAway(bytes, at, blockEnd);
      if (other !== undefined) {
        end = 'damaged';
        take(at, other);
        at += other;
        continue;
      }
      parts = undefined;
      const claimed = claimedSize(bytes, at, blockEnd);
      const isAtEnd = at + claimed > blockEnd && blockEnd === bytes.length;
      if (end !== 'damaged') end = isAtEnd ? 'cut-off' : 'torn';
      if (intactSize(bytes, at + claimed, blockEnd) === undefined) break;
      at += claimed;
    }
  }
  if (end === 'whole' && parts !== undefined) end = 'cut-off';
  return { end, contents };
}

/** The size of the record that stands at a place, or undefined when it is not intact. */
function intactSize(bytes: Uint8Array, at: number, blockEnd: number): number | undefined {
  if (at + HEAD_SIZE_BYTES > blockEnd) return undefined;
  const size = claimedSize(bytes, at, blockEnd);
  return isIntact(bytes, at, size, blockEnd) ? size : undefined;
}

/** The size that would make the record at a place intact if one bit of its length were another. */
function sizeOneBitAway(bytes: Uint8Array, at: number, blockEnd: number): number | undefined {
  if (at + HEAD_SIZE_BYTES > blockEnd) return undefined;
  const length = claimedSize(bytes, at, blockEnd) - HEAD_SIZE_BYTES;
  for (let bit = 0; bit < 16; bit++) {
    const size = HEAD_SIZE_BYTES + (length ^ (1 << bit));
    if (isIntact(bytes, at, size, blockEnd)) return size;
  }
  return undefined;
}

/** The size that the head claims; that of a head where it is cut off itself. */
function claimedSize(bytes: Uint8Array, at: number, blockEnd: number): number {
  if (at + HEAD_SIZE_BYTES > blockEnd) return HEAD_SIZE_BYTES;
  return HEAD_SIZE_BYTES + dataView(bytes).getUint16(at + 4, true);
}

function isIntact(bytes: Uint8Array, at: number, size: number, blockEnd: number): boolean {
  if (at + size > blockEnd) return false;
  return dataView(bytes).getUint32(at, true) === maskedCrc32c(bytes, at + 6, at + size);
}
