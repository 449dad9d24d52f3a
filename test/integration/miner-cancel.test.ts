/** Abort, queueing, closing: who is told what, and what the miner can do afterwards. */
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { createMiner } from '../../src/miner/index.ts';
import type { WorkerReply } from '../../src/miner/worker-protocol.ts';
import { header } from './header-check.ts';

const endless = { header, target: 0n };
const easy = { header, target: 2n ** 240n };
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('abort', () => {
  it('rejects with the reason as it stands when it came before', async () => {
    await using miner = await createMiner({ backend: 'js', threads: 1 });
    const reason = { any: 'value' };
    await expect(miner.mine(endless, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(await miner.mine(easy, { pick: 'lowest' })).toMatchObject({ nonce: 59232 });
  });

  it.each(['js', 'simd'] as const)(
    'in the middle stops the workers of backend %s soon, and the miner can be used on',
    async (backend) => {
      let lastSliceMs = 0;
      await using miner = await createMiner({
        backend,
        threads: 2,
        createWorker() {
          const worker = new Worker(new URL('../../src/miner/worker.node.ts', import.meta.url), { execArgv: [] });
          worker.on('message', (reply: WorkerReply) => {
            if (reply.type === 'searched') lastSliceMs = performance.now();
          });
          return worker;
        },
      });
      let worst = 0;
      for (let i = 0; i < 10; i++) {
        const stop = new AbortController();
        const reason = new Error(`stop ${i}`);
        const mining = miner.mine(endless, { signal: stop.signal });
        await pause(60 + 13 * i);
        const abortedMs = performance.now();
        stop.abort(reason);
        await expect(mining).rejects.toBe(reason);
        const rejectedMs = performance.now();
        expect(rejectedMs - abortedMs).toBeLessThan(1000);
        // A search without an end would go on reporting slices.
        while (performance.now() - Math.max(lastSliceMs, abortedMs) < 150) await pause(10);
        worst = Math.max(worst, lastSliceMs - abortedMs);
      }
      console.log(`${backend}: the last slice came ${worst.toFixed(1)} ms after the abort, at worst of 10`);
      expect(worst).toBeLessThan(1000);
      expect(await miner.mine(easy, { pick: 'lowest' })).toMatchObject({ nonce: 59232 });
    },
  );

  it('by a timeout rejects with its TimeoutError', async () => {
    await using miner = await createMiner({ backend: 'js', threads: 2 });
    await expect(miner.mine(endless, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });
});

describe('several searches on one miner', () => {
  it('take their turns in order', async () => {
    await using miner = await createMiner({ backend: 'js', threads: 2 });
    const ended: string[] = [];
    const search = async (name: string, nonceEnd: number): Promise<void> => {
      expect(await miner.mine({ ...endless, nonceEnd })).toMatchObject({ status: 'exhausted', attempts: nonceEnd });
      ended.push(name);
    };
    await Promise.all([search('long', 200_000), search('short', 10), search('none', 0), search('middle', 5000)]);
    expect(ended).toEqual(['long', 'short', 'none', 'middle']);
  });

  it('are aborted each by its own signal, waiting or running', async () => {
    await using miner = await createMiner({ backend: 'js', threads: 1 });
    const first = new AbortController();
    const second = new AbortController();
    const running = miner.mine(endless, { signal: first.signal });
    const waiting = miner.mine(endless, { signal: second.signal });
    const last = miner.mine(easy, { pick: 'lowest' });
    second.abort('second');
    await expect(waiting).rejects.toBe('second');
    first.abort('first');
    await expect(running).rejects.toBe('first');
    expect(await last).toMatchObject({ nonce: 59232 });
  });

  it('do not begin when they were aborted in the same moment as the one before', async () => {
    await using miner = await createMiner({ backend: 'js', threads: 1 });
    const stop = new AbortController();
    const searches = [1, 2, 3].map(() => miner.mine(endless, { signal: stop.signal }));
    const last = miner.mine({ ...endless, nonceEnd: 5000 });
    stop.abort('all');
    for (const search of searches) await expect(search).rejects.toBe('all');
    expect(await last).toMatchObject({ status: 'exhausted', attempts: 5000 });
  });

  it('may be started from the very handler that sees one end', async () => {
    await using miner = await createMiner({ backend: 'js', threads: 2 });
    const nonces: unknown[] = [];
    for (let i = 0; i < 30; i++) {
      const result = await miner.mine({ header, target: 2n ** 250n }, { pick: 'lowest' });
      nonces.push(result.status === 'found' && result.nonce);
    }
    expect(new Set(nonces).size).toBe(1);
  });
});

describe('close', () => {
  it('rejects the running and the waiting searches, and later ones', async () => {
    const miner = await createMiner({ backend: 'js', threads: 2 });
    const searches = [miner.mine(endless), miner.mine(endless)];
    await pause(50);
    const closing = miner.close();
    const closed = { code: 'ERR_CLOSED', details: { what: 'miner' } };
    for (const search of searches) await expect(search).rejects.toMatchObject(closed);
    await closing;
    await expect(miner.mine(easy)).rejects.toMatchObject(closed);
    await miner.close();
  });

  it('warns of nothing', async () => {
    const warnings: string[] = [];
    const miner = await createMiner({ backend: 'js', threads: 2, onWarning: (text) => warnings.push(text) });
    const mining = miner.mine(endless).catch(() => undefined);
    await pause(30);
    await miner.close();
    await mining;
    await pause(30);
    expect(warnings).toEqual([]);
  });
});

describe('arguments', () => {
  it.each([
    ['options.threads', { threads: 0 }],
    ['options.threads', { threads: 1.5 }],
    ['options.backend', { backend: 'gpu' }],
    ['options.createWorker', { createWorker: 'worker.js' }],
    ['options.onWarning', { onWarning: true }],
  ])('of a miner are checked: %s', async (name, options) => {
    await expect(createMiner(options as object)).rejects.toThrow(name);
  });

  it('of a search are checked', async () => {
    await using miner = await createMiner({ backend: 'js', threads: 1 });
    await expect(miner.mine({ header: new Uint8Array(3), target: 1n })).rejects.toThrow(
      new RangeError('job.header: expected 80 bytes, got 3'),
    );
    await expect(miner.mine(easy, { pick: 'best' as 'first' })).rejects.toThrow(TypeError);
    await expect(miner.mine(easy, { onProgress: 5 as never })).rejects.toThrow(TypeError);
  });
});
