/** The newest blocks of the chain, and what was measured of those that were found on this visit. */
import type { ChainEntry } from 'midstate';
import { workOfBits } from 'midstate/consensus';
import { decodeHeader, HEADER_SIZE_BYTES } from 'midstate/primitives';

/** What it took to find a block here. */
export interface BlockEffort {
  /** Hashes, those before a change of settings included. */
  readonly attempts: number;
  /** Time that was spent searching. */
  readonly seconds: number;
  readonly backend: string;
  readonly threads: number;
  /** Seconds that such a block takes on average with this kernel and these threads. */
  readonly expectedSeconds: number;
}

/** A block as the page shows it. */
export interface ShownBlock {
  readonly height: number;
  /** 64 digits, display order. */
  readonly hashHex: string;
  /** Undefined for genesis. */
  readonly previousHashHex: string | undefined;
  readonly nonce: number;
  /** The header's, seconds since 1970. */
  readonly time: number;
  /** Hashes that a block of this target takes on average. */
  readonly expectedAttempts: number;
  /** Undefined for a block that was found on an earlier visit. */
  readonly effort: BlockEffort | undefined;
}

/** A block that was found on this visit. */
export interface FoundBlock extends ShownBlock {
  readonly effort: BlockEffort;
}

/** So many blocks are shown. */
export const SHOWN_BLOCKS = 12;
/** So many found blocks are kept for the figures; older ones are forgotten. */
export const KEPT_BLOCKS = 5000;

/** A block for the page. */
export function shownBlock(entry: ChainEntry, effort?: BlockEffort): ShownBlock {
  return {
    height: entry.height,
    hashHex: entry.hashHex,
    previousHashHex: entry.parent?.hashHex,
    nonce: decodeHeader(entry.header).nonce,
    time: entry.time,
    expectedAttempts: Number(workOfBits(entry.bits)),
    effort,
  };
}

/** The newest blocks of a stored chain, newest first. */
export function newestBlocks(tip: ChainEntry, count: number = SHOWN_BLOCKS): ShownBlock[] {
  const blocks: ShownBlock[] = [];
  for (let entry: ChainEntry | undefined = tip; entry && blocks.length < count; entry = entry.parent)
    blocks.push(shownBlock(entry));
  return blocks;
}

/** All headers of a chain, as a file of them holds them: n * 80 bytes, the genesis first. */
export function headersUpTo(tip: ChainEntry): Uint8Array<ArrayBuffer> {
  const headers = new Uint8Array((tip.height + 1) * HEADER_SIZE_BYTES);
  for (let entry: ChainEntry | undefined = tip; entry; entry = entry.parent)
    headers.set(entry.header, entry.height * HEADER_SIZE_BYTES);
  return headers;
}

/**
 * Blocks that are expected sooner than this say nothing of the law: work is counted in slices of 10 to 20 ms, and what the
 * other threads have under way at the end of a search is not counted. From here on that is less than three percent.
 */
export const MEASURABLE_SECONDS = 0.25;

/** The times of found blocks, in units of the expected time. */
export interface BlockTimes {
  readonly times: readonly number[];
  /** Blocks that came too fast to be measured. */
  readonly leftOut: number;
}

/** The times of the blocks that can be compared with the law. */
export function blockTimes(found: readonly FoundBlock[]): BlockTimes {
  const measured = found.filter(({ effort }) => effort.expectedSeconds >= MEASURABLE_SECONDS);
  return { times: measured.map(unitsOf), leftOut: found.length - measured.length };
}

/** How many times the expected work a block took: exponential with the mean 1, whatever the kernel and the target. */
export function unitsOf({ effort, expectedAttempts }: FoundBlock): number {
  return effort.attempts / expectedAttempts;
}
