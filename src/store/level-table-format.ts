/**
 * LevelDB's tables: blocks, each followed by a type (1 byte) and a masked CRC-32C over both (4), and a footer that says
 * where the index of the blocks and the index of the filters are. Source: doc/table_format.md of LevelDB 1.20.
 *
 * LevelDB reads them without looking at those checksums, as classic-level sets no option for it. So they are looked at
 * here, of every block, and that the blocks and the footer are all there is in the file.
 */
import { dataView } from '../primitives/index.ts';
import { maskedCrc32c } from './crc32c.ts';
import { FieldReader } from './level-fields.ts';

const FOOTER_SIZE_BYTES = 48;
const TRAILER_SIZE_BYTES = 5;
/** 0xdb4775248b80fb57, little endian. */
const MAGIC = [0x8b80fb57, 0xdb477524] as const;

interface Block {
  readonly start: number;
  readonly sizeBytes: number;
}

/** What is wrong with a table, or undefined when every byte of it is what was written. */
export function findTableDamage(bytes: Uint8Array): string | undefined {
  try {
    return damageOf(bytes);
  } catch (error) {
    if (error instanceof RangeError) return `a list of its blocks is not one (${error.message})`;
    throw error;
  }
}

function damageOf(bytes: Uint8Array): string | undefined {
  const footer = bytes.length - FOOTER_SIZE_BYTES;
  if (footer < 0) return 'it is cut off';
  const end = bytes.length - 8;
  if (littleEndianAt(bytes, end) !== MAGIC[0] || littleEndianAt(bytes, end + 4) !== MAGIC[1])
    return 'its last bytes are not those of a table';
  const fields = new FieldReader(bytes, footer, end);
  const filters = readBlock(fields);
  const index = readBlock(fields);
  if (bytes.subarray(fields.place, end).some((byte) => byte !== 0)) return 'its footer is not what was written';
  const blocks = [filters, index];
  for (const block of [filters, index]) {
    if (!isIntact(bytes, block, footer)) return `the block at byte ${block.start} is not what was written`;
    // No store writes compressed blocks. Where another hand did, LevelDB alone can tell what is in the list.
    if (bytes[block.start + block.sizeBytes] !== 0) return undefined;
    blocks.push(...listedBlocks(bytes, block));
  }
  blocks.sort((a, b) => a.start - b.start);
  let place = 0;
  for (const block of blocks) {
    if (block.start !== place) return `there is no block at byte ${place}`;
    if (!isIntact(bytes, block, footer)) return `the block at byte ${place} is not what was written`;
    place += block.sizeBytes + TRAILER_SIZE_BYTES;
  }
  return place === footer ? undefined : `there is no block at byte ${place}`;
}

function isIntact(bytes: Uint8Array, { start, sizeBytes }: Block, footer: number): boolean {
  const end = start + sizeBytes + 1; // with its type
  return end + 4 <= footer && maskedCrc32c(bytes, start, end) === littleEndianAt(bytes, end);
}

/** The blocks that a block of keys and places names: entries, the places of some of them, the number of those. */
function listedBlocks(bytes: Uint8Array, { start, sizeBytes }: Block): Block[] {
  const end = start + sizeBytes;
  const entriesEnd = end - 4 - 4 * littleEndianAt(bytes, end - 4);
  const fields = new FieldReader(bytes, start, entriesEnd);
  const blocks: Block[] = [];
  while (!fields.ended) {
    fields.number(); // how much of the key is as in the key before
    const keySize = fields.number();
    fields.number(); // size of the value
    fields.skip(keySize);
    blocks.push(readBlock(fields));
  }
  return blocks;
}

function readBlock(fields: FieldReader): Block {
  return { start: fields.number(), sizeBytes: fields.number() };
}

function littleEndianAt(bytes: Uint8Array, at: number): number {
  return dataView(bytes).getUint32(at, true);
}
