/**
 * Every record of the database that `openIndexedDbStore` keeps, and how its bytes are written. The format's number is the
 * version of the database.
 *
 * | object store | key               | value, always a Uint8Array                                                     |
 * |--------------|-------------------|--------------------------------------------------------------------------------|
 * | `meta`       | `network`         | UTF-8 JSON `{"name","genesisHash","targetSpacing"}`, sum                       |
 * | `meta`       | `state`           | u32 each: number of writes; 1 with records, 0 without; lowest height; tip      |
 * |              |                   | height; sum of the last page; number of branch records; sum of the last; sum   |
 * | `pages`      | height / 256, int | u32 first height; u32 sum of the page before, 0 in the first; 88 bytes a       |
 * |              |                   | height: header, u32 size of the body, u32 CRC-32 of the body; sum              |
 * | `bodies`     | height            | the body, where it is not empty                                                |
 * | `branches`   | 0, 1, 2, ...      | u32 key; u32 sum of the record before, 0 in the first; n * 80 bytes; sum       |
 *
 * Numbers are big endian. A sum is the CRC-32 of all that stands before it in the value. As pages and branch records hold
 * the sum of the one before, and the state that of the last, an older version of a page is found out like a flipped bit.
 *
 * A page in a database is much cheaper than 256 headers: 100,000 headers are 391 records. The price is that the last
 * page, up to 22 kB, is written again with every append.
 */
import { concatBytes, dataView, HEADER_SIZE_BYTES } from '../primitives/index.ts';
import { crc32 } from './crc32.ts';
import { copyNetwork, type HeightRange } from './store-arguments.ts';
import type { BlockRecord, StoreNetwork } from './store.ts';

export const FORMAT_VERSION = 1;
export const HEADERS_PER_PAGE = 256;

const NUMBER_SIZE_BYTES = 4;
const ENTRY_SIZE_BYTES = HEADER_SIZE_BYTES + 2 * NUMBER_SIZE_BYTES;
/** What comes before the entries of a page and the headers of a branch record: two numbers. */
const LINK_SIZE_BYTES = 2 * NUMBER_SIZE_BYTES;

/** What the record `state` says. */
export interface StoreState {
  /** How often it was written: one a second lasts for 136 years. */
  readonly writes: number;
  /** Undefined when there are no records. */
  readonly range: HeightRange | undefined;
  /** 0 when there are no records. */
  readonly lastPageSum: number;
  readonly branchRecords: number;
  /** 0 when there are none. */
  readonly lastBranchSum: number;
}

export const EMPTY_STATE: StoreState = {
  writes: 0,
  range: undefined,
  lastPageSum: 0,
  branchRecords: 0,
  lastBranchSum: 0,
};

/** A page that was read, or a part of one. */
export interface Page {
  readonly first: number;
  readonly last: number;
  readonly sumBefore: number;
  /** Of the whole page, also where this is a part of it. */
  readonly sum: number;
  readonly entries: Uint8Array;
}

/** A value to be stored, and the sum at its end. */
export interface Sealed {
  readonly value: Uint8Array;
  readonly sum: number;
}

/** The number of the page that holds a height. */
export function pageOf(height: number): number {
  return Math.floor(height / HEADERS_PER_PAGE);
}

/** A record as a page holds it. */
export function encodeEntry({ header, body }: BlockRecord): Uint8Array {
  return concatBytes(header, encodeNumbers(body.length, crc32(body)));
}

export function encodePage(first: number, sumBefore: number, entries: readonly Uint8Array[]): Sealed {
  return seal(encodeNumbers(first, sumBefore), ...entries);
}

/** The page of this number, or undefined when the value is not one that was written for it. */
export function decodePage(value: unknown, number: number): Page | undefined {
  const link = decodeLink(value);
  if (link === undefined) return undefined;
  const { number: first, sumBefore, sum, rest: entries } = link;
  const last = first + entries.length / ENTRY_SIZE_BYTES - 1;
  // a part of an entry makes `last` no integer
  const fits = Number.isInteger(last) && last >= first && pageOf(first) === number && pageOf(last) === number;
  return fits ? { first, last, sumBefore, sum, entries } : undefined;
}

/** The part of a page up to a height that it holds. */
export function cutPage(page: Page, last: number): Page {
  return { ...page, last, entries: page.entries.subarray(0, (last - page.first + 1) * ENTRY_SIZE_BYTES) };
}

/** The headers from one height to another, both included, as far as the page holds them. */
export function headersOf(page: Page, from: number, to: number): Uint8Array {
  const first = Math.max(from, page.first);
  const count = Math.max(0, Math.min(to, page.last) - first + 1);
  const headers = new Uint8Array(count * HEADER_SIZE_BYTES);
  for (let i = 0; i < count; i++) {
    const at = (first - page.first + i) * ENTRY_SIZE_BYTES;
    headers.set(page.entries.subarray(at, at + HEADER_SIZE_BYTES), i * HEADER_SIZE_BYTES);
  }
  return headers;
}

/** What the page says of the body at a height that it holds. */
export function bodyFacts(page: Page, height: number): { readonly size: number; readonly sum: number } {
  const at = (height - page.first) * ENTRY_SIZE_BYTES + HEADER_SIZE_BYTES;
  const view = dataView(page.entries);
  return { size: view.getUint32(at), sum: view.getUint32(at + NUMBER_SIZE_BYTES) };
}

/** The body that the page speaks of, or undefined when the value is not the one. */
export function checkBody(page: Page, height: number, value: unknown): Uint8Array | undefined {
  const { size, sum } = bodyFacts(page, height);
  if (size === 0) return value === undefined ? new Uint8Array(0) : undefined;
  return value instanceof Uint8Array && value.length === size && crc32(value) === sum ? value : undefined;
}

export function encodeBranches(number: number, sumBefore: number, headers: Uint8Array): Sealed {
  return seal(encodeNumbers(number, sumBefore), headers);
}

/** The branch record of this number, or undefined when the value is not one that was written for it. */
export function decodeBranches(
  value: unknown,
  number: number,
): { readonly headers: Uint8Array; readonly sumBefore: number; readonly sum: number } | undefined {
  const link = decodeLink(value);
  if (link?.number !== number || link.rest.length % HEADER_SIZE_BYTES !== 0) return undefined;
  return { headers: link.rest, sumBefore: link.sumBefore, sum: link.sum };
}

export function encodeState({ writes, range, lastPageSum, branchRecords, lastBranchSum }: StoreState): Sealed {
  const heights = [range ? 1 : 0, range?.lowest ?? 0, range?.tip ?? 0];
  return seal(encodeNumbers(writes, ...heights, lastPageSum, branchRecords, lastBranchSum));
}

export function decodeState(value: unknown): StoreState | undefined {
  const bytes = unseal(value)?.bytes;
  if (bytes?.length !== 7 * NUMBER_SIZE_BYTES) return undefined;
  const [writes, filled, lowest, tip, lastPageSum, branchRecords, lastBranchSum] = [0, 1, 2, 3, 4, 5, 6].map((i) =>
    dataView(bytes).getUint32(NUMBER_SIZE_BYTES * i),
  ) as [number, number, number, number, number, number, number];
  return { writes, range: filled ? { lowest, tip } : undefined, lastPageSum, branchRecords, lastBranchSum };
}

export function encodeNetwork(network: StoreNetwork): Sealed {
  return seal(new TextEncoder().encode(JSON.stringify(network)));
}

export function decodeNetwork(value: unknown): StoreNetwork | undefined {
  const bytes = unseal(value)?.bytes;
  if (bytes === undefined) return undefined;
  try {
    return copyNetwork({ network: JSON.parse(new TextDecoder().decode(bytes)) as StoreNetwork });
  } catch {
    return undefined;
  }
}

function decodeLink(value: unknown): { number: number; sumBefore: number; sum: number; rest: Uint8Array } | undefined {
  const unsealed = unseal(value);
  if (unsealed === undefined || unsealed.bytes.length < LINK_SIZE_BYTES) return undefined;
  const { bytes, sum } = unsealed;
  const view = dataView(bytes);
  return {
    number: view.getUint32(0),
    sumBefore: view.getUint32(NUMBER_SIZE_BYTES),
    sum,
    rest: bytes.subarray(LINK_SIZE_BYTES),
  };
}

function encodeNumbers(...numbers: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(NUMBER_SIZE_BYTES * numbers.length);
  numbers.forEach((number, i) => dataView(bytes).setUint32(NUMBER_SIZE_BYTES * i, number));
  return bytes;
}

/** A copy of its own: IndexedDB stores the whole buffer below an array. */
function seal(...parts: readonly Uint8Array[]): Sealed {
  const value = new Uint8Array(parts.reduce((size, part) => size + part.length, NUMBER_SIZE_BYTES));
  let at = 0;
  for (const part of parts) {
    value.set(part, at);
    at += part.length;
  }
  const sum = crc32(value.subarray(0, at));
  dataView(value).setUint32(at, sum);
  return { value, sum };
}

function unseal(value: unknown): { bytes: Uint8Array; sum: number } | undefined {
  if (!(value instanceof Uint8Array) || value.length < NUMBER_SIZE_BYTES) return undefined;
  const size = value.length - NUMBER_SIZE_BYTES;
  const bytes = value.subarray(0, size);
  const sum = dataView(value).getUint32(size);
  return crc32(bytes) === sum ? { bytes, sum } : undefined;
}
