/** A search counts and takes only what was searched for it. */
import { expect, it } from 'vitest';
import { checkedJob } from '../../../src/miner/mine-job.ts';
import { checkedOptions } from '../../../src/miner/mine-options.ts';
import { SearchRun } from '../../../src/miner/search-run.ts';
import { headerTask } from '../../../src/miner/search-task.ts';
import { WorkerSeat } from '../../../src/miner/worker-seat.ts';

const header = Uint8Array.from({ length: 80 }, (_, i) => 7 * i + 3);

it('ignores what is said of a chunk of another search', async () => {
  const kernel = { backend: 'js', reason: 'for the test' } as const;
  const spawn = () => ({
    post() {},
    hold() {},
    async terminate() {},
  });
  const seat = new WorkerSeat(spawn, kernel, { searched: () => undefined, lost: () => undefined });
  const task = headerTask(checkedJob({ header, target: 2n ** 256n - 1n, nonceEnd: 100 }));
  const run = new SearchRun({ ...checkedOptions(), task, seats: [seat], backend: 'js' });
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
