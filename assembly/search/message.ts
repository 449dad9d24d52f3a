/**
 * The search over a counter in a message: SHA-256 of it, or a chain of SHA-256.
 *
 * Only up to four bytes of the message change, so one or two of its blocks do. For each counter: the rounds of these blocks
 * from the first word that changes on, all rounds of the blocks behind, whose schedules are ready, then the other hashes
 * of the chain. What comes before is in the state that the host prepared.
 */
import {
  buffer, COUNTER_BITS_BEFORE, COUNTER_KIND, COUNTER_SHIFT, COUNTER_SPILLS, COUNTER_WORD, FILTER_FLIP, FILTER_LIMIT, FILTER_MASK,
  FROM, KNOWN_BLOCK, KNOWN_BLOCKS, MESSAGE_BEFORE, MESSAGE_BLOCKS, MESSAGE_STATE, MORE_HASHES, SCHEDULE, SCHEDULE_3, SPREAD_BLOCKS, STATE,
  STATE_BEFORE, SUMS_SIZE_BYTES, X, X_STATE, Y, Y_STATE, Z, Z_STATE,
} from '../layout';
import { SIZE_OF_DIGEST } from '../sha256/constants';
import { hashDigests, prepareDigests } from '../sha256/digest';
import { spreadBlock, spreadSums } from '../sha256/known';
import {
  add, and, countUp, lanesAtMost, loadLanes, loadSpread, shiftLeft, shiftRight, storeLanes, xor,
} from '../sha256/lanes';
import { putWord } from '../sha256/rounds';
import {
  addSpread, addState, beginGroup, copyState, hasX, hasY, hasZ, hitsThatCount, placeOfZ, runAllRounds, runKnownBlock,
} from '../sha256/streams';
import { counterBytes } from './counter';

/** True when the counter's second word is the first of the second changing block. */
let straddles: bool = false;

/** The sums of known block `i`: they stand in the buffer, behind the place of their spread form. */
@inline function knownSums(i: usize): usize {
  return buffer() + SPREAD_BLOCKS * SUMS_SIZE_BYTES + i * 64 * 4;
}

/** Where the sums of known block `i` are spread. The first ones have a place of their own, all others share one. */
@inline function spreadBlockAt(i: usize): usize {
  return i < SPREAD_BLOCKS ? buffer() + i * SUMS_SIZE_BYTES : KNOWN_BLOCK;
}

/** Makes ready the job that the host wrote. */
export function prepareMessage(): void {
  straddles = load<u32>(COUNTER_SPILLS) != 0 && load<u32>(COUNTER_WORD) == 15;
  spreadBlock(SCHEDULE, MESSAGE_BLOCKS);
  if (straddles) spreadBlock(SCHEDULE_3, MESSAGE_BLOCKS + 16 * 4);
  const count = min(<usize>load<u32>(KNOWN_BLOCKS), SPREAD_BLOCKS);
  for (let i: usize = 0; i < count; i++) spreadSums(spreadBlockAt(i), knownSums(i));
  prepareDigests(SIZE_OF_DIGEST);
}

/** The state before the first round that sees the counter, and the words that the counter is in. */
function putCounter<T>(at: usize, state: usize, counter: T): void {
  for (let i: usize = 0; i < 8; i++) storeLanes<T>(state + i * sizeof<T>(), loadSpread<T>(MESSAGE_STATE + i * 4));
  const bytes = shiftLeft<T>(counterBytes<T>(load<u32>(COUNTER_KIND), counter), load<i32>(COUNTER_SHIFT));
  const word = <usize>load<u32>(COUNTER_WORD);
  const bitsBefore = load<i32>(COUNTER_BITS_BEFORE);
  putWord<T>(SCHEDULE + at, word, add<T>(loadSpread<T>(MESSAGE_BLOCKS + 4 * word), shiftRight<T>(bytes, bitsBefore)));
  if (load<u32>(COUNTER_SPILLS)) {
    const rest = shiftLeft<T>(bytes, 32 - bitsBefore);
    if (straddles) putWord<T>(SCHEDULE_3 + at, 0, add<T>(loadSpread<T>(MESSAGE_BLOCKS + 16 * 4), rest));
    else putWord<T>(SCHEDULE + at, word + 1, add<T>(loadSpread<T>(MESSAGE_BLOCKS + 4 * word + 4), rest));
  }
}

/** A bit for each lane whose first word passes the filter. */
@inline function filter<T>(state: usize): u32 {
  const word = xor<T>(and<T>(loadLanes<T>(state), loadSpread<T>(FILTER_MASK)), loadSpread<T>(FILTER_FLIP));
  return lanesAtMost<T>(word, loadSpread<T>(FILTER_LIMIT));
}

/** A group of counters: bit i of the result tells of `counter + i`. */
function tryGroup(counter: u32): u32 {
  if (hasX()) putCounter<v128>(X, STATE + X_STATE, countUp<v128>(counter));
  if (hasY()) putCounter<v128>(Y, STATE + Y_STATE, countUp<v128>(counter + 4));
  if (hasZ()) putCounter<u32>(Z, STATE + Z_STATE, counter + placeOfZ());
  runAllRounds(SCHEDULE, load<i32>(FROM), 16, 64);
  addSpread(MESSAGE_BEFORE);
  if (straddles) {
    copyState(STATE_BEFORE, STATE);
    runAllRounds(SCHEDULE_3, 0, 16, 64);
    addState(STATE_BEFORE);
  }
  const known = <usize>load<u32>(KNOWN_BLOCKS);
  for (let i: usize = 0; i < known; i++) {
    if (i >= SPREAD_BLOCKS) spreadSums(KNOWN_BLOCK, knownSums(i));
    runKnownBlock(spreadBlockAt(i));
  }
  const more = load<u32>(MORE_HASHES);
  for (let i: u32 = 0; i < more; i++) hashDigests(SIZE_OF_DIGEST);
  let hits: u32 = 0;
  if (hasX()) hits |= filter<v128>(STATE + X_STATE);
  if (hasY()) hits |= filter<v128>(STATE + Y_STATE) << 4;
  if (hasZ()) hits |= filter<u32>(STATE + Z_STATE) << placeOfZ();
  return hits;
}

/** The lowest counter of `[start, end)` whose digest's first word passes the filter, or -1. */
export function findCounter(start: u64, end: u64): i64 {
  for (let counter = start; counter < end;) {
    const size = beginGroup(end - counter);
    const hits = hitsThatCount(tryGroup(<u32>counter), end - counter);
    if (hits) return <i64>counter + ctz(hits);
    counter += size;
  }
  return -1;
}
