/**
 * Rounds of two streams at once, for five messages: X has four lanes, Z has one.
 *
 * It is one-stream.ts for each, Z first, statement by statement. Half the state of three streams: for machines with few
 * registers, or compilers that keep little in them.
 */
import {
  WORDS, X, X_PIN_A, X_PIN_E, X_STATE, Z, Z_PIN_A, Z_PIN_E, Z_STATE,
} from '../layout';
import { K } from './constants';
import { add, loadLanes, loadSpread, storeLanes } from './lanes';
import { nextWord, pin, t1, t2 } from './rounds';

/** `runRounds` on streams X and Z: `state` and `schedule` are areas of layout.ts that hold all streams. */
export function runRoundsOfTwo(state: usize, schedule: usize, from: i32, ready: i32, end: i32): void {
  let t = from;
  const xState = state + X_STATE;
  let xa = loadLanes<v128>(xState, 0), xb = loadLanes<v128>(xState, 16), xc = loadLanes<v128>(xState, 32), xd = loadLanes<v128>(xState, 48);
  let xe = loadLanes<v128>(xState, 64), xf = loadLanes<v128>(xState, 80), xg = loadLanes<v128>(xState, 96), xh = loadLanes<v128>(xState, 112);
  const zState = state + Z_STATE;
  let za = loadLanes<u32>(zState, 0), zb = loadLanes<u32>(zState, 4), zc = loadLanes<u32>(zState, 8), zd = loadLanes<u32>(zState, 12);
  let ze = loadLanes<u32>(zState, 16), zf = loadLanes<u32>(zState, 20), zg = loadLanes<u32>(zState, 24), zh = loadLanes<u32>(zState, 28);
  for (; t < ready; t += 4) {
    const xw = schedule + X + 16 * t;
    const zw = schedule + Z + 4 * t;

    const zx1 = t1<u32>(ze, zf, zg, zh, loadLanes<u32>(zw, 0));
    const xx1 = t1<v128>(xe, xf, xg, xh, loadLanes<v128>(xw, 0));
    const ze1 = pin<u32>(Z_PIN_E, add<u32>(zd, zx1));
    const xe1 = pin<v128>(X_PIN_E, add<v128>(xd, xx1));
    const za1 = pin<u32>(Z_PIN_A, add<u32>(zx1, t2<u32>(za, zb, zc)));
    const xa1 = pin<v128>(X_PIN_A, add<v128>(xx1, t2<v128>(xa, xb, xc)));

    const zx2 = t1<u32>(ze1, ze, zf, zg, loadLanes<u32>(zw, 4));
    const xx2 = t1<v128>(xe1, xe, xf, xg, loadLanes<v128>(xw, 16));
    const ze2 = pin<u32>(Z_PIN_E, add<u32>(zc, zx2));
    const xe2 = pin<v128>(X_PIN_E, add<v128>(xc, xx2));
    const za2 = pin<u32>(Z_PIN_A, add<u32>(zx2, t2<u32>(za1, za, zb)));
    const xa2 = pin<v128>(X_PIN_A, add<v128>(xx2, t2<v128>(xa1, xa, xb)));

    const zx3 = t1<u32>(ze2, ze1, ze, zf, loadLanes<u32>(zw, 8));
    const xx3 = t1<v128>(xe2, xe1, xe, xf, loadLanes<v128>(xw, 32));
    const ze3 = pin<u32>(Z_PIN_E, add<u32>(zb, zx3));
    const xe3 = pin<v128>(X_PIN_E, add<v128>(xb, xx3));
    const za3 = pin<u32>(Z_PIN_A, add<u32>(zx3, t2<u32>(za2, za1, za)));
    const xa3 = pin<v128>(X_PIN_A, add<v128>(xx3, t2<v128>(xa2, xa1, xa)));

    const zx4 = t1<u32>(ze3, ze2, ze1, ze, loadLanes<u32>(zw, 12));
    const xx4 = t1<v128>(xe3, xe2, xe1, xe, loadLanes<v128>(xw, 48));
    const ze4 = pin<u32>(Z_PIN_E, add<u32>(za, zx4));
    const xe4 = pin<v128>(X_PIN_E, add<v128>(xa, xx4));
    const za4 = pin<u32>(Z_PIN_A, add<u32>(zx4, t2<u32>(za3, za2, za1)));
    const xa4 = pin<v128>(X_PIN_A, add<v128>(xx4, t2<v128>(xa3, xa2, xa1)));

    xa = xa4; xb = xa3; xc = xa2; xd = xa1; xe = xe4; xf = xe3; xg = xe2; xh = xe1;
    za = za4; zb = za3; zc = za2; zd = za1; ze = ze4; zf = ze3; zg = ze2; zh = ze1;
  }
  for (; t < end; t += 4) {
    const k = K + 4 * t;
    const xw = schedule + X + WORDS + 16 * (t - 16);
    const zw = schedule + Z + WORDS + 4 * (t - 16);

    const zk1 = add<u32>(load<u32>(k + 0), nextWord<u32>(zw, 0));
    const xk1 = add<v128>(loadSpread<v128>(k, 0), nextWord<v128>(xw, 0));
    const zx1 = t1<u32>(ze, zf, zg, zh, zk1);
    const xx1 = t1<v128>(xe, xf, xg, xh, xk1);
    const ze1 = pin<u32>(Z_PIN_E, add<u32>(zd, zx1));
    const xe1 = pin<v128>(X_PIN_E, add<v128>(xd, xx1));
    const za1 = pin<u32>(Z_PIN_A, add<u32>(zx1, t2<u32>(za, zb, zc)));
    const xa1 = pin<v128>(X_PIN_A, add<v128>(xx1, t2<v128>(xa, xb, xc)));

    const zk2 = add<u32>(load<u32>(k + 4), nextWord<u32>(zw, 1));
    const xk2 = add<v128>(loadSpread<v128>(k, 4), nextWord<v128>(xw, 1));
    const zx2 = t1<u32>(ze1, ze, zf, zg, zk2);
    const xx2 = t1<v128>(xe1, xe, xf, xg, xk2);
    const ze2 = pin<u32>(Z_PIN_E, add<u32>(zc, zx2));
    const xe2 = pin<v128>(X_PIN_E, add<v128>(xc, xx2));
    const za2 = pin<u32>(Z_PIN_A, add<u32>(zx2, t2<u32>(za1, za, zb)));
    const xa2 = pin<v128>(X_PIN_A, add<v128>(xx2, t2<v128>(xa1, xa, xb)));

    const zk3 = add<u32>(load<u32>(k + 8), nextWord<u32>(zw, 2));
    const xk3 = add<v128>(loadSpread<v128>(k, 8), nextWord<v128>(xw, 2));
    const zx3 = t1<u32>(ze2, ze1, ze, zf, zk3);
    const xx3 = t1<v128>(xe2, xe1, xe, xf, xk3);
    const ze3 = pin<u32>(Z_PIN_E, add<u32>(zb, zx3));
    const xe3 = pin<v128>(X_PIN_E, add<v128>(xb, xx3));
    const za3 = pin<u32>(Z_PIN_A, add<u32>(zx3, t2<u32>(za2, za1, za)));
    const xa3 = pin<v128>(X_PIN_A, add<v128>(xx3, t2<v128>(xa2, xa1, xa)));

    const zk4 = add<u32>(load<u32>(k + 12), nextWord<u32>(zw, 3));
    const xk4 = add<v128>(loadSpread<v128>(k, 12), nextWord<v128>(xw, 3));
    const zx4 = t1<u32>(ze3, ze2, ze1, ze, zk4);
    const xx4 = t1<v128>(xe3, xe2, xe1, xe, xk4);
    const ze4 = pin<u32>(Z_PIN_E, add<u32>(za, zx4));
    const xe4 = pin<v128>(X_PIN_E, add<v128>(xa, xx4));
    const za4 = pin<u32>(Z_PIN_A, add<u32>(zx4, t2<u32>(za3, za2, za1)));
    const xa4 = pin<v128>(X_PIN_A, add<v128>(xx4, t2<v128>(xa3, xa2, xa1)));

    xa = xa4; xb = xa3; xc = xa2; xd = xa1; xe = xe4; xf = xe3; xg = xe2; xh = xe1;
    za = za4; zb = za3; zc = za2; zd = za1; ze = ze4; zf = ze3; zg = ze2; zh = ze1;
  }
  storeLanes<v128>(xState, xa, 0);
  storeLanes<v128>(xState, xb, 16);
  storeLanes<v128>(xState, xc, 32);
  storeLanes<v128>(xState, xd, 48);
  storeLanes<v128>(xState, xe, 64);
  storeLanes<v128>(xState, xf, 80);
  storeLanes<v128>(xState, xg, 96);
  storeLanes<v128>(xState, xh, 112);
  storeLanes<u32>(zState, za, 0);
  storeLanes<u32>(zState, zb, 4);
  storeLanes<u32>(zState, zc, 8);
  storeLanes<u32>(zState, zd, 12);
  storeLanes<u32>(zState, ze, 16);
  storeLanes<u32>(zState, zf, 20);
  storeLanes<u32>(zState, zg, 24);
  storeLanes<u32>(zState, zh, 28);
}
