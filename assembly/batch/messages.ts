/**
 * SHA-256, once or twice, of many messages of one size: headers (80 bytes), pairs of nodes of a merkle tree (64 bytes), and
 * whatever else is hashed in bulk. They stand one after another, as their digests do.
 *
 *     | whole blocks | the rest, a bit, padding | padding alone: the same for all messages |
 */
import {
  KNOWN_BLOCK, SCHEDULE, SCHEDULE_3, STATE, STATE_BEFORE, WORDS, X, X_STATE, Y, Y_STATE, Z, Z_STATE,
} from '../layout';
import { INITIAL, SIZE_OF_DIGEST } from '../sha256/constants';
import { hashDigests, prepareDigests } from '../sha256/digest';
import { spreadBlock, spreadSums, sumBlock } from '../sha256/known';
import { add, and, loadLanes, spread } from '../sha256/lanes';
import { putWord } from '../sha256/rounds';
import {
  addSpread, addState, beginGroup, copyState, hasX, hasY, hasZ, placeOfZ, runAllRounds, runKnownBlock, setInitial,
} from '../sha256/streams';
import { readWords, writeDigests } from './bytes';

const DIGEST_SIZE_BYTES: usize = 32;

/** Bytes of each message. */
let size: usize = 0;
/** Words of the last part that a message fills, the last one perhaps not whole. */
let restWords: usize = 0;
/** Of a last word that is not whole: the bytes that are the message's, and the bit behind them. */
let restMask: u32 = 0;
let restEnd: u32 = 0;
/** A block of padding alone comes last. */
let endsWithPadding: bool = false;
/** The padding of the last part, then that of a block of padding alone, its schedule and sums. */
const PADDING: usize = memory.data(64 * 4, 16);

/** Makes ready what is the same for all messages of a size. */
function prepare(messageSize: usize): void {
  size = messageSize;
  const rest = <u32>size & 63;
  const partial = rest & 3;
  restWords = (rest + 3) >> 2;
  restMask = partial ? <u32>-1 << (32 - 8 * partial) : 0;
  restEnd = 0x80000000 >> (8 * partial);
  endsWithPadding = rest == 0 || rest >= 56;

  memory.fill(PADDING, 0, 64);
  if (rest) {
    store<u32>(PADDING + (rest & ~3), restEnd);
    if (!endsWithPadding) store<u32>(PADDING + 60, <u32>size << 3);
    spreadBlock(SCHEDULE_3, PADDING);
    memory.fill(PADDING, 0, 64);
  }
  if (endsWithPadding) {
    if (!rest) store<u32>(PADDING, 0x80000000);
    store<u32>(PADDING + 60, <u32>size << 3);
    sumBlock(PADDING);
    spreadSums(KNOWN_BLOCK, PADDING);
  }
  prepareDigests(SIZE_OF_DIGEST);
}

/** The rest of a message and the padding behind it. */
function readRest<T>(at: usize, message: usize): void {
  const schedule = SCHEDULE_3 + at;
  readWords<T>(schedule, message, size, restWords);
  if (restMask) {
    const t = restWords - 1;
    const word = and<T>(loadLanes<T>(schedule + WORDS + t * sizeof<T>()), spread<T>(restMask));
    putWord<T>(schedule, t, add<T>(word, spread<T>(restEnd)));
  }
}

/** One group: `message` is the first of it, `digest` where its digest goes. */
function hashGroup(message: usize, digest: usize, twice: bool): void {
  const y = message + 4 * size, z = message + <usize>placeOfZ() * size;
  setInitial();
  let isFirst = true;
  for (let at: usize = 0; at + 64 <= size; at += 64) {
    if (hasX()) readWords<v128>(SCHEDULE + X, message + at, size, 16);
    if (hasY()) readWords<v128>(SCHEDULE + Y, y + at, size, 16);
    if (hasZ()) readWords<u32>(SCHEDULE + Z, z + at, size, 16);
    end(SCHEDULE, isFirst);
    isFirst = false;
  }
  if (restWords) {
    const at = size & ~63;
    if (hasX()) readRest<v128>(X, message + at);
    if (hasY()) readRest<v128>(Y, y + at);
    if (hasZ()) readRest<u32>(Z, z + at);
    end(SCHEDULE_3, isFirst);
  }
  if (endsWithPadding) runKnownBlock(KNOWN_BLOCK);
  if (twice) hashDigests(SIZE_OF_DIGEST);
  if (hasX()) writeDigests<v128>(STATE + X_STATE, digest);
  if (hasY()) writeDigests<v128>(STATE + Y_STATE, digest + 4 * DIGEST_SIZE_BYTES);
  if (hasZ()) writeDigests<u32>(STATE + Z_STATE, digest + <usize>placeOfZ() * DIGEST_SIZE_BYTES);
}

/** The rounds of a block, and the state before it added. */
function end(schedule: usize, isFirst: bool): void {
  if (isFirst) {
    runAllRounds(schedule, 0, 16, 64);
    addSpread(INITIAL);
  } else {
    copyState(STATE_BEFORE, STATE);
    runAllRounds(schedule, 0, 16, 64);
    addState(STATE_BEFORE);
  }
}

/**
 * Hashes `count` messages of `sizeBytes` bytes, 1 or more.
 * @param digests where their digests go; up to eight more are written behind them
 * @param twice SHA-256 of the digest too
 */
export function hashBatch(messages: usize, sizeBytes: usize, count: i32, digests: usize, twice: bool): void {
  prepare(sizeBytes);
  for (let i: usize = 0; i < <usize>count;) {
    const group = beginGroup(<usize>count - i);
    hashGroup(messages + i * size, digests + i * DIGEST_SIZE_BYTES, twice);
    i += group;
  }
}
