/** How long slices and chunks get on clocks that stand still or tick seldom. A header costs two compressions. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Backend } from '../../../src/engine/index.ts';
import { Pacer } from '../../../src/miner/pacer.ts';
import { SlicePacer } from '../../../src/miner/slice-pacer.ts';
import { WorkerSeat } from '../../../src/miner/worker-seat.ts';
import type { WorkerEvents } from '../../../src/miner/worker-handle.ts';
import type { WorkerCommand } from '../../../src/miner/worker-protocol.ts';

afterEach(() => void vi.restoreAllMocks());

/** What slices really take, in milliseconds, on a clock that moves every `tickMs`, with some work between the slices. */
function realSlices(noncesPerMs: number, tickMs: number, slices: number, backend: Backend = 'scalar'): number[] {
  const pacer = new SlicePacer(backend, 15, 2);
  const clock = (realMs: number): number => tickMs * Math.floor(realMs / tickMs);
  const tookMs: number[] = [];
  let nowMs = 0.25;
  for (let i = 0; i < slices; i++) {
    const { size } = pacer;
    const endMs = nowMs + size / noncesPerMs;
    pacer.measured(size, clock(endMs) - clock(nowMs));
    tookMs.push(endMs - nowMs);
    nowMs = endMs + 0.3;
  }
  return tookMs;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('slices of 15 ms', () => {
  it.each<[Backend, number[]]>([
    // 15 ms at 7,500, 3,000 and 1,750 headers a millisecond
    ['simd', [1026, 2052, 4104, 8208, 16_416, 32_832, 65_664, 112_500, 112_500]],
    ['scalar', [1024, 2048, 4096, 8192, 16_384, 32_768, 45_000, 45_000, 45_000]],
    ['js', [1024, 2048, 4096, 8192, 16_384, 26_250, 26_250, 26_250, 26_250]],
  ])('stop growing at the usual speed of %s where the clock stands still', (backend, expected) => {
    const pacer = new SlicePacer(backend, 15, 2);
    const sizes = expected.map(() => {
      const { size } = pacer;
      pacer.measured(size, 0);
      return size;
    });
    expect(sizes).toEqual(expected);
  });

  it('shrink to the usual length where the clock comes to a stand', () => {
    const pacer = new SlicePacer('scalar', 15, 2);
    for (let i = 0; i < 20; i++) pacer.measured(pacer.size, pacer.size / 20_000);
    expect(pacer.size).toBe(300_000);
    pacer.measured(pacer.size, 0);
    expect(pacer.size).toBe(45_000);
  });

  it.each([
    ['a fast machine', 9000, 1],
    ['the usual machine', 3000, 1],
    ['a slow machine', 300, 1],
    ['a fast machine', 9000, 5],
    ['a slow machine', 300, 5],
  ])('take 15 ms on average on %s of %i headers a ms, where the clock ticks every %i ms', (_, noncesPerMs, tickMs) => {
    const tookMs = realSlices(noncesPerMs, tickMs, 400).slice(20);
    expect(mean(tookMs)).toBeGreaterThan(11);
    expect(mean(tookMs)).toBeLessThan(18);
    expect(Math.max(...tookMs)).toBeLessThan(25);
  });

  it('stay as short where the clock ticks every 100 ms, and are no longer than usual on a fast machine', () => {
    // 45,000 headers are the most
    const fast = realSlices(9000, 100, 2000).slice(200);
    expect(Math.max(...fast)).toBeCloseTo(5, 9);
    const slow = realSlices(300, 100, 2000).slice(200);
    expect(mean(slow)).toBeGreaterThan(10);
    expect(mean(slow)).toBeLessThan(18);
    // one tick that comes early or late misleads by a factor of two
    expect(Math.max(...slow)).toBeLessThan(45);
  });

  it('are not held down by rests of chunks that are over within a tick', () => {
    const pacer = new SlicePacer('scalar', 15, 2);
    for (let i = 0; i < 20; i++) pacer.measured(pacer.size, pacer.size / 20_000);
    for (let i = 0; i < 100; i++) {
      pacer.measured(500, 0);
      pacer.measured(pacer.size, pacer.size / 20_000);
    }
    expect(pacer.size).toBeGreaterThan(290_000);
  });
});

describe('the pacer', () => {
  it('counts unmeasured stretches together with the one in which the clock moves', () => {
    const pacer = new Pacer({ backend: 'js', targetMs: 100, firstCost: 1000, minCost: 10, maxCost: 1e9, growth: 4 });
    expect(pacer.size(1)).toBe(1000);
    pacer.measured(1000, 1, 0);
    pacer.measured(4000, 1, 0);
    // 21,000 in all took 200 ms
    pacer.measured(16_000, 1, 200);
    expect(pacer.size(1)).toBe(10_500);
    expect(pacer.size(100)).toBe(105);
  });
});

it('the chunks of a seat stop growing at 100 ms of the usual speed where the clock stands still', () => {
  vi.spyOn(performance, 'now').mockReturnValue(0);
  let events: WorkerEvents | undefined;
  const posted: WorkerCommand[] = [];
  const spawn = (given: WorkerEvents) => {
    events = given;
    return { post: (command: WorkerCommand) => void posted.push(command), hold() {}, async terminate() {} };
  };
  const listener = { searched: () => undefined, lost: () => undefined };
  const seat = new WorkerSeat(spawn, { backend: 'js', reason: 'for the test' }, listener);
  seat.open();
  const work = { kind: 'header' as const, header: new Uint8Array(80), versions: [1], target: 0n };
  const sizes = Array.from({ length: 7 }, (_, order) => {
    const end = seat.chunkSize(2);
    seat.search({ work, order, start: 0, end }, 0);
    const command = posted.at(-1);
    if (command?.type !== 'search') throw new Error('expected a search');
    events?.reply({ type: 'searched', id: command.id, next: end, attempts: end });
    return end;
  });
  expect(sizes).toEqual([4096, 16_384, 65_536, 175_000, 175_000, 175_000, 175_000]);
});
