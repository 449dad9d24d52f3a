/**
 * LevelDB's tables: blocks, each followed by a type (1 byte) and a masked CRC-32C over both (4), and a footer that says
 * where the index of the blocks and the index of the filters are. Source: doc/table_format.md of LevelDB 1.20.
 *
 * LevelDB reads them without looking at those checksums, as classic-level sets no option for it. So they are looked at
 * here, of every block, and that the blocks and the footer are all there is in the file.
 */
import { concatBytes, dataView } from '../primitives/index.ts';
import { findMaskedCrc32c, maskedCrc32c } from './crc32c.ts';
import { FieldReader } from './level-fields.ts';

const FOOTER_SIZE_BYTES = 48;
const TRAILER_SIZE_BYTES = 5;
/** 0xdb4775248b80fb57, little endian. */
const MAGIC = [0x8b80fb57, 0xdb477524] as const;

interface Block {
  readonly start: number;
  readonly sizeBytes: number;
}

/** An entry of a table: its value, a view, or undefined for a removal. */
export interface TableEntry {
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
  /** The number of the write: of a key, the entry with the highest counts. */
  readonly sequence: number;
}

/** What is wrong with a table, or undefined when every byte of it is what was written. */
export function findTableDamage(bytes: Uint8Array): string | undefined {
  const blocks: Block[] = [];
  try {
    for (const list of readFooter(bytes)) {
      if (!isIntact(bytes, list)) return `the block at byte ${list.start} is not what was written`;
      // No store writes compressed blocks. Where another hand did, LevelDB alone can tell what is in the list.
      if (isCompressed(bytes, list)) return undefined;
      blocks.push(list, ...blockEntries(bytes, list).map(({ value }) => readBlock(new FieldReader(value))));
    }
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
  blocks.sort((a, b) => a.start - b.start);
  let place = 0;
  for (const block of blocks) {
    if (block.start !== place) return `there is no block at byte ${place}`;
    if (!isIntact(bytes, block)) return `the block at byte ${place} is not what was written`;
    place += block.sizeBytes + TRAILER_SIZE_BYTES;
  }
  return place === bytes.length - FOOTER_SIZE_BYTES ? undefined : `there is no block at byte ${place}`;
}

/** The entries in all blocks that are intact, also when others, the index or the footer are not. */
export function* intactTableEntries(bytes: Uint8Array): Generator<TableEntry> {
  for (const block of findBlocks(bytes)) {
    if (!isIntact(bytes, block) || isCompressed(bytes, block)) continue;
    for (const { key, value } of entriesOrNone(bytes, block)) {
      // a key ends in its type, 0 for a removal, and the number of its write, seven bytes, little endian
      const size = key.length - 8;
      if (size < 0) break;
      const low = dataView(key).getUint32(size, true);
      const sequence = dataView(key).getUint32(size + 4, true) * 2 ** 24 + (low >>> 8);
      yield { key: key.subarray(0, size), value: (low & 0xff) === 0 ? undefined : value, sequence };
    }
  }
}

/** The blocks that the index names. Without one, those that stand one after another, each up to its checksum. */
function findBlocks(bytes: Uint8Array): Block[] {
  try {
    const [, index] = readFooter(bytes);
    if (isIntact(bytes, index)) return blockEntries(bytes, index).map(({ value }) => readBlock(new FieldReader(value)));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  const blocks: Block[] = [];
  for (let start = 0, end; (end = findMaskedCrc32c(bytes, start)) !== undefined; start = end + 4)
    blocks.push({ start, sizeBytes: Math.max(end - start - 1, 0) });
  return blocks;
}

function entriesOrNone(bytes: Uint8Array, block: Block): { key: Uint8Array; value: Uint8Array }[] {
  try {
    return blockEntries(bytes, block);
  } catch (error) {
    if (error instanceof RangeError) return []; // of filters, which have no entries
    throw error;
  }
}

/**
 * The blocks that list the others: the one of the filters, and the one of the entries.
 * @throws RangeError when the last bytes are no footer
 */
function readFooter(bytes: Uint8Array): [Block, Block] {
  const footer = bytes.length - FOOTER_SIZE_BYTES;
  if (footer < 0) throw new RangeError('it is cut off');
  const end = bytes.length - 8;
  if (littleEndianAt(bytes, end) !== MAGIC[0] || littleEndianAt(bytes, end + 4) !== MAGIC[1])
    throw new RangeError('its last bytes are not those of a table');
  const fields = new FieldReader(bytes, footer, end);
  const blocks: [Block, Block] = [readBlock(fields), readBlock(fields)];
  if (bytes.subarray(fields.place, end).some((byte) => byte !== 0))
    throw new RangeError('its footer is not what was written');
  return blocks;
}

function isIntact(bytes: Uint8Array, { start, sizeBytes }: Block): boolean {
  const end = start + sizeBytes + 1; // with its type
  if (end + 4 > bytes.length - FOOTER_SIZE_BYTES) return false;
  return maskedCrc32c(bytes, start, end) === littleEndianAt(bytes, end);
}

function isCompressed(bytes: Uint8Array, { start, sizeBytes }: Block): boolean {
  return bytes[start + sizeBytes] !== 0;
}

/**
 * The entries of a block; values are views.
 * @throws RangeError when there are none in it
 */
function blockEntries(bytes: Uint8Array, { start, sizeBytes }: Block): { key: Uint8Array; value: Uint8Array }[] {
  const end = start + sizeBytes;
  // at the end: places of some entries, and how many of those there are
  const entriesEnd = end - 4 - 4 * littleEndianAt(bytes, Math.max(end - 4, 0));
  if (entriesEnd < start) throw new RangeError('a block has no entries');
  const fields = new FieldReader(bytes, start, entriesEnd);
  const entries: { key: Uint8Array; value: Uint8Array }[] = [];
  let key: Uint8Array = new Uint8Array(0);
  while (!fields.ended) {
    const shared = fields.number(); // so much of the key is as in the key before
    const keySize = fields.number();
    const valueSize = fields.number();
    if (shared > key.length) throw new RangeError('a block has no entries');
    key = concatBytes(key.subarray(0, shared), fields.bytes(keySize));
    entries.push({ key, value: fields.bytes(valueSize) });
  }
  return entries;
}

/** @throws RangeError */
function readBlock(fields: FieldReader): Block {
  return { start: fields.number(), sizeBytes: fields.number() };
}

function littleEndianAt(bytes: Uint8Array, at: number): number {
  return dataView(bytes).getUint32(at, true);
}
