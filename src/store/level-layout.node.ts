/**
 * Every key of the database that `openLevelStore` keeps, and how its values are written.
 *
 * | key             | value                                                                                     |
 * |-----------------|-------------------------------------------------------------------------------------------|
 * | `V`             | u32: format version, 2. This entry is read the same way in every format                   |
 * | `N`             | UTF-8 JSON: the network, `{"name","genesisHash","targetSpacing"}`                         |
 * | `c` height u32  | a page: the headers of up to 128 heights, from a multiple of 128 on (level-page.node.ts)   |
 * | `c` height `b`  | what follows the header in the serialized block, where that is not empty: no seal          |
 * | `s` number u32  | u32: seal of the entry before, 0 in the first; then headers of branches, 80 bytes each    |
 * | `z`             | the state (`StoreState`), put by every batch                                              |
 *
 * Numbers are big endian, so that the order of the keys is the order of heights. Every value but a body ends in its
 * seal: the CRC-32 of key and value. A page holds the seal of the page before it and the checksums of its bodies, an
 * entry of branches the seal of the one before it, and the state the last seal of both. So an entry that is missing, or
 * that is as it was before a later write, shows as well as a flipped bit: the chain of seals from the lowest height on
 * does not end where the state says. CRC-32 finds every single flipped bit. It is no protection against forgers.
 *
 * The state sorts behind the pages, and a page beside its bodies, so that a growing chain is written at the end of the
 * keys, where LevelDB's compaction moves tables instead of merging them with all that were written before.
 */
import { crc32 } from 'node:zlib';
import { concatBytes, dataView } from '../primitives/index.ts';
import type { HeightRange } from './store-arguments.ts';

export const FORMAT_VERSION = 2;

export const SEAL_SIZE_BYTES = 4;

/** How many heights share a page. With 128, an append of one header writes 5 kB on average. */
export const HEIGHTS_PER_PAGE = 128;

/** What the newest batch left. Seven u32: write, 1 or 0 for a range or none, lowest, tip, pageSeal, branchEntries, branchSeal. */
export interface StoreState {
  /** Number of the batch, from 1: one a second lasts for 136 years. */
  readonly write: number;
  readonly range: HeightRange | undefined;
  /** Seal of the highest page; 0 where there is none. */
  readonly pageSeal: number;
  /** How many entries of branches there are. */
  readonly branchEntries: number;
  /** Seal of the newest of them; 0 where there is none. */
  readonly branchSeal: number;
}

const STATE_NUMBERS = 7;

export const FORMAT_KEY: Uint8Array = letterKey('V');
export const NETWORK_KEY: Uint8Array = letterKey('N');
export const STATE_KEY: Uint8Array = letterKey('z');
const CHAIN_LETTER = letterKey('c');
const BODY_LETTER = letterKey('b');
const BRANCH_LETTER = letterKey('s');

function letterKey(letter: string): Uint8Array {
  return Uint8Array.of(letter.charCodeAt(0));
}

/** The lowest height of the page that a height is in. */
export function pageStart(height: number): number {
  return height - (height % HEIGHTS_PER_PAGE);
}

/** The key of the page that begins at a height. No key of a page or body at or above the height sorts before it. */
export function pageKey(start: number): Uint8Array {
  return concatBytes(CHAIN_LETTER, encodeNumbers(start));
}

export function bodyKey(height: number): Uint8Array {
  return concatBytes(CHAIN_LETTER, encodeNumbers(height), BODY_LETTER);
}

export function branchKey(number: number): Uint8Array {
  return concatBytes(BRANCH_LETTER, encodeNumbers(number));
}

/** What a key stands for, or undefined when it is none of a store's. */
export function decodeKey(
  key: Uint8Array,
): { kind: 'format' | 'network' | 'state' | 'page' | 'body' | 'branches'; number: number } | undefined {
  const letter = String.fromCharCode(key[0] ?? 0);
  const number = key.length >= 5 ? dataView(key).getUint32(1) : 0;
  switch (`${letter}${key.length}`) {
    case 'V1':
      return { kind: 'format', number };
    case 'N1':
      return { kind: 'network', number };
    case 'z1':
      return { kind: 'state', number };
    case 'c5':
      return { kind: 'page', number };
    case 'c6':
      return key[5] === BODY_LETTER[0] ? { kind: 'body', number } : undefined;
    case 's5':
      return { kind: 'branches', number };
  }
  return undefined;
}

/** A value of numbers: four bytes each, big endian. */
export function encodeNumbers(...numbers: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * numbers.length);
  const view = dataView(bytes);
  numbers.forEach((number, i) => view.setUint32(4 * i, number));
  return bytes;
}

/** The numbers of a value, or undefined when it is not `count` of them. */
export function decodeNumbers(value: Uint8Array | undefined, count: number): number[] | undefined {
  if (value?.length !== 4 * count) return undefined;
  return Array.from({ length: count }, (_, i) => dataView(value).getUint32(4 * i));
}

export function encodeState({ write, range, pageSeal, branchEntries, branchSeal }: StoreState): Uint8Array {
  const { lowest, tip } = range ?? { lowest: 0, tip: 0 };
  return encodeNumbers(write, range ? 1 : 0, lowest, tip, pageSeal, branchEntries, branchSeal);
}

/** The state, or undefined when these are not its bytes. */
export function decodeState(value: Uint8Array): StoreState | undefined {
  const numbers = decodeNumbers(value, STATE_NUMBERS);
  if (numbers === undefined) return undefined;
  const [write = 0, filled, lowest = 0, tip = 0, pageSeal = 0, branchEntries = 0, branchSeal = 0] = numbers;
  if (lowest > tip) return undefined;
  return { write, range: filled ? { lowest, tip } : undefined, pageSeal, branchEntries, branchSeal };
}

/** The value as it is stored under a key: with its seal. */
export function seal(key: Uint8Array, value: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(value.length + SEAL_SIZE_BYTES);
  sealed.set(value);
  sealInPlace(key, sealed);
  return sealed;
}

/** Writes the seal into the last four bytes of a value that has room for it, and returns it. */
export function sealInPlace(key: Uint8Array, sealed: Uint8Array): number {
  const size = sealed.length - SEAL_SIZE_BYTES;
  const checksum = crc32(sealed.subarray(0, size), crc32(key));
  dataView(sealed).setUint32(size, checksum);
  return checksum;
}

/** The value that was sealed for this key, a view; undefined when these are not the bytes that were written. */
export function unseal(key: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  const size = sealed.length - SEAL_SIZE_BYTES;
  if (size < 0) return undefined;
  const value = sealed.subarray(0, size);
  return sealOf(sealed) === crc32(value, crc32(key)) ? value : undefined;
}

/** The seal that a stored value ends in. */
export function sealOf(sealed: Uint8Array): number {
  return dataView(sealed).getUint32(sealed.length - SEAL_SIZE_BYTES);
}
