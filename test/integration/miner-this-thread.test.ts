/** The ways of browsers in a host that has no `Worker`: everything happens on this thread, which stays responsive. */
import { describe, expect, it, vi } from 'vitest';
import { createMiner, type MineProgress, type MinerWarning } from '../../src/miner/index.ts';
import { header } from './header-check.ts';

vi.mock('#spawn-worker', () => import('../../src/miner/spawn.web.ts'));

describe('a miner where no worker can be started', () => {
  it('mines on this thread and says why', async () => {
    const warnings: MinerWarning[] = [];
    await using miner = await createMiner({
      backend: 'js',
      threads: 4,
      onWarning: (warning) => warnings.push(warning),
    });
    expect(miner).toMatchObject({ mode: 'this-thread', workerKind: 'none', threads: 1 });
    expect(warnings).toEqual([
      {
        code: 'degraded',
        message:
          'The search runs on this thread, because no worker could be started ' +
          '(worker by URL: Worker is not defined; worker from a blob: Worker is not defined).',
        advice: 'This host has no Worker: one that has them searches on all its cores.',
      },
    ]);
    expect(await miner.mine({ header, target: 2n ** 235n }, { pick: 'lowest' })).toMatchObject({
      status: 'found',
      nonce: 111288,
    });
  });

  it('lets other tasks in between slices, and stops when it is told', async () => {
    await using miner = await createMiner({ backend: 'js' });
    const stop = new AbortController();
    let lastMs = performance.now();
    let longestMs = 0;
    let beats = 0;
    const heart = setInterval(() => {
      const nowMs = performance.now();
      longestMs = Math.max(longestMs, nowMs - lastMs);
      lastMs = nowMs;
      if (++beats === 40) stop.abort('enough');
    }, 1);
    await expect(miner.mine({ header, target: 0n }, { signal: stop.signal })).rejects.toBe('enough');
    clearInterval(heart);
    console.log(`longest pause of this thread: ${longestMs.toFixed(1)} ms`);
    expect(longestMs).toBeLessThan(1000);
    expect(await miner.mine({ header, target: 2n ** 240n }, { pick: 'lowest' })).toMatchObject({ nonce: 59232 });
  });

  it('reports ten times a second at most', async () => {
    await using miner = await createMiner({ backend: 'js', onWarning: () => undefined });
    const seconds: number[] = [];
    const stop = new AbortController();
    const onProgress = (report: MineProgress): void => {
      if (seconds.push(report.seconds) === 4) stop.abort('enough');
    };
    await expect(miner.mine({ header, target: 0n }, { signal: stop.signal, onProgress })).rejects.toBe('enough');
    // A report waits for its turn and is made a moment after it: each n-th one at n tenths of a second or later.
    expect(seconds.filter((at, i) => at < i / 10)).toEqual([]);
  });

  it('searches nothing while it is paused, and then goes on with what it had not searched', async () => {
    await using miner = await createMiner({ backend: 'js', onWarning: () => undefined });
    // Between two slices other tasks are let in through a channel of its own.
    let slices = 0;
    class CountedChannel extends MessageChannel {
      constructor() {
        super();
        slices++;
      }
    }
    vi.stubGlobal('MessageChannel', CountedChannel);
    let isOver = false;
    let pauses = 0;
    const mining = miner.mine({ header, target: 2n ** 235n }, { pick: 'lowest' }).finally(() => (isOver = true));
    const slicesOfPauses: number[] = [];
    while (!isOver) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      miner.pause();
      pauses++;
      await new Promise((resolve) => setTimeout(resolve, 1));
      const before = slices;
      await new Promise((resolve) => setTimeout(resolve, 5));
      slicesOfPauses.push(slices - before);
      miner.resume();
    }
    vi.unstubAllGlobals();
    expect(slices).toBeGreaterThan(1);
    expect(Math.max(...slicesOfPauses)).toBe(0);
    expect(await mining).toMatchObject({ nonce: 111288 });
    expect(pauses).toBeGreaterThan(1);
  });

  it('ends a search when it is closed', async () => {
    const miner = await createMiner({ backend: 'js' });
    const mining = miner.mine({ header, target: 0n });
    setTimeout(() => void miner.close(), 50);
    await expect(mining).rejects.toMatchObject({ code: 'ERR_CLOSED' });
  });
});
