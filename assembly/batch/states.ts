/**
 * Many hashes under way, each a state of eight words in place: more blocks, the same for all of them, or more hashes of their
 * digests. What a costly message search is made of, as long or as short a piece at a time as the host likes.
 */
import { KNOWN_BLOCK, STATE } from '../layout';
import { SIZE_OF_DIGEST } from '../sha256/constants';
import { hashDigests, prepareDigests } from '../sha256/digest';
import { spreadSums, sumBlock } from '../sha256/known';
import { swapBytes } from '../sha256/lanes';
import { readPlace, writePlace } from '../sha256/places';
import { beginGroup, runKnownBlock } from '../sha256/streams';

const STATE_OF_ONE_SIZE_BYTES: usize = 32;
const BLOCK_SIZE_BYTES: usize = 64;
/** The sums of a block. */
const SUMS: usize = memory.data(64 * 4, 16);

function readGroup(states: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i++) readPlace(STATE, i, states + <usize>i * STATE_OF_ONE_SIZE_BYTES);
}

function writeGroup(states: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i++) writePlace(STATE, i, states + <usize>i * STATE_OF_ONE_SIZE_BYTES);
}

/** Hashes `blockCount` blocks of 64 bytes behind each of `count` states. */
export function hashBlocksBehind(states: usize, count: u32, blocks: usize, blockCount: u32): void {
  for (let i: u32 = 0; i < count;) {
    const left = count - i;
    const group = beginGroup(left);
    const first = states + <usize>i * STATE_OF_ONE_SIZE_BYTES;
    readGroup(first, min(group, left));
    for (let b: u32 = 0, block = blocks; b < blockCount; b++, block += BLOCK_SIZE_BYTES) {
      for (let t: usize = 0; t < 64; t += 4) store<u32>(SUMS + t, swapBytes<u32>(load<u32>(block + t)));
      sumBlock(SUMS);
      spreadSums(KNOWN_BLOCK, SUMS);
      runKnownBlock(KNOWN_BLOCK);
    }
    writeGroup(first, min(group, left));
    i += group;
  }
}

/** Each of `count` digests becomes the digest of itself, `more` times. */
export function iterateDigests(digests: usize, count: u32, more: u32): void {
  prepareDigests(SIZE_OF_DIGEST);
  for (let i: u32 = 0; i < count;) {
    const left = count - i;
    const group = beginGroup(left);
    const first = digests + <usize>i * STATE_OF_ONE_SIZE_BYTES;
    readGroup(first, min(group, left));
    for (let j: u32 = 0; j < more; j++) hashDigests(SIZE_OF_DIGEST);
    writeGroup(first, min(group, left));
    i += group;
  }
}
