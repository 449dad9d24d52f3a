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
  addState, beginFullGroups, beginRest, copyState, hasX, hasY, hasZ, placeOfZ, runAllRounds,
} from '../sha256/streams';

const CHAIN_SIZE_BYTES: usize = 24 * 4;
const KEY_SIZE_BYTES: usize = 8 * 4;

/** Eight words of a password, or of four, into lanes. */
@inline function readState<T>(state: usize, chain: usize): void {
  for (let i: usize = 0; i < 8; i++) {
    for (let lane: usize = 0; lane < sizeof<T>() / 4; lane++) {
      store<u32>(state + i * sizeof<T>() + lane * 4, load<u32>(chain + lane * CHAIN_SIZE_BYTES + i * 4));
    }
  }
}

@inline function readChains<T>(at: usize, chain: usize): void {
  readState<T>(STATE_INNER + at, chain);
  readState<T>(STATE_OUTER + at, chain + 32);
  readState<T>(STATE + at, chain + 64);
}

@inline function writeKeys<T>(at: usize, key: usize): void {
  for (let i: usize = 0; i < 8; i++) {
    for (let lane: usize = 0; lane < sizeof<T>() / 4; lane++) {
      store<u32>(key + lane * KEY_SIZE_BYTES + i * 4, load<u32>(STATE_KEY + at + i * sizeof<T>() + lane * 4));
    }
  }
}

@inline function collect<T>(at: usize): void {
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

function iterateGroup(chain: usize, key: usize, more: u32): void {
  const place = <usize>placeOfZ();
  if (hasX()) readChains<v128>(X_STATE, chain);
  if (hasY()) readChains<v128>(Y_STATE, chain + 4 * CHAIN_SIZE_BYTES);
  if (hasZ()) readChains<u32>(Z_STATE, chain + place * CHAIN_SIZE_BYTES);
  copyState(STATE_KEY, STATE);
  for (let i: u32 = 0; i < more; i++) {
    hashUnder(STATE_INNER);
    hashUnder(STATE_OUTER);
    if (hasX()) collect<v128>(X_STATE);
    if (hasY()) collect<v128>(Y_STATE);
    if (hasZ()) collect<u32>(Z_STATE);
  }
  if (hasX()) writeKeys<v128>(X_STATE, key);
  if (hasY()) writeKeys<v128>(Y_STATE, key + 4 * KEY_SIZE_BYTES);
  if (hasZ()) writeKeys<u32>(Z_STATE, key + place * KEY_SIZE_BYTES);
}

/** Derives `count` keys; `more` is how many iterations there are behind the first. */
export function deriveKeys(chains: usize, count: i32, keys: usize, more: u32): void {
  prepareDigests(SIZE_OF_HMAC);
  const end = <usize>count;
  let i: usize = 0;
  if (ASC_FEATURE_SIMD) {
    const group = <usize>beginFullGroups();
    for (; i + group <= end; i += group) iterateGroup(chains + i * CHAIN_SIZE_BYTES, keys + i * KEY_SIZE_BYTES, more);
  }
  beginRest();
  for (; i < end; i++) iterateGroup(chains + i * CHAIN_SIZE_BYTES, keys + i * KEY_SIZE_BYTES, more);
}
