/**
 * Words 16 to 31 of a schedule of which some words are the same for all messages.
 *
 * Each of these words is a sum of four terms. The terms that are the same for all messages are added up once, in a plan;
 * for each message only the others are computed. Which those are is the same for a whole search: the branches
 * are always taken alike. From word 32 on everything varies, and the rounds make the words themselves.
 */
import { WORDS, X, Y, Z } from '../layout';
import { add, loadLanes, loadSpread } from './lanes';
import { nextWord, putSum, putWord, sigma0, sigma1 } from './rounds';

/** Which terms of a word vary: W[t-16], sigma0(W[t-15]), W[t-7], sigma1(W[t-2]). */
const TERM_16: u32 = 1, TERM_15: u32 = 2, TERM_7: u32 = 4, TERM_2: u32 = 8;

/** A plan: 32 words W, zero where they vary or while only part of them is constant known; then 16 words of flags. */
const PLAN_FLAGS: usize = 32 * 4;

/**
 * Makes the plan of a block.
 * @param block its 16 words; those that vary hold what is constant of them
 * @param varying bit t is set when word t varies
 */
export function planBlock(plan: usize, block: usize, varying: u32): void {
  let vary = varying;
  memory.copy(plan, block, 16 * 4);
  for (let t: usize = 16; t < 32; t++) {
    const w = plan + 4 * t;
    let flags: u32 = 0, constant: u32 = 0;
    if (vary & (1 << (<u32>t - 16))) flags |= TERM_16;
    else constant += load<u32>(w - 16 * 4);
    if (vary & (1 << (<u32>t - 15))) flags |= TERM_15;
    else constant += sigma0<u32>(load<u32>(w - 15 * 4));
    if (vary & (1 << (<u32>t - 7))) flags |= TERM_7;
    else constant += load<u32>(w - 7 * 4);
    if (vary & (1 << (<u32>t - 2))) flags |= TERM_2;
    else constant += sigma1<u32>(load<u32>(w - 2 * 4));
    store<u32>(w, constant);
    store<u32>(plan + PLAN_FLAGS + 4 * (t - 16), flags);
    if (flags) vary |= 1 << <u32>t;
  }
}

/** Stores the sums of a planned block that are constant among its first 16, once for a search. */
export function spreadBlock<T>(schedule: usize, plan: usize): void {
  for (let t: usize = 0; t < 16; t++) putWord<T>(schedule, t, loadSpread<T>(plan + 4 * t));
}

/** Stores words 16 to 31 and their sums; the words of the block that vary are in place. */
export function expandPlanned<T>(schedule: usize, plan: usize): void {
  for (let t: usize = 16; t < 32; t++) {
    const w = schedule + WORDS + t * sizeof<T>();
    const flags = load<u32>(plan + PLAN_FLAGS + 4 * (t - 16));
    let word = loadSpread<T>(plan + 4 * t);
    if (flags & TERM_16) word = add<T>(word, loadLanes<T>(w - 16 * sizeof<T>()));
    if (flags & TERM_15) word = add<T>(word, sigma0<T>(loadLanes<T>(w - 15 * sizeof<T>())));
    if (flags & TERM_7) word = add<T>(word, loadLanes<T>(w - 7 * sizeof<T>()));
    if (flags & TERM_2) word = add<T>(word, sigma1<T>(loadLanes<T>(w - 2 * sizeof<T>())));
    putWord<T>(schedule, t, word);
  }
}

/** The words of a block that is the same for all messages. */
const KNOWN_WORDS: usize = memory.data(64 * 4, 16);

@inline function spreadSumsOf<T>(sums: usize): void {
  for (let t: usize = 0; t < 64; t++) putSum<T>(sums, t, loadSpread<T>(KNOWN_WORDS + 4 * t));
}

/** Stores all sums of a block that is the same for all messages, for all streams. */
export function spreadSums(sums: usize, block: usize): void {
  memory.copy(KNOWN_WORDS, block, 16 * 4);
  for (let w = KNOWN_WORDS, end = KNOWN_WORDS + 48 * 4; w < end; w += 4) nextWord<u32>(w, 0);
  if (ASC_FEATURE_SIMD) {
    spreadSumsOf<v128>(sums + X);
    spreadSumsOf<v128>(sums + Y);
  }
  spreadSumsOf<u32>(sums + Z);
}
