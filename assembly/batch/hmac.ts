/**
 * Iterations of PBKDF2-HMAC-SHA-256 (RFC 8018, 5.2) for many passwords: two compressions each.
 *
 * For each password the host has 32 words: HMAC's states after its inner and outer key blocks, the last iteration, and the
 * exclusive or of all so far. The last two go on in place, so that a derivation may be done in as many calls as one likes.
 */
import {
  STATE, STATE_INNER, STATE_KEY, STATE_OUTER, SCHEDULE_2, X_STATE, Y_STATE, Z_STATE,
} from '../layout';
import { SIZE_OF_HMAC } from '../sha256/constants';
import { prepareDigests, takeDigests } from '../sha256/digest';
import { loadLanes, storeLanes, xor } from '../sha256/lanes';
import { readPlace, writePlace } from '../sha256/places';
import { addState, beginGroup, copyState, hasX, hasY, hasZ, runAllRounds } from '../sha256/streams';

/** Of what the host has for a password: where it is, in bytes. */
const INNER: usize = 0, OUTER: usize = 32, LAST: usize = 64, KEY: usize = 96;
const CHAIN_SIZE_BYTES: usize = 128;

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

function iterateGroup(chains: usize, count: u32, more: u32): void {
  for (let i: u32 = 0, chain = chains; i < count; i++, chain += CHAIN_SIZE_BYTES) {
    readPlace(STATE_INNER, i, chain + INNER);
    readPlace(STATE_OUTER, i, chain + OUTER);
    readPlace(STATE, i, chain + LAST);
    readPlace(STATE_KEY, i, chain + KEY);
  }
  for (let i: u32 = 0; i < more; i++) {
    hashUnder(STATE_INNER);
    hashUnder(STATE_OUTER);
    if (hasX()) collect<v128>(X_STATE);
    if (hasY()) collect<v128>(Y_STATE);
    if (hasZ()) collect<u32>(Z_STATE);
  }
  for (let i: u32 = 0, chain = chains; i < count; i++, chain += CHAIN_SIZE_BYTES) {
    writePlace(STATE, i, chain + LAST);
    writePlace(STATE_KEY, i, chain + KEY);
  }
}

/** Runs `more` iterations of `count` passwords. */
export function iterateKeys(chains: usize, count: i32, more: u32): void {
  prepareDigests(SIZE_OF_HMAC);
  for (let i: u32 = 0; i < <u32>count;) {
    const left = <u32>count - i;
    const group = beginGroup(left);
    iterateGroup(chains + <usize>i * CHAIN_SIZE_BYTES, min(group, left), more);
    i += group;
  }
}
