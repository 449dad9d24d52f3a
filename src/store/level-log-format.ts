/**
 * LevelDB's log format, in which its logs and its manifests are written: blocks of 32 KiB; in them records of a masked
 * CRC-32C over type and content (4 bytes, little endian), a length (2), a type (1) and the content; a content that does
 * not fit is spread over records of the types first, middle, last. Source: doc/log_format.md of LevelDB 1.20.
 *
 * LevelDB leaves out what does not match, and deletes a log once it is replayed. So it is looked at before: whether a
 * file only ends in the middle of a write, which is what a crash leaves, or was damaged.
 */
import { concatBytes, dataView } from '../primitives/index.ts';
import { maskedCrc32c } from './crc32c.ts';

const BLOCK_SIZE_BYTES = 32_768;
const HEAD_SIZE_BYTES = 7;
const FULL = 1;
const FIRST = 2;
const LAST = 4;

export interface LogReading {
  /**
   * `'whole'`; `'cut-off'`: the end is missing, as after a crash; `'torn'`: what stands last is not what was written,
   * which a crash can leave or a flipped bit; `'damaged'`: what is not what was written has intact records behind it, or
   * is one bit away from an intact one.
   */
  readonly end: 'whole' | 'cut-off' | 'torn' | 'damaged';
  /** The contents that are intact, in order, up to the first that is not. */
  readonly contents: readonly Uint8Array[];
}

export function readLog(bytes: Uint8Array): LogReading {
  const contents: Uint8Array[] = [];
  let parts: Uint8Array[] = [];
  let end: LogReading['end'] = 'whole';
  for (let block = 0; block < bytes.length; block += BLOCK_SIZE_BYTES) {
    const blockEnd = Math.min(block + BLOCK_SIZE_BYTES, bytes.length);
    let at = block;
    while (at + HEAD_SIZE_BYTES <= blockEnd) {
      const size = recordSize(bytes, at, blockEnd);
      if (size === undefined) break;
      if (end !== 'whole') return { end: 'damaged', contents };
      const type = bytes[at + 6];
      const content = bytes.subarray(at + HEAD_SIZE_BYTES, at + size);
      if (type === FULL || type === FIRST) parts = [];
      parts.push(content);
      if (type === FULL || type === LAST) {
        contents.push(parts.length === 1 ? content : concatBytes(...parts));
        parts = [];
      }
      at += size;
    }
    // The end of a block that is too short for a record is filled with zeros, as is a file that was made larger ahead.
    if (bytes.subarray(at, blockEnd).every((byte) => byte === 0)) continue;
    if (isOneBitAway(bytes, at, blockEnd)) return { end: 'damaged', contents };
    end = at + claimedSize(bytes, at, blockEnd) > blockEnd && blockEnd === bytes.length ? 'cut-off' : 'torn';
  }
  if (end === 'whole' && parts.length > 0) end = 'cut-off';
  return { end, contents };
}

/** The size of the record that stands at a place, or undefined when it is not intact. */
function recordSize(bytes: Uint8Array, at: number, blockEnd: number): number | undefined {
  const size = claimedSize(bytes, at, blockEnd);
  return at + size <= blockEnd && isIntact(bytes, at, size) ? size : undefined;
}

/** The size that the head claims, more than there is room for when the head itself is cut off. */
function claimedSize(bytes: Uint8Array, at: number, blockEnd: number): number {
  if (at + HEAD_SIZE_BYTES > blockEnd) return HEAD_SIZE_BYTES;
  return HEAD_SIZE_BYTES + dataView(bytes).getUint16(at + 4, true);
}

function isIntact(bytes: Uint8Array, at: number, size: number): boolean {
  return dataView(bytes).getUint32(at, true) === maskedCrc32c(bytes, at + 6, at + size);
}

/** A record that a crash cut off has none behind it, and becomes no intact one by another length. */
function isOneBitAway(bytes: Uint8Array, at: number, blockEnd: number): boolean {
  if (at + HEAD_SIZE_BYTES > blockEnd) return false;
  const claimed = claimedSize(bytes, at, blockEnd);
  if (at + claimed + HEAD_SIZE_BYTES <= blockEnd && recordSize(bytes, at + claimed, blockEnd) !== undefined)
    return true;
  for (let bit = 0; bit < 16; bit++) {
    const size = HEAD_SIZE_BYTES + ((claimed - HEAD_SIZE_BYTES) ^ (1 << bit));
    if (at + size <= blockEnd && isIntact(bytes, at, size)) return true;
  }
  return false;
}
