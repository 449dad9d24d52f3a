/** The checks that every store makes on its arguments, and the bounds of them, so that all stores answer alike. */
import { MidstateError } from '../errors.ts';
import {
  assertByteArray,
  assertBytes,
  assertInteger,
  assertObject,
  describe,
  HEADER_SIZE_BYTES,
} from '../primitives/index.ts';
import type { BlockRecord, StoreNetwork } from './store.ts';

/** Heights are stored as 32-bit numbers. */
export const MAX_HEIGHT = 0xffff_ffff;

/** The heights that a store holds, both included. */
export interface HeightRange {
  /** The lowest, included. */
  readonly lowest: number;
  /** The highest, included. */
  readonly tip: number;
}

/** How many headers one item of `headers()` holds at most: 80 kB, so that a long chain is read with few awaits. */
export const HEADERS_PER_CHUNK = 1000;

/**
 * A frozen copy of the network's identity, from the options that a store is made with.
 * @throws TypeError, RangeError naming the field
 */
export function copyNetwork(options: { readonly network: StoreNetwork }): StoreNetwork {
  assertObject('options', options);
  const { network } = options;
  assertObject('network', network);
  const { name, genesisHash, targetSpacing } = network;
  if (typeof name !== 'string' || name === '')
    throw new TypeError(`network.name: expected a text, got ${describe(name)}`);
  if (typeof genesisHash !== 'string' || !/^[0-9a-f]{64}$/.test(genesisHash)) {
    throw new TypeError(`network.genesisHash: expected 64 lower-case hexadecimal digits, got ${describe(genesisHash)}`);
  }
  if (typeof targetSpacing !== 'number' || !(targetSpacing > 0 && targetSpacing < Infinity)) {
    throw new RangeError(`network.targetSpacing: expected seconds above 0, got ${describe(targetSpacing)}`);
  }
  return Object.freeze({ name, genesisHash, targetSpacing });
}

/**
 * Asserts records as they are handed to `append`: whole ones, whose heights ascend without a gap.
 * @throws TypeError, RangeError for a malformed record
 * @throws MidstateError ERR_STORE_NOT_CONTIGUOUS for a gap between two of them
 */
export function assertRecords(records: readonly BlockRecord[]): void {
  if (!Array.isArray(records)) throw new TypeError(`records: expected an array, got ${describe(records)}`);
  let before: number | undefined;
  // by place, not by an iterating method, which leaves out the holes of an array
  for (let i = 0; i < records.length; i++) {
    const record = records[i] as BlockRecord;
    if (!isRecord(record)) explainRecord(record, `records[${i}]`);
    const { height } = record;
    if (before !== undefined && height !== before + 1) throw notContiguous(before, height);
    before = height;
  }
}

function isRecord(record: BlockRecord): boolean {
  if (typeof record !== 'object' || record === null) return false;
  const { height, header, body } = record;
  if (!Number.isInteger(height) || height < 0 || height > MAX_HEIGHT) return false;
  return header instanceof Uint8Array && header.length === HEADER_SIZE_BYTES && body instanceof Uint8Array;
}

// The names of fields are made here, where one is wrong, and not for each of a million records that are right.
function explainRecord(record: BlockRecord, name: string): void {
  assertObject(name, record);
  assertInteger(`${name}.height`, record.height, 0, MAX_HEIGHT);
  assertBytes(`${name}.header`, record.header, HEADER_SIZE_BYTES);
  assertByteArray(`${name}.body`, record.body);
}

/**
 * Deep copies of the records handed to `append`.
 * @throws what `assertRecords` throws
 */
export function copyRecords(records: readonly BlockRecord[]): BlockRecord[] {
  assertRecords(records);
  return records.map(({ height, header, body }) => ({
    height,
    header: Uint8Array.from(header),
    body: Uint8Array.from(body),
  }));
}

/**
 * A copy of the headers handed to `append` as branches; empty for none.
 * @throws TypeError, RangeError for what is not whole headers
 */
export function copyBranches(branches: Uint8Array = new Uint8Array(0)): Uint8Array {
  assertByteArray('branches', branches);
  if (branches.length % HEADER_SIZE_BYTES !== 0)
    throw new RangeError(`branches: expected a multiple of ${HEADER_SIZE_BYTES} bytes, got ${branches.length}`);
  return Uint8Array.from(branches);
}

/**
 * Asserts that a record at `height` leaves no gap above the tip.
 * @throws MidstateError ERR_STORE_NOT_CONTIGUOUS
 */
export function assertContinues(tipHeight: number | undefined, height: number): void {
  if (tipHeight !== undefined && height > tipHeight + 1) throw notContiguous(tipHeight, height);
}

function notContiguous(tipHeight: number, height: number): MidstateError {
  const message = `a record at height ${height} cannot follow height ${tipHeight}: ${tipHeight + 1} is expected`;
  return new MidstateError('ERR_STORE_NOT_CONTIGUOUS', message, { tipHeight, height });
}
