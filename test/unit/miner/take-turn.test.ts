/** Work that would block the miner's thread is done a turn at a time. */
import { expect, it, vi } from 'vitest';
import { takeTurn, TURN_STEPS_MAX } from '../../../src/miner/take-turn.ts';
import { finishSteps, oneStep, type Steps } from '../../../src/primitives/index.ts';

function* countTo(end: number, onStep: () => void = () => undefined): Steps<number> {
  for (let i = 0; i < end; i++) {
    onStep();
    yield;
  }
  return end;
}

it('ends short work at once', () => {
  expect(takeTurn(countTo(63))).toEqual({ result: 63 });
  expect(takeTurn(oneStep(() => undefined))).toEqual({ result: undefined });
  expect(finishSteps(countTo(5))).toBe(5);
});

it('leaves off after 8 ms, and goes on where it left off', () => {
  let nowMs = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  let count = 0;
  const steps = countTo(200, () => {
    count++;
    nowMs += 0.1;
  });
  // the clock is looked at every 64 steps
  expect(takeTurn(steps)).toBeUndefined();
  expect(count).toBe(128);
  expect(takeTurn(steps)).toEqual({ result: 200 });
  vi.restoreAllMocks();
});

it('leaves off after 4096 steps where the clock stands still', () => {
  vi.spyOn(performance, 'now').mockReturnValue(5);
  let count = 0;
  expect(takeTurn(countTo(10_000, () => count++))).toBeUndefined();
  expect(count).toBe(4096);
  expect(TURN_STEPS_MAX).toBe(4096);
  vi.restoreAllMocks();
});

it('throws what the work throws', () => {
  const steps = oneStep(() => {
    throw new Error('planted');
  });
  expect(() => takeTurn(steps)).toThrow('planted');
});
