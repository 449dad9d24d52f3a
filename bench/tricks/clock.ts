/** The clock of one core under load: multiplications that wait for one another take three cycles each. */

const CYCLES = 3;
const COUNT = 4e6;
const TIMES = 60;

function chain(count: number): number {
  let x = 1;
  for (let i = 0; i < count; i++) x = Math.imul(x, 0x1e3779b1);
  return x;
}

/** Cycles per second: the best of some runs, since a run can only be disturbed to be slower. */
export function measureClock(): number {
  let best = 0;
  for (let i = 0; i < TIMES; i++) {
    const began = performance.now();
    chain(COUNT);
    best = Math.max(best, (CYCLES * COUNT * 1000) / (performance.now() - began));
  }
  return best;
}
