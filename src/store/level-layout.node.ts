/**
 * Every key of the database that `openLevelStore` keeps, and how its values are written.
 *
 * | key            | value                                                                            |
 * |----------------|----------------------------------------------------------------------------------|
 * | `V`            | u32: format version, 1. This entry is read the same way in every format          |
 * | `N`            | UTF-8 JSON: the network, `{"name","genesisHash","targetSpacing"}`                |
 * | `R`            | u32 u32: lowest height, tip height. Missing while the store is empty             |
 * | `b` height u32 | what follows the header in the serialized block, for every height of the range  |
 * | `h` height u32 | the 80 bytes of the header, for every height of the range                       |
 * | `s` number u32 | headers of branches, n * 80 bytes, in order of writing                           |
 * | `w` number u32 | nothing: the mark of one write. The newest thousand, and at an opening all but the last go |
 *
 * Every batch puts the next mark, so a gap between two marks is a batch that LevelDB lost when it replayed its log.
 *
 * Numbers are big endian, so that the order of the keys is the order of heights. Every value ends in four bytes more:
 * the CRC-32 of key and value. LevelDB checks sums of its log only, not of its tables when it reads them through
 * classic-level, so a bit that flipped on the disk would come back as data. CRC-32 finds every single flipped bit.
 */
import { crc32 } from 'node:zlib';
import { concatBytes, dataView } from '../primitives/index.ts';

export const FORMAT_VERSION = 1;

const CHECKSUM_SIZE_BYTES = 4;

/** The heights that a store holds, both included. */
export interface HeightRange {
  readonly lowest: number;
  readonly tip: number;
}

const prefixOf = (letter: string): Uint8Array => Uint8Array.of(letter.charCodeAt(0));

export const FORMAT_KEY: Uint8Array = prefixOf('V');
export const NETWORK_KEY: Uint8Array = prefixOf('N');
export const RANGE_KEY: Uint8Array = prefixOf('R');
const BODY_PREFIX = prefixOf('b');
const HEADER_PREFIX = prefixOf('h');
const BRANCH_PREFIX = prefixOf('s');
const MARK_PREFIX = prefixOf('w');

export function headerKey(height: number): Uint8Array {
  return concatBytes(HEADER_PREFIX, encodeNumbers(height));
}

export function bodyKey(height: number): Uint8Array {
  return concatBytes(BODY_PREFIX, encodeNumbers(height));
}

export function branchKey(number: number): Uint8Array {
  return concatBytes(BRANCH_PREFIX, encodeNumbers(number));
}

export function markKey(write: number): Uint8Array {
  return concatBytes(MARK_PREFIX, encodeNumbers(write));
}

/** A value of numbers: four bytes each, big endian. */
export function encodeNumbers(...numbers: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * numbers.length);
  numbers.forEach((number, i) => dataView(bytes).setUint32(4 * i, number));
  return bytes;
}

/** The numbers of a value, or undefined when it is not `count` of them. */
export function decodeNumbers(value: Uint8Array | undefined, count: number): number[] | undefined {
  if (value?.length !== 4 * count) return undefined;
  return Array.from({ length: count }, (_, i) => dataView(value).getUint32(4 * i));
}

/** The value as it is stored under a key: with its checksum. */
export function seal(key: Uint8Array, value: Uint8Array): Uint8Array {
  return concatBytes(value, encodeNumbers(checksum(key, value)));
}

/** A copy of the value that was sealed for this key, or undefined when these are not the bytes that were written. */
export function unseal(key: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  const size = sealed.length - CHECKSUM_SIZE_BYTES;
  if (size < 0) return undefined;
  const value = Uint8Array.from(sealed.subarray(0, size));
  return dataView(sealed).getUint32(size) === checksum(key, value) ? value : undefined;
}

function checksum(key: Uint8Array, value: Uint8Array): number {
  return crc32(value, crc32(key));
}
