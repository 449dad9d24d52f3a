/**
 * The kernel module: what the host asks of it (the globals), and what it does (the functions). The host's side is
 * src/engine/wasm-kernel.ts; it refuses a module that answers otherwise than it expects.
 */
import { iterateKeys } from './batch/hmac';
import { hashBatch } from './batch/messages';
import { hashBlocksBehind, iterateDigests } from './batch/states';
import {
  ABI_VERSION, buffer, HEADER_JOB, HEADER_JOB_SIZE_BYTES, LANES, MESSAGE_JOB, MESSAGE_JOB_SIZE_BYTES, SPREAD_BLOCKS,
  SUMS_SIZE_BYTES,
} from './layout';
import { findNonce, prepareHeader } from './search/header';
import { findCounter, prepareMessage } from './search/message';
import { setFullShape, SHAPES } from './sha256/streams';

export const abiVersion: i32 = ABI_VERSION;
export const lanes: i32 = LANES;
export const shapes: i32 = SHAPES;
export const headerJobOffset: i32 = <i32>HEADER_JOB;
export const headerJobSizeBytes: i32 = HEADER_JOB_SIZE_BYTES;
export const messageJobOffset: i32 = <i32>MESSAGE_JOB;
export const messageJobSizeBytes: i32 = MESSAGE_JOB_SIZE_BYTES;
export const knownSumsOffset: i32 = <i32>(SPREAD_BLOCKS * SUMS_SIZE_BYTES);

/** Where the buffer begins; it goes to the end of memory, which the host may let grow. */
export function bufferOffset(): i32 {
  return <i32>buffer();
}

/** Chooses the streams of full groups, by their number in sha256/streams.ts. Returns how many messages a group then has. */
export function setShape(shape: i32): i32 {
  return setFullShape(shape);
}

/** Makes ready the header job that stands in its area. */
export function setHeaderJob(versions: i32): void {
  prepareHeader(versions);
}

/**
 * The lowest nonce of `[start, end)`, and of that the first version, whose hash's most significant word is at or below the
 * target's, as `nonce * versions + version`; or -1. Numbers cross as doubles, because 2^32 is the end of a full range
 * and no u32.
 */
export function searchHeader(start: f64, end: f64): f64 {
  return <f64>findNonce(<u64>start, <u64>end);
}

/** Makes ready the message job that stands in its area. The sums of its known blocks stand in the buffer, `knownSumsOffset` bytes from its beginning. */
export function setMessageJob(): void {
  prepareMessage();
}

/** The lowest counter of `[start, end)` whose digest's first word passes the filter, or -1. */
export function searchMessage(start: f64, end: f64): f64 {
  return <f64>findCounter(<u64>start, <u64>end);
}

/** Hashes `count` messages of `sizeBytes` bytes from the buffer, once or twice, to `digests`. */
export function hashMessages(sizeBytes: i32, count: i32, digests: i32, twice: i32): void {
  hashBatch(buffer(), sizeBytes, count, digests, twice != 0);
}

/**
 * Hashes blocks of 64 bytes behind `count` states of eight words, which stand at the buffer's beginning: the same blocks
 * behind each. The states are written back.
 */
export function hashBlocks(count: i32, blocks: i32, blockCount: i32): void {
  hashBlocksBehind(buffer(), count, blocks, blockCount);
}

/** Hashes `count` digests of eight words from the buffer `more` times over, in place. */
export function iterateSha256(count: i32, more: i32): void {
  iterateDigests(buffer(), count, more);
}

/** Runs `more` iterations of HMAC for `count` chains of 32 words from the buffer, in place: see batch/hmac.ts. */
export function iterateHmac(count: i32, more: i32): void {
  iterateKeys(buffer(), count, more);
}
