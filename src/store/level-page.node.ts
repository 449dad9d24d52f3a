/**
 * A page: the headers of neighbouring heights in one value, so that a million headers are some eight thousand entries.
 *
 * | bytes | content                                                                                        |
 * |-------|------------------------------------------------------------------------------------------------|
 * | 4     | seal of the page before; 0 in the page of the lowest height                                    |
 * | 4     | height of the first header: the multiple of 128 of the key, or above it in the lowest page      |
 * | 80 n  | the headers                                                                                    |
 * | 4 n   | checksums of the bodies: CRC-32 of key and body, 1 for a CRC-32 of 0, and 0 for an empty body  |
 * | 4     | seal                                                                                           |
 */
import { crc32 } from 'node:zlib';
import { dataView, HEADER_SIZE_BYTES } from '../primitives/index.ts';
import {
  bodyKey,
  HEIGHTS_PER_PAGE,
  pageKey,
  pageStart,
  SEAL_SIZE_BYTES,
  sealInPlace,
  sealOf,
  unseal,
} from './level-layout.node.ts';
import type { BlockRecord } from './store.ts';

const PAGE_HEAD_SIZE_BYTES = 8;
const BODY_CHECKSUM_SIZE_BYTES = 4;
const RECORD_SIZE_BYTES = HEADER_SIZE_BYTES + BODY_CHECKSUM_SIZE_BYTES;

/** A part of a page, or a whole one: records of neighbouring heights. */
export interface PageRecords {
  /** Height of the first. */
  readonly first: number;
  /** n * 80 bytes. */
  readonly headers: Uint8Array;
  /** n * 4 bytes. */
  readonly bodyChecksums: Uint8Array;
}

/** A page as it was read. Its arrays are views. */
export interface Page extends PageRecords {
  /** Height of the last header. */
  readonly last: number;
  /** Seal of the page below it. */
  readonly before: number;
  readonly seal: number;
}

/** The page that is stored under the key of `start`, or undefined when these are not the bytes that were written. */
export function decodePage(start: number, sealed: Uint8Array): Page | undefined {
  const value = unseal(pageKey(start), sealed);
  if (value === undefined) return undefined;
  const count = (value.length - PAGE_HEAD_SIZE_BYTES) / RECORD_SIZE_BYTES;
  if (!Number.isInteger(count) || count < 1) return undefined;
  const view = dataView(value);
  const first = view.getUint32(4);
  const last = first + count - 1;
  if (pageStart(first) !== start || last >= start + HEIGHTS_PER_PAGE) return undefined;
  const end = PAGE_HEAD_SIZE_BYTES + count * HEADER_SIZE_BYTES;
  return {
    first,
    last,
    before: view.getUint32(0),
    seal: sealOf(sealed),
    headers: value.subarray(PAGE_HEAD_SIZE_BYTES, end),
    bodyChecksums: value.subarray(end),
  };
}

/** The value of a page with these records one after another, which must fit into it, and its seal. */
export function encodePage(before: number, ...parts: readonly PageRecords[]): { value: Uint8Array; seal: number } {
  const first = parts[0]?.first ?? 0;
  const headersSize = parts.reduce((size, { headers }) => size + headers.length, 0);
  const count = headersSize / HEADER_SIZE_BYTES;
  const value = new Uint8Array(PAGE_HEAD_SIZE_BYTES + count * RECORD_SIZE_BYTES + SEAL_SIZE_BYTES);
  const view = dataView(value);
  view.setUint32(0, before);
  view.setUint32(4, first);
  let headersAt = PAGE_HEAD_SIZE_BYTES;
  let checksumsAt = headersAt + headersSize;
  for (const { headers, bodyChecksums } of parts) {
    value.set(headers, headersAt);
    value.set(bodyChecksums, checksumsAt);
    headersAt += headers.length;
    checksumsAt += bodyChecksums.length;
  }
  return { value, seal: sealInPlace(pageKey(pageStart(first)), value) };
}

/** The records from one place among them up to another, which is not included; views. */
export function sliceRecords({ first, headers, bodyChecksums }: PageRecords, from: number, end: number): PageRecords {
  return {
    first: first + from,
    headers: headers.subarray(from * HEADER_SIZE_BYTES, end * HEADER_SIZE_BYTES),
    bodyChecksums: bodyChecksums.subarray(from * BODY_CHECKSUM_SIZE_BYTES, end * BODY_CHECKSUM_SIZE_BYTES),
  };
}

/** The header at a height of the page, a view. */
export function headerAt({ first, headers }: PageRecords, height: number): Uint8Array {
  const at = (height - first) * HEADER_SIZE_BYTES;
  return headers.subarray(at, at + HEADER_SIZE_BYTES);
}

/** The checksum of the body at a height of the page; 0 for an empty body. */
export function bodyChecksumAt({ first, bodyChecksums }: PageRecords, height: number): number {
  return dataView(bodyChecksums).getUint32((height - first) * BODY_CHECKSUM_SIZE_BYTES);
}

/** Copies of records of neighbouring heights, in one piece. */
export interface PackedRecords extends PageRecords {
  /** Those that are not empty. */
  readonly bodies: readonly { readonly height: number; readonly body: Uint8Array }[];
}

/** Copies of whole records of neighbouring heights; undefined for none. */
export function packRecords(records: readonly BlockRecord[]): PackedRecords | undefined {
  const first = records[0]?.height;
  if (first === undefined) return undefined;
  const headers = new Uint8Array(records.length * HEADER_SIZE_BYTES);
  const bodyChecksums = new Uint8Array(records.length * BODY_CHECKSUM_SIZE_BYTES);
  const view = dataView(bodyChecksums);
  const bodies: { height: number; body: Uint8Array }[] = [];
  for (let i = 0; i < records.length; i++) {
    const { height, header, body } = records[i] as BlockRecord;
    headers.set(header, i * HEADER_SIZE_BYTES);
    if (body.length === 0) continue;
    const copy = Uint8Array.from(body);
    bodies.push({ height, body: copy });
    view.setUint32(i * BODY_CHECKSUM_SIZE_BYTES, bodyChecksum(height, copy));
  }
  return { first, headers, bodyChecksums, bodies };
}

export function bodyChecksum(height: number, body: Uint8Array): number {
  if (body.length === 0) return 0;
  return crc32(body, crc32(bodyKey(height))) || 1;
}
