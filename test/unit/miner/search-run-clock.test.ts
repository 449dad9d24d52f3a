/** How often a search reports, and what its pauses count for, on a clock that the test moves. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkedJob } from '../../../src/miner/mine-job.ts';
import { checkedOptions } from '../../../src/miner/mine-options.ts';
import type { MineProgress } from '../../../src/miner/progress.ts';
import { hostTick } from '../../../src/miner/spawn.node.ts';
import { SearchRun } from '../../../src/miner/search-run.ts';
import { headerTask } from '../../../src/miner/search-task.ts';
import type { Spawn, WorkerEvents } from '../../../src/miner/worker-handle.ts';
import type { SearchCommand, WorkerCommand } from '../../../src/miner/worker-protocol.ts';
import { WorkerSeat } from '../../../src/miner/worker-seat.ts';

const header = Uint8Array.from({ length: 80 }, (_, i) => 7 * i + 3);

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] }));
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A search over workers that say that they searched `nonces` more when the test tells them to. */
function runWith(
  workers: number,
  isHeard = true,
  onReport?: () => void,
): {
  run: SearchRun<unknown>;
  reports: MineProgress[];
  slice: (nonces: number) => void;
} {
  const commands: (SearchCommand | undefined)[] = [];
  const events: WorkerEvents[] = [];
  const next: number[] = [];
  const spawnAt =
    (place: number): Spawn =>
    (workerEvents) => {
      events[place] = workerEvents;
      return {
        post(command: WorkerCommand) {
          commands[place] = command.type === 'search' ? command : undefined;
          if (command.type === 'search') next[place] = command.start;
        },
        hold() {},
        async terminate() {},
      };
    };
  const seats = Array.from({ length: workers }, (_, place): WorkerSeat => {
    return new WorkerSeat(
      spawnAt(place),
      { backend: 'js', reason: 'for the test' },
      {
        searched: (seat, chunk, reply) => run.searched(seat, chunk, reply),
        lost: () => expect.fail('lost'),
      },
    );
  });
  const reports: MineProgress[] = [];
  const onProgress = (report: MineProgress): void => {
    reports.push(report);
    if (report.pausedBy.length === 0) onReport?.();
  };
  const options = checkedOptions(isHeard ? { onProgress } : {});
  const run = new SearchRun<unknown>({
    ...options,
    task: headerTask(checkedJob({ header, target: 0n })),
    seats,
    backend: 'js',
    tick: hostTick,
  });
  return {
    run,
    reports,
    slice(nonces) {
      for (let place = 0; place < workers; place++) {
        const command = commands[place];
        if (command === undefined) continue;
        const from = next[place]!;
        next[place] = Math.min(from + nonces, command.end);
        const reply = { type: 'searched', id: command.id, next: next[place]!, attempts: next[place]! - from } as const;
        events[place]!.reply(reply);
      }
    },
  };
}

describe('a search', () => {
  it('reports ten times a second at most, however many workers say how often that they searched', () => {
    const { run, reports, slice } = runWith(4);
    run.start(0);
    for (let ms = 0; ms < 3000; ms++) {
      vi.advanceTimersByTime(1);
      slice(8);
    }
    expect(reports).toHaveLength(30);
    const gaps = reports.slice(1).map((report, i) => Math.round(1000 * (report.seconds - reports[i]!.seconds)));
    expect(gaps).toEqual(Array.from({ length: 29 }, () => 100));
  });

  it('reports its pauses within that limit too, each once', () => {
    const { run, reports, slice } = runWith(2);
    run.start(0);
    vi.advanceTimersByTime(100);
    slice(8);
    expect(reports.map(({ pausedBy }) => pausedBy)).toEqual([[]]);
    // Ten times in half of the time between two reports.
    for (let i = 0; i < 10; i++) {
      run.pause(['asked']);
      vi.advanceTimersByTime(5);
      run.resume();
    }
    run.pause(['asked']);
    run.pause(['asked', 'hidden']);
    expect(reports).toHaveLength(1);
    vi.advanceTimersByTime(60);
    expect(reports.slice(1).map(({ pausedBy }) => pausedBy)).toEqual([['asked', 'hidden']]);
    vi.advanceTimersByTime(10_000);
    expect(reports).toHaveLength(2);
    run.pause(['hidden']);
    vi.advanceTimersByTime(10);
    expect(reports.slice(2).map(({ pausedBy }) => pausedBy)).toEqual([['hidden']]);
    run.resume();
    expect(reports).toHaveLength(3);
    vi.advanceTimersByTime(100);
    expect(reports.slice(3).map(({ pausedBy }) => pausedBy)).toEqual([[]]);
  });

  it('reports once a second where its workers say nothing, while it runs and is not paused', async () => {
    const { run, reports, slice } = runWith(1);
    run.start(0);
    vi.advanceTimersByTime(3500);
    expect(reports.map(({ seconds, attempts }) => [seconds, attempts])).toEqual([1, 2, 3].map((s) => [s, 0]));
    // What a worker says is a report, too.
    slice(8);
    vi.advanceTimersByTime(999);
    expect(reports.slice(3)).toMatchObject([{ seconds: 3.5, attempts: 8 }]);
    vi.advanceTimersByTime(1);
    expect(reports.slice(4)).toMatchObject([{ seconds: 4.5 }]);
    run.pause(['asked']);
    vi.advanceTimersByTime(60_000);
    run.resume();
    vi.advanceTimersByTime(1001);
    expect(reports.slice(5).map(({ pausedBy }) => pausedBy)).toEqual([['asked'], [], []]);
    run.fail('enough');
    await expect(run.result).rejects.toBe('enough');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('has no timer that would keep a process alive, and none at all where nobody hears of it', () => {
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const { run } = runWith(1);
    run.start(0);
    run.pause(['asked']);
    run.resume();
    expect(timers.mock.results.map(({ value }) => (value as NodeJS.Timeout).hasRef())).toEqual([false, false, false]);
    const unheard = runWith(1, false);
    unheard.run.start(0);
    unheard.run.pause(['asked']);
    unheard.run.resume();
    expect(timers).toHaveBeenCalledTimes(3);
  });

  it('paused by its own report, it does not tick on', () => {
    const { run, reports } = runWith(1, true, () => run.pause(['asked']));
    run.start(0);
    vi.advanceTimersByTime(60_000);
    expect(reports.map(({ pausedBy }) => pausedBy)).toEqual([[], ['asked']]);
  });

  it('reports its pauses too where the clock ticks seldom, and the timer is early on it', () => {
    const { run, reports } = runWith(1);
    const exactNow = performance.now.bind(performance);
    let lateMs = 60;
    vi.spyOn(performance, 'now').mockImplementation(() => 100 * Math.floor((exactNow() - lateMs) / 100));
    vi.advanceTimersByTime(1061);
    run.start(0);
    run.pause(['asked']);
    lateMs = 90;
    vi.advanceTimersByTime(1000);
    expect(reports.map(({ pausedBy }) => pausedBy)).toEqual([['asked']]);
  });

  it('counts neither time nor rate of its pauses', async () => {
    const { run, reports, slice } = runWith(1);
    run.start(0);
    for (let i = 0; i < 10; i++) {
      vi.advanceTimersByTime(100);
      slice(100);
    }
    run.pause(['asked']);
    vi.advanceTimersByTime(3_600_000);
    run.resume();
    for (let i = 0; i < 2; i++) {
      vi.advanceTimersByTime(500);
      slice(500);
    }
    const last = reports.at(-1)!;
    expect([last.attempts, last.seconds, last.hashRate, Math.round(last.hashRate10s)]).toEqual([2000, 2, 1000, 1000]);
    run.fail('enough');
    await expect(run.result).rejects.toBe('enough');
    expect(run.elapsedMs).toBe(2000);
  });

  it('that is paused before its turn is so when its turn comes, and its time begins when it goes on', async () => {
    const { run, reports, slice } = runWith(1);
    run.pause(['hidden']);
    vi.advanceTimersByTime(5000);
    expect(reports).toEqual([]);
    run.start(0);
    vi.advanceTimersByTime(5000);
    expect(reports).toMatchObject([{ pausedBy: ['hidden'], seconds: 0, attempts: 0, hashRate: 0, hashRate10s: 0 }]);
    slice(8);
    run.resume();
    vi.advanceTimersByTime(100);
    slice(8);
    expect(reports.slice(1)).toMatchObject([
      { pausedBy: [], seconds: 0, attempts: 0 },
      { pausedBy: [], seconds: 0.1, attempts: 8 },
    ]);
    run.pause(['hidden']);
    run.fail('enough');
    await expect(run.result).rejects.toBe('enough');
    vi.advanceTimersByTime(5000);
    expect(reports).toHaveLength(3);
    // Told of when nothing can come of it any more.
    run.resume();
    run.pause(['asked']);
    vi.advanceTimersByTime(5000);
    expect(reports).toHaveLength(3);
  });
});
