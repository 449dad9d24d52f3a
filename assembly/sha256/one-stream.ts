/** Rounds of one stream: one message (`u32`) or four (`v128`). */
import { WORDS, Z_PIN_A, Z_PIN_E } from '../layout';
import { K } from './constants';
import { add, loadLanes, loadSpread, storeLanes } from './lanes';
import { nextWord, pin, t1, t2 } from './rounds';

/**
 * Runs rounds `from` to `end - 1` on the state in memory, four at a time.
 * @param state eight words
 * @param schedule of this stream; the sums of the rounds before `ready` are there, words `ready - 16` to `ready - 1`
 *   too if there are more rounds, and the rest is made and stored on the way
 * @param ready 16 or more; `from`, `ready` and `end` lie multiples of four apart
 */
export function runRounds<T>(state: usize, schedule: usize, from: i32, ready: i32, end: i32): void {
  const size = <i32>sizeof<T>();
  let t = from;
  let a = loadLanes<T>(state, 0), b = loadLanes<T>(state, size), c = loadLanes<T>(state, 2 * size), d = loadLanes<T>(state, 3 * size);
  let e = loadLanes<T>(state, 4 * size), f = loadLanes<T>(state, 5 * size), g = loadLanes<T>(state, 6 * size), h = loadLanes<T>(state, 7 * size);
  for (; t < ready; t += 4) {
    const w = schedule + size * t;

    const x1 = t1<T>(e, f, g, h, loadLanes<T>(w, 0));
    const e1 = pin<T>(Z_PIN_E, add<T>(d, x1)), a1 = pin<T>(Z_PIN_A, add<T>(x1, t2<T>(a, b, c)));

    const x2 = t1<T>(e1, e, f, g, loadLanes<T>(w, size));
    const e2 = pin<T>(Z_PIN_E, add<T>(c, x2)), a2 = pin<T>(Z_PIN_A, add<T>(x2, t2<T>(a1, a, b)));

    const x3 = t1<T>(e2, e1, e, f, loadLanes<T>(w, 2 * size));
    const e3 = pin<T>(Z_PIN_E, add<T>(b, x3)), a3 = pin<T>(Z_PIN_A, add<T>(x3, t2<T>(a2, a1, a)));

    const x4 = t1<T>(e3, e2, e1, e, loadLanes<T>(w, 3 * size));
    const e4 = pin<T>(Z_PIN_E, add<T>(a, x4)), a4 = pin<T>(Z_PIN_A, add<T>(x4, t2<T>(a3, a2, a1)));

    a = a4; b = a3; c = a2; d = a1; e = e4; f = e3; g = e2; h = e1;
  }
  for (; t < end; t += 4) {
    const k = K + 4 * t;
    const w = schedule + WORDS + size * (t - 16);

    const k0 = loadSpread<T>(k, 0);
    const x1 = t1<T>(e, f, g, h, add<T>(k0, nextWord<T>(w, 0)));
    const e1 = pin<T>(Z_PIN_E, add<T>(d, x1)), a1 = pin<T>(Z_PIN_A, add<T>(x1, t2<T>(a, b, c)));

    const k1 = loadSpread<T>(k, 4);
    const x2 = t1<T>(e1, e, f, g, add<T>(k1, nextWord<T>(w, 1)));
    const e2 = pin<T>(Z_PIN_E, add<T>(c, x2)), a2 = pin<T>(Z_PIN_A, add<T>(x2, t2<T>(a1, a, b)));

    const k2 = loadSpread<T>(k, 8);
    const x3 = t1<T>(e2, e1, e, f, add<T>(k2, nextWord<T>(w, 2)));
    const e3 = pin<T>(Z_PIN_E, add<T>(b, x3)), a3 = pin<T>(Z_PIN_A, add<T>(x3, t2<T>(a2, a1, a)));

    const k3 = loadSpread<T>(k, 12);
    const x4 = t1<T>(e3, e2, e1, e, add<T>(k3, nextWord<T>(w, 3)));
    const e4 = pin<T>(Z_PIN_E, add<T>(a, x4)), a4 = pin<T>(Z_PIN_A, add<T>(x4, t2<T>(a3, a2, a1)));

    a = a4; b = a3; c = a2; d = a1; e = e4; f = e3; g = e2; h = e1;
  }
  storeLanes<T>(state, a, 0);
  storeLanes<T>(state, b, size);
  storeLanes<T>(state, c, 2 * size);
  storeLanes<T>(state, d, 3 * size);
  storeLanes<T>(state, e, 4 * size);
  storeLanes<T>(state, f, 5 * size);
  storeLanes<T>(state, g, 6 * size);
  storeLanes<T>(state, h, 7 * size);
}
