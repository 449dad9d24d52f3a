/**
 * The iterations of PBKDF2-HMAC-SHA-256 behind the first (RFC 8018, 5.2), for many passwords: two compressions each.
 *
 * The host prepares for each password 24 words: HMAC's states after its inner and outer key blocks, and the first
 * iteration. It reads 8 words: the exclusive or of all iterations.
 */
import {
  STATE, STATE_INNER, STATE_KEY, STATE_OUTER, SCHEDULE_2, X_STATE, Y_STATE, Z_STATE,
} from '../layout';
import { SIZE_OF_HMAC } from '../sha256/constants';
import { prepareDigests, takeDigests } from '../sha256/digest';
import { loadLanes, storeLanes, xor } from '../sha256/lanes';
import {
  addState, beginGroup, copyState, hasX, hasY, hasZ, placeOfZ, runAllRounds,
} from '../sha256/streams';

const CHAIN_SIZE_BYTES: usize = 24 * 4;
const KEY_SIZE_BYTES: usize = 8 * 4;

/** Where the first word of a place's message stands in a state, and how far the next is. */
@inline function laneOf(place: i32): usize {
  if (hasZ() && place == placeOfZ()) return Z_STATE;
  return (place < 4 ? X_STATE : Y_STATE) + <usize>(place & 3) * 4;
}

@inline function stepOf(place: i32): usize {
  return hasZ() && place == placeOfZ() ? 4 : 16;
}

function readChain(place: i32, chain: usize): void {
  const step = stepOf(place);
  for (let i: usize = 0, at = laneOf(place); i < 32; i += 4, at += step) {
    store<u32>(STATE_INNER + at, load<u32>(chain + i));
    store<u32>(STATE_OUTER + at, load<u32>(chain + i, 32));
    store<u32>(STATE + at, load<u32>(chain + i, 64));
  }
}

function writeKey(place: i32, key: usize): void {
  const step = stepOf(place);
  for (let i: usize = 0, at = laneOf(place); i < 32; i += 4, at += step) store<u32>(key + i, load<u32>(STATE_KEY + at));
}

function collect<T>(at: usize): void {
  for (let i: usize = 0; i < 8; i++) {
    const word = at + i * sizeof<T>();
    storeLanes<T>(STATE_KEY + word, xor<T>(loadLanes<T>(STATE_KEY + word), loadLanes<T>(STATE + word)));
  }
}

/** The digest in the state becomes HMAC's digest of it, inside or outside, under the key whose state is given. */
function hashUnder(keyState: usize): void {
  takeDigests(SIZE_OF_HMAC);
  copyState(STATE, keyState);
  runAllRounds(SCHEDULE_2, 0, 32, 64);
  addState(keyState);
}

function iterateGroup(chains: usize, keys: usize, count: u32, more: u32): void {
  for (let i: u32 = 0; i < count; i++) readChain(i, chains + <usize>i * CHAIN_SIZE_BYTES);
  copyState(STATE_KEY, STATE);
  for (let i: u32 = 0; i < more; i++) {
    hashUnder(STATE_INNER);
    hashUnder(STATE_OUTER);
    if (hasX()) collect<v128>(X_STATE);
    if (hasY()) collect<v128>(Y_STATE);
    if (hasZ()) collect<u32>(Z_STATE);
  }
  for (let i: u32 = 0; i < count; i++) writeKey(i, keys + <usize>i * KEY_SIZE_BYTES);
}

/** Derives `count` keys; `more` is how many iterations there are behind the first. */
export function deriveKeys(chains: usize, count: i32, keys: usize, more: u32): void {
  prepareDigests(SIZE_OF_HMAC);
  for (let i: u32 = 0; i < <u32>count;) {
    const left = <u32>count - i;
    const group = beginGroup(left);
    iterateGroup(chains + <usize>i * CHAIN_SIZE_BYTES, keys + <usize>i * KEY_SIZE_BYTES, min(group, left), more);
    i += group;
  }
}
