/**
 * Which streams take part, and what all of them do. X and Y are vectors of four messages, Z is one message: see README.md.
 *
 * A *group* is what the streams of a shape hash at once. The host chooses the shape of full groups; a few messages that are
 * left at the end of a range or batch are hashed by Z alone, one after another, by the same code. The scalar build has Z alone.
 */
import { Z as Z_SCHEDULE, STATE, STATE_BEFORE, STATE_SIZE_BYTES, X, X_STATE, Y, Y_STATE, Z_STATE } from '../layout';
import { INITIAL } from './constants';
import { add, loadLanes, loadSpread, storeLanes } from './lanes';
import { runRounds } from './one-stream';
import { runRoundsOfThree } from './three-streams';
import { runRoundsOfTwo } from './two-streams';

/** Shapes: the streams that a group has. */
const SHAPE_Z: i32 = 0;
const SHAPE_X: i32 = 1;
const SHAPE_XZ: i32 = 2;
const SHAPE_XYZ: i32 = 3;
export const SHAPES: i32 = ASC_FEATURE_SIMD ? 4 : 1;

/** The shape of full groups, and of the group under way. */
let fullShape: i32 = ASC_FEATURE_SIMD ? SHAPE_XYZ : SHAPE_Z;
let shape: i32 = SHAPE_Z;

/** Messages of a group of a shape. */
@inline function sizeOfShape(streams: i32): i32 {
  return streams == SHAPE_XYZ ? 9 : streams == SHAPE_XZ ? 5 : streams == SHAPE_X ? 4 : 1;
}

/** Chooses the shape of full groups. Returns how many messages they have. */
export function setFullShape(chosen: i32): i32 {
  fullShape = chosen;
  return sizeOfShape(chosen);
}

/**
 * Chooses the shape of the next group, when `left` messages are left. A full group is faster than half as many messages
 * one by one; what it computes beyond the end nobody reads.
 * @returns how many messages it has, of which `left` at most count
 */
export function beginGroup(left: u64): u32 {
  const full = <u64>sizeOfShape(fullShape);
  shape = 2 * left + 1 >= full ? fullShape : SHAPE_Z;
  return <u32>sizeOfShape(shape);
}

/** Of a group's hits, one bit for each message, those that count. */
@inline export function hitsThatCount(hits: u32, left: u64): u32 {
  return left < 32 ? hits & ((1 << <u32>left) - 1) : hits;
}

@inline export function hasX(): bool {
  return ASC_FEATURE_SIMD && shape != SHAPE_Z;
}

@inline export function hasY(): bool {
  return ASC_FEATURE_SIMD && shape == SHAPE_XYZ;
}

@inline export function hasZ(): bool {
  return !ASC_FEATURE_SIMD || shape != SHAPE_X;
}

/** The place of stream Z's message in the group: behind those of X and Y. */
@inline export function placeOfZ(): i32 {
  return ASC_FEATURE_SIMD ? (shape == SHAPE_XYZ ? 8 : shape == SHAPE_XZ ? 4 : 0) : 0;
}

/** `runRounds` on all streams. */
export function runAllRounds(schedule: usize, from: i32, ready: i32, end: i32): void {
  if (ASC_FEATURE_SIMD) {
    if (shape == SHAPE_XYZ) return runRoundsOfThree(STATE, schedule, from, ready, end);
    if (shape == SHAPE_XZ) return runRoundsOfTwo(STATE, schedule, from, ready, end);
    if (shape == SHAPE_X) return runRounds<v128>(STATE + X_STATE, schedule + X, from, ready, end);
  }
  runRounds<u32>(STATE + Z_STATE, schedule + Z_SCHEDULE, from, ready, end);
}

@inline function setInitialOf<T>(at: usize): void {
  for (let i: usize = 0; i < 8; i++) storeLanes<T>(STATE + at + i * sizeof<T>(), loadSpread<T>(INITIAL + i * 4));
}

/** Every stream begins a hash. */
export function setInitial(): void {
  if (hasX()) setInitialOf<v128>(X_STATE);
  if (hasY()) setInitialOf<v128>(Y_STATE);
  if (hasZ()) setInitialOf<u32>(Z_STATE);
}

@inline function addSpreadOf<T>(at: usize, words: usize): void {
  for (let i: usize = 0; i < 8; i++) {
    const word = STATE + at + i * sizeof<T>();
    storeLanes<T>(word, add<T>(loadLanes<T>(word), loadSpread<T>(words + i * 4)));
  }
}

/** Adds eight words, the same for all messages, to the state: what ends a block. */
export function addSpread(words: usize): void {
  if (hasX()) addSpreadOf<v128>(X_STATE, words);
  if (hasY()) addSpreadOf<v128>(Y_STATE, words);
  if (hasZ()) addSpreadOf<u32>(Z_STATE, words);
}

@inline function addStateOf<T>(at: usize, state: usize): void {
  for (let i: usize = 0; i < 8; i++) {
    const word = at + i * sizeof<T>();
    storeLanes<T>(STATE + word, add<T>(loadLanes<T>(STATE + word), loadLanes<T>(state + word)));
  }
}

/** Adds a state that each message has of its own. */
export function addState(state: usize): void {
  if (hasX()) addStateOf<v128>(X_STATE, state);
  if (hasY()) addStateOf<v128>(Y_STATE, state);
  if (hasZ()) addStateOf<u32>(Z_STATE, state);
}

/** Copies the states of all streams, whether they take part or not. */
export function copyState(to: usize, from: usize): void {
  if (ASC_FEATURE_SIMD) for (let i: usize = 0; i < STATE_SIZE_BYTES; i += 16) v128.store(to + i, v128.load(from + i));
  else for (let i: usize = Z_STATE; i < STATE_SIZE_BYTES; i += 4) store<u32>(to + i, load<u32>(from + i));
}

/** Runs a block whose sums are all ready, and ends it. */
export function runKnownBlock(sums: usize): void {
  copyState(STATE_BEFORE, STATE);
  runAllRounds(sums, 0, 64, 64);
  addState(STATE_BEFORE);
}
