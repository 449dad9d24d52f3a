import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Stopwatch } from '../../../src/miner/stopwatch.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

it('counts only while it runs', () => {
  const watch = new Stopwatch();
  vi.advanceTimersByTime(5);
  expect(watch.elapsedMs).toBe(0);
  watch.start();
  vi.advanceTimersByTime(7);
  expect(watch.elapsedMs).toBe(7);
  watch.stop();
  vi.advanceTimersByTime(100);
  expect(watch.elapsedMs).toBe(7);
  watch.start();
  vi.advanceTimersByTime(3);
  expect(watch.elapsedMs).toBe(10);
});

it('counts nothing twice when it is started or stopped again', () => {
  const watch = new Stopwatch();
  watch.stop();
  watch.start();
  vi.advanceTimersByTime(4);
  watch.start();
  vi.advanceTimersByTime(4);
  watch.stop();
  vi.advanceTimersByTime(4);
  watch.stop();
  expect(watch.elapsedMs).toBe(8);
});
