/** A search counts and takes only what was searched for it. */
import { afterEach, expect, it, vi } from 'vitest';
import { checkedJob } from '../../../src/miner/mine-job.ts';
import { checkedOptions } from '../../../src/miner/mine-options.ts';
import { hostTick } from '../../../src/miner/spawn.node.ts';
import { SearchRun } from '../../../src/miner/search-run.ts';
import { headerTask } from '../../../src/miner/search-task.ts';
import { WorkerSeat } from '../../../src/miner/worker-seat.ts';

const header = Uint8Array.from({ length: 80 }, (_, i) => 7 * i + 3);

afterEach(() => void vi.restoreAllMocks());

function seatOfNobody(): WorkerSeat {
  const kernel = { backend: 'js', reason: 'for the test' } as const;
  const spawn = () => ({
    post() {},
    hold() {},
    async terminate() {},
  });
  return new WorkerSeat(spawn, kernel, { searched: () => undefined, lost: () => undefined });
}

it('ignores what is said of a chunk of another search', async () => {
  const seat = seatOfNobody();
  const task = headerTask(checkedJob({ header, target: 2n ** 256n - 1n, nonceEnd: 100 }));
  const run = new SearchRun({ ...checkedOptions(), task, seats: [seat], backend: 'js', tick: hostTick });
  run.start(0);
  const own = seat.chunk!;
  const foreign = { ...own, extraNonce: 9 };
  run.searched(seat, foreign, {
    type: 'searched',
    id: 1,
    next: 6,
    attempts: 1000,
    candidate: { nonce: 5, version: 0 },
  });
  run.lost(seat, { chunk: foreign, next: 100 }, new Error('planted'));
  run.searched(seat, own, { type: 'searched', id: 1, next: 8, attempts: 8, candidate: { nonce: 7, version: 0 } });
  // The nonce stands in the last four bytes, little-endian.
  expect(await run.result).toMatchObject({ status: 'found', header: header.with(76, 7).fill(0, 77), attempts: 8 });
  await seat.close();
});

it('measures and reports from a clock that began at 0 and hardly moves, in finite numbers', async () => {
  const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
  const seat = seatOfNobody();
  const reported: unknown[] = [];
  const task = headerTask(checkedJob({ header, target: 2n ** 255n - 1n, nonceEnd: 100 }));
  const options = checkedOptions({ onProgress: (progress) => void reported.push(progress) });
  const run = new SearchRun({ ...options, task, seats: [seat], backend: 'js', tick: hostTick });
  run.start(0);
  const chunk = seat.chunk!;
  run.searched(seat, chunk, { type: 'searched', id: 1, next: 50, attempts: 50 });
  expect(reported).toEqual([]);
  clock.mockReturnValue(100);
  run.searched(seat, chunk, { type: 'searched', id: 1, next: 60, attempts: 10 });
  // each attempt succeeds with a probability of one half: ln 2 / 300 and -ln 0.05 / 300 seconds
  expect(reported).toEqual([
    {
      attempts: 60,
      seconds: 0.1,
      hashRate10s: 600,
      hashRate: 600,
      perThread: [600],
      threads: 1,
      pausedBy: [],
      expectedSeconds: { p50: expect.closeTo(0.00231, 6), p95: expect.closeTo(0.009986, 6) },
    },
  ]);
  expect(run.elapsedMs).toBe(100);
  run.fail(new Error('planted'));
  await expect(run.result).rejects.toThrow('planted');
  await seat.close();
});
