/**
 * Rounds of three streams at once, for nine messages: X and Y have four lanes each, Z has one.
 *
 * One stream waits for its own results most of the time, so two vector streams take little longer than one; the
 * scalar stream runs on units that the vectors leave idle. The streams alternate round by round, Z in the
 * middle. It is one-stream.ts three times, line by line: read that first.
 */
import {
  WORDS, X, X_PIN_A, X_PIN_E, X_STATE, Y, Y_PIN_A, Y_PIN_E, Y_STATE, Z, Z_PIN_A, Z_PIN_E, Z_STATE,
} from '../layout';
import { K } from './constants';
import { add, loadLanes, loadSpread, storeLanes } from './lanes';
import { nextWord, pin, t1, t2 } from './rounds';

/** `runRounds` on three streams: `state` and `schedule` are areas of layout.ts that hold all three. */
export function runRoundsOfThree(state: usize, schedule: usize, from: i32, ready: i32, end: i32): void {
  let t = from;
  const xState = state + X_STATE;
  let xa = loadLanes<v128>(xState, 0), xb = loadLanes<v128>(xState, 16), xc = loadLanes<v128>(xState, 32), xd = loadLanes<v128>(xState, 48);
  let xe = loadLanes<v128>(xState, 64), xf = loadLanes<v128>(xState, 80), xg = loadLanes<v128>(xState, 96), xh = loadLanes<v128>(xState, 112);
  const yState = state + Y_STATE;
  let ya = loadLanes<v128>(yState, 0), yb = loadLanes<v128>(yState, 16), yc = loadLanes<v128>(yState, 32), yd = loadLanes<v128>(yState, 48);
  let ye = loadLanes<v128>(yState, 64), yf = loadLanes<v128>(yState, 80), yg = loadLanes<v128>(yState, 96), yh = loadLanes<v128>(yState, 112);
  const zState = state + Z_STATE;
  let za = loadLanes<u32>(zState, 0), zb = loadLanes<u32>(zState, 4), zc = loadLanes<u32>(zState, 8), zd = loadLanes<u32>(zState, 12);
  let ze = loadLanes<u32>(zState, 16), zf = loadLanes<u32>(zState, 20), zg = loadLanes<u32>(zState, 24), zh = loadLanes<u32>(zState, 28);
  for (; t < ready; t += 4) {
    const xw = schedule + X + 16 * t;
    const yw = schedule + Y + 16 * t;
    const zw = schedule + Z + 4 * t;

    const xx1 = t1<v128>(xe, xf, xg, xh, loadLanes<v128>(xw, 0));
    const xe1 = pin<v128>(X_PIN_E, add<v128>(xd, xx1));
    const zx1 = t1<u32>(ze, zf, zg, zh, loadLanes<u32>(zw, 0));
    const xa1 = pin<v128>(X_PIN_A, add<v128>(xx1, t2<v128>(xa, xb, xc)));
    const ze1 = pin<u32>(Z_PIN_E, add<u32>(zd, zx1));
    const yx1 = t1<v128>(ye, yf, yg, yh, loadLanes<v128>(yw, 0));
    const ye1 = pin<v128>(Y_PIN_E, add<v128>(yd, yx1));
    const za1 = pin<u32>(Z_PIN_A, add<u32>(zx1, t2<u32>(za, zb, zc)));
    const ya1 = pin<v128>(Y_PIN_A, add<v128>(yx1, t2<v128>(ya, yb, yc)));

    const xx2 = t1<v128>(xe1, xe, xf, xg, loadLanes<v128>(xw, 16));
    const xe2 = pin<v128>(X_PIN_E, add<v128>(xc, xx2));
    const zx2 = t1<u32>(ze1, ze, zf, zg, loadLanes<u32>(zw, 4));
    const xa2 = pin<v128>(X_PIN_A, add<v128>(xx2, t2<v128>(xa1, xa, xb)));
    const ze2 = pin<u32>(Z_PIN_E, add<u32>(zc, zx2));
    const yx2 = t1<v128>(ye1, ye, yf, yg, loadLanes<v128>(yw, 16));
    const ye2 = pin<v128>(Y_PIN_E, add<v128>(yc, yx2));
    const za2 = pin<u32>(Z_PIN_A, add<u32>(zx2, t2<u32>(za1, za, zb)));
    const ya2 = pin<v128>(Y_PIN_A, add<v128>(yx2, t2<v128>(ya1, ya, yb)));

    const xx3 = t1<v128>(xe2, xe1, xe, xf, loadLanes<v128>(xw, 32));
    const xe3 = pin<v128>(X_PIN_E, add<v128>(xb, xx3));
    const zx3 = t1<u32>(ze2, ze1, ze, zf, loadLanes<u32>(zw, 8));
    const xa3 = pin<v128>(X_PIN_A, add<v128>(xx3, t2<v128>(xa2, xa1, xa)));
    const ze3 = pin<u32>(Z_PIN_E, add<u32>(zb, zx3));
    const yx3 = t1<v128>(ye2, ye1, ye, yf, loadLanes<v128>(yw, 32));
    const ye3 = pin<v128>(Y_PIN_E, add<v128>(yb, yx3));
    const za3 = pin<u32>(Z_PIN_A, add<u32>(zx3, t2<u32>(za2, za1, za)));
    const ya3 = pin<v128>(Y_PIN_A, add<v128>(yx3, t2<v128>(ya2, ya1, ya)));

    const xx4 = t1<v128>(xe3, xe2, xe1, xe, loadLanes<v128>(xw, 48));
    const xe4 = pin<v128>(X_PIN_E, add<v128>(xa, xx4));
    const zx4 = t1<u32>(ze3, ze2, ze1, ze, loadLanes<u32>(zw, 12));
    const xa4 = pin<v128>(X_PIN_A, add<v128>(xx4, t2<v128>(xa3, xa2, xa1)));
    const ze4 = pin<u32>(Z_PIN_E, add<u32>(za, zx4));
    const yx4 = t1<v128>(ye3, ye2, ye1, ye, loadLanes<v128>(yw, 48));
    const ye4 = pin<v128>(Y_PIN_E, add<v128>(ya, yx4));
    const za4 = pin<u32>(Z_PIN_A, add<u32>(zx4, t2<u32>(za3, za2, za1)));
    const ya4 = pin<v128>(Y_PIN_A, add<v128>(yx4, t2<v128>(ya3, ya2, ya1)));

    xa = xa4; xb = xa3; xc = xa2; xd = xa1; xe = xe4; xf = xe3; xg = xe2; xh = xe1;
    ya = ya4; yb = ya3; yc = ya2; yd = ya1; ye = ye4; yf = ye3; yg = ye2; yh = ye1;
    za = za4; zb = za3; zc = za2; zd = za1; ze = ze4; zf = ze3; zg = ze2; zh = ze1;
  }
  for (; t < end; t += 4) {
    const k = K + 4 * t;
    const xw = schedule + X + WORDS + 16 * (t - 16);
    const yw = schedule + Y + WORDS + 16 * (t - 16);
    const zw = schedule + Z + WORDS + 4 * (t - 16);

    const k0 = loadSpread<v128>(k, 0);
    const xx1 = t1<v128>(xe, xf, xg, xh, add<v128>(k0, nextWord<v128>(xw, 0)));
    const xe1 = pin<v128>(X_PIN_E, add<v128>(xd, xx1));
    const zx1 = t1<u32>(ze, zf, zg, zh, add<u32>(load<u32>(k + 0), nextWord<u32>(zw, 0)));
    const xa1 = pin<v128>(X_PIN_A, add<v128>(xx1, t2<v128>(xa, xb, xc)));
    const ze1 = pin<u32>(Z_PIN_E, add<u32>(zd, zx1));
    const yx1 = t1<v128>(ye, yf, yg, yh, add<v128>(k0, nextWord<v128>(yw, 0)));
    const ye1 = pin<v128>(Y_PIN_E, add<v128>(yd, yx1));
    const za1 = pin<u32>(Z_PIN_A, add<u32>(zx1, t2<u32>(za, zb, zc)));
    const ya1 = pin<v128>(Y_PIN_A, add<v128>(yx1, t2<v128>(ya, yb, yc)));

    const k1 = loadSpread<v128>(k, 4);
    const xx2 = t1<v128>(xe1, xe, xf, xg, add<v128>(k1, nextWord<v128>(xw, 1)));
    const xe2 = pin<v128>(X_PIN_E, add<v128>(xc, xx2));
    const zx2 = t1<u32>(ze1, ze, zf, zg, add<u32>(load<u32>(k + 4), nextWord<u32>(zw, 1)));
    const xa2 = pin<v128>(X_PIN_A, add<v128>(xx2, t2<v128>(xa1, xa, xb)));
    const ze2 = pin<u32>(Z_PIN_E, add<u32>(zc, zx2));
    const yx2 = t1<v128>(ye1, ye, yf, yg, add<v128>(k1, nextWord<v128>(yw, 1)));
    const ye2 = pin<v128>(Y_PIN_E, add<v128>(yc, yx2));
    const za2 = pin<u32>(Z_PIN_A, add<u32>(zx2, t2<u32>(za1, za, zb)));
    const ya2 = pin<v128>(Y_PIN_A, add<v128>(yx2, t2<v128>(ya1, ya, yb)));

    const k2 = loadSpread<v128>(k, 8);
    const xx3 = t1<v128>(xe2, xe1, xe, xf, add<v128>(k2, nextWord<v128>(xw, 2)));
    const xe3 = pin<v128>(X_PIN_E, add<v128>(xb, xx3));
    const zx3 = t1<u32>(ze2, ze1, ze, zf, add<u32>(load<u32>(k + 8), nextWord<u32>(zw, 2)));
    const xa3 = pin<v128>(X_PIN_A, add<v128>(xx3, t2<v128>(xa2, xa1, xa)));
    const ze3 = pin<u32>(Z_PIN_E, add<u32>(zb, zx3));
    const yx3 = t1<v128>(ye2, ye1, ye, yf, add<v128>(k2, nextWord<v128>(yw, 2)));
    const ye3 = pin<v128>(Y_PIN_E, add<v128>(yb, yx3));
    const za3 = pin<u32>(Z_PIN_A, add<u32>(zx3, t2<u32>(za2, za1, za)));
    const ya3 = pin<v128>(Y_PIN_A, add<v128>(yx3, t2<v128>(ya2, ya1, ya)));

    const k3 = loadSpread<v128>(k, 12);
    const xx4 = t1<v128>(xe3, xe2, xe1, xe, add<v128>(k3, nextWord<v128>(xw, 3)));
    const xe4 = pin<v128>(X_PIN_E, add<v128>(xa, xx4));
    const zx4 = t1<u32>(ze3, ze2, ze1, ze, add<u32>(load<u32>(k + 12), nextWord<u32>(zw, 3)));
    const xa4 = pin<v128>(X_PIN_A, add<v128>(xx4, t2<v128>(xa3, xa2, xa1)));
    const ze4 = pin<u32>(Z_PIN_E, add<u32>(za, zx4));
    const yx4 = t1<v128>(ye3, ye2, ye1, ye, add<v128>(k3, nextWord<v128>(yw, 3)));
    const ye4 = pin<v128>(Y_PIN_E, add<v128>(ya, yx4));
    const za4 = pin<u32>(Z_PIN_A, add<u32>(zx4, t2<u32>(za3, za2, za1)));
    const ya4 = pin<v128>(Y_PIN_A, add<v128>(yx4, t2<v128>(ya3, ya2, ya1)));

    xa = xa4; xb = xa3; xc = xa2; xd = xa1; xe = xe4; xf = xe3; xg = xe2; xh = xe1;
    ya = ya4; yb = ya3; yc = ya2; yd = ya1; ye = ye4; yf = ye3; yg = ye2; yh = ye1;
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
  storeLanes<v128>(yState, ya, 0);
  storeLanes<v128>(yState, yb, 16);
  storeLanes<v128>(yState, yc, 32);
  storeLanes<v128>(yState, yd, 48);
  storeLanes<v128>(yState, ye, 64);
  storeLanes<v128>(yState, yf, 80);
  storeLanes<v128>(yState, yg, 96);
  storeLanes<v128>(yState, yh, 112);
  storeLanes<u32>(zState, za, 0);
  storeLanes<u32>(zState, zb, 4);
  storeLanes<u32>(zState, zc, 8);
  storeLanes<u32>(zState, zd, 12);
  storeLanes<u32>(zState, ze, 16);
  storeLanes<u32>(zState, zf, 20);
  storeLanes<u32>(zState, zg, 24);
  storeLanes<u32>(zState, zh, 28);
}
