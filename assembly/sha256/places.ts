/** States of single messages, words one after another as the host has them, in and out of the lanes of a group. */
import { X_STATE, Y_STATE, Z_STATE } from '../layout';
import { hasZ, placeOfZ } from './streams';

/** Where the first word of a place's message stands in a state, and how far the next is. */
@inline function laneOf(place: i32): usize {
  if (hasZ() && place == placeOfZ()) return Z_STATE;
  return (place < 4 ? X_STATE : Y_STATE) + <usize>(place & 3) * 4;
}

@inline function stepOf(place: i32): usize {
  return hasZ() && place == placeOfZ() ? 4 : 16;
}

/** Reads eight words into a place of a state. */
export function readPlace(state: usize, place: i32, words: usize): void {
  const step = stepOf(place);
  for (let i: usize = 0, at = state + laneOf(place); i < 32; i += 4, at += step) store<u32>(at, load<u32>(words + i));
}

/** Writes the eight words of a place of a state. */
export function writePlace(state: usize, place: i32, words: usize): void {
  const step = stepOf(place);
  for (let i: usize = 0, at = state + laneOf(place); i < 32; i += 4, at += step) store<u32>(words + i, load<u32>(at));
}
