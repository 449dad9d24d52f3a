/** Long work on the miner's own thread, a turn at a time: between two turns other tasks of the thread run. */
import { advanceSteps } from '../primitives/index.ts';
import type { Steps } from '../primitives/index.ts';

/** A turn ends when this time is over, or so many steps are done: a clock may stand still while code runs. */
const TURN_MS = 8;
export const TURN_STEPS_MAX: number = 4096;
/** Steps between two looks at the clock: of the reference, some tenths of a millisecond. */
const STEPS_AT_ONCE = 64;

/** Takes steps for a moment. Returns the result when they ended, in an object of its own. */
export function takeTurn<Result>(steps: Steps<Result>): { readonly result: Result } | undefined {
  const beganMs = performance.now();
  for (let taken = 0; taken < TURN_STEPS_MAX; taken += STEPS_AT_ONCE) {
    const ended = advanceSteps(steps, STEPS_AT_ONCE);
    if (ended !== undefined) return ended;
    if (performance.now() - beganMs >= TURN_MS) return undefined;
  }
  return undefined;
}
