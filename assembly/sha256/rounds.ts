/**
 * The pieces of a SHA-256 round (FIPS 180-4, 4.1.2 and 6.2.2) over words of one or four messages.
 *
 * A round computes two new words, and renames the other six. Kernels write four rounds out with fresh names, `e1` to
 * `e4` and `a1` to `a4`, and then all eight words are new, so nothing is moved:
 *
 *     x = t1(e, f, g, h, kw)      e1 = d + x      a1 = x + t2(a, b, c)
 */
import { WORDS } from '../layout';
import { K } from './constants';
import { add, and, choose, loadLanes, loadSpread, rotateRight, shiftRight, storeLanes, xor } from './lanes';

@inline function sum0<T>(a: T): T {
  return xor<T>(xor<T>(rotateRight<T>(a, 2), rotateRight<T>(a, 13)), rotateRight<T>(a, 22));
}

@inline function sum1<T>(e: T): T {
  return xor<T>(xor<T>(rotateRight<T>(e, 6), rotateRight<T>(e, 11)), rotateRight<T>(e, 25));
}

@inline export function sigma0<T>(w: T): T {
  return xor<T>(xor<T>(rotateRight<T>(w, 7), rotateRight<T>(w, 18)), shiftRight<T>(w, 3));
}

@inline export function sigma1<T>(w: T): T {
  return xor<T>(xor<T>(rotateRight<T>(w, 17), rotateRight<T>(w, 19)), shiftRight<T>(w, 10));
}

/** What a round adds to `d`; `kw` is the round's constant and word. */
@inline export function t1<T>(e: T, f: T, g: T, h: T, kw: T): T {
  return add<T>(add<T>(add<T>(h, kw), choose<T>(e, f, g)), sum1<T>(e));
}

/** What a round adds to t1 for the new `a`. Maj(a, b, c) is ((a ^ b) & (b ^ c)) ^ b: the next round needs a ^ b too. */
@inline export function t2<T>(a: T, b: T, c: T): T {
  return add<T>(xor<T>(and<T>(xor<T>(a, b), xor<T>(b, c)), b), sum0<T>(a));
}

/**
 * The next word of a message schedule, stored in its place and returned.
 * @param w where the word sixteen before it stands
 * @param i how many words further it all stands: a constant
 */
@inline export function nextWord<T>(w: usize, i: i32): T {
  const size = <i32>sizeof<T>();
  const word = add<T>(
    add<T>(loadLanes<T>(w, (i + 0) * size), sigma0<T>(loadLanes<T>(w, (i + 1) * size))),
    add<T>(loadLanes<T>(w, (i + 9) * size), sigma1<T>(loadLanes<T>(w, (i + 14) * size))),
  );
  storeLanes<T>(w, word, (i + 16) * size);
  return word;
}

/** Stores the sum K[t] + W[t] of a round that is ready, and returns W[t]; the word itself is not stored. */
@inline export function putSum<T>(schedule: usize, t: usize, word: T): T {
  storeLanes<T>(schedule + t * sizeof<T>(), add<T>(word, loadSpread<T>(K + 4 * t)));
  return word;
}

/** Stores word `t` of a stream's schedule and its sum, and returns the word. */
@inline export function putWord<T>(schedule: usize, t: usize, word: T): T {
  storeLanes<T>(schedule + WORDS + t * sizeof<T>(), word);
  return putSum<T>(schedule, t, word);
}

/**
 * Stores a new word of a round where nobody reads it, and returns it. V8 up to 12.4 reorders pure operations within a
 * loop's body and then spills most of them; a store holds the order. `e` is pinned before `a`: the next round waits for it.
 */
@inline export function pin<T>(slot: usize, word: T): T {
  storeLanes<T>(slot, word);
  return word;
}
