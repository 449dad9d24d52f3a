/**
 * The kernel module: what the host asks of it (the globals), and what it does (the functions). The host's side is
 * src/engine/wasm-kernel.ts; it refuses a module that answers otherwise than it expects.
 */
import { hashBatch } from './batch/headers';
import {
  ABI_VERSION, HASHES, HASHES_SIZE_BYTES, HEADERS, HEADERS_SIZE_BYTES, JOB, JOB_SIZE_BYTES, LANES,
} from './layout';
import { findNonce, prepareHeader } from './search/header';

export const abiVersion: i32 = ABI_VERSION;
export const lanes: i32 = LANES;
export const jobOffset: i32 = <i32>JOB;
export const jobSizeBytes: i32 = JOB_SIZE_BYTES;
export const headersOffset: i32 = <i32>HEADERS;
export const headersSizeBytes: i32 = HEADERS_SIZE_BYTES;
export const hashesOffset: i32 = <i32>HASHES;
export const hashesSizeBytes: i32 = HASHES_SIZE_BYTES;

/** Makes ready the job that stands in the job's area. */
export function setHeaderJob(): void {
  prepareHeader();
}

/**
 * The lowest nonce of `[start, end)` whose hash's most significant word is at or below the target's, or -1.
 * Nonces cross as doubles, because 2^32 is the end of a full range and no u32.
 */
export function searchHeader(start: f64, end: f64): f64 {
  const nonce = findNonce(<u64>start, <u64>end);
  return nonce < <u64>end ? <f64>nonce : -1;
}

/** Hashes the first `count` headers of the headers' area into the hashes' area. */
export function hashHeaders(count: i32): void {
  hashBatch(count);
}
