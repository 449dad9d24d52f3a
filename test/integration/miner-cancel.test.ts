/** Abort, queueing, closing: who is told what, and what the miner can do afterwards. */
import { Worker } from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import { createMiner, mine, type MessageJob, type Miner } from '../../src/miner/index.ts';
import type { WorkerReply } from '../../src/miner/worker-protocol.ts';
import { header } from './header-check.ts';
import { findsNothing, ScriptedWorker, type Script } from './scripted-worker.ts';

const endless = { header, target: 0n };
const easy = { header, target: 2n ** 240n };
/** Of many messages none has a digest of zeros. One attempt of the second takes many milliseconds without SIMD. */
const endlessMessage: MessageJob = {
  prefix: new TextEncoder().encode('salt'),
  encoding: 'u32be',
  target: { kind: 'zero-bits', bits: 256 },
};
const endlessSearches: readonly [name: string, search: (miner: Miner, signal: AbortSignal) => Promise<unknown>][] = [
  ['a header', (miner, signal) => miner.mine(endless, { signal })],
  ['a header in many versions', (miner, signal) => miner.mine({ ...endless, versionMask: 0x1fffe000 }, { signal })],
  ['a message', (miner, signal) => miner.searchMessage(endlessMessage, { signal })],
  [
    'a password of cost 5000',
    (miner, signal) => {
      const hash = { kind: 'pbkdf2', salt: new Uint8Array(16), iterations: 5000 } as const;
      return miner.searchMessage({ ...endlessMessage, hash }, { signal });
    },
  ],
];
const backends = ['js', 'simd'] as const;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('abort', () => {
  it('rejects with the reason as it stands when it came before', async () => {
    await using miner = await createMiner({ backend: 'js', threads: 1 });
    const reason = { any: 'value' };
    await expect(miner.mine(endless, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(await miner.mine(easy, { pick: 'lowest' })).toMatchObject({ nonce: 59232 });
  });

  it.each(backends.flatMap((backend) => endlessSearches.map(([name, search]) => ({ backend, name, search }))))(
    'in the middle of $name stops the workers of backend $backend soon, and the miner can be used on',
    async ({ backend, name, search }) => {
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
      for (let i = 0; i < 6; i++) {
        const stop = new AbortController();
        const reason = new Error(`stop ${i}`);
        const mining = search(miner, stop.signal);
        await pause(60 + 21 * i);
        const abortedMs = performance.now();
        stop.abort(reason);
        await expect(mining).rejects.toBe(reason);
        const rejectedMs = performance.now();
        expect(rejectedMs - abortedMs).toBeLessThan(1000);
        // A search without an end would go on reporting slices.
        while (performance.now() - Math.max(lastSliceMs, abortedMs) < 150) await pause(10);
        worst = Math.max(worst, lastSliceMs - abortedMs);
      }
      console.log(`${backend}, ${name}: the last slice came ${worst.toFixed(1)} ms after the abort, at worst of 6`);
      expect(worst).toBeLessThan(1000);
      expect(await miner.mine(easy, { pick: 'lowest' })).toMatchObject({ nonce: 59232 });
    },
  );

  it.each(backends.flatMap((backend) => (['sha256', 'pbkdf2'] as const).map((kind) => ({ backend, kind }))))(
    'in the middle of an attempt that would take minutes leaves it: $kind, $backend',
    async ({ backend, kind }) => {
      await using miner = await createMiner({ backend, threads: 1 });
      const iterations = 2 ** 31 - 1;
      const hash = kind === 'pbkdf2' ? ({ kind, salt: new Uint8Array(16), iterations } as const) : { kind, iterations };
      const waitedMs: number[] = [];
      for (let i = 0; i < 5; i++) {
        const stop = new AbortController();
        const mining = miner.searchMessage({ ...endlessMessage, hash }, { signal: stop.signal });
        await pause(60 + 21 * i);
        stop.abort('enough');
        await expect(mining).rejects.toBe('enough');
        const beganMs = performance.now();
        expect(await miner.mine({ ...endless, nonceEnd: 1 })).toMatchObject({ status: 'exhausted', attempts: 1 });
        waitedMs.push(performance.now() - beganMs);
      }
      console.log(
        `${backend}, ${kind}: the next search was over after ${waitedMs.map((ms) => ms.toFixed(1)).join(', ')} ms`,
      );
    },
  );

  it('of a search with a miner of its own does not wait for its workers, which end behind it', async () => {
    const workers: ScriptedWorker[] = [];
    const stop = new AbortController();
    const mining = mine(endless, {
      backend: 'js',
      threads: 2,
      signal: stop.signal,
      createWorker() {
        workers.push(new ScriptedWorker(() => undefined));
        return workers.at(-1)!;
      },
    });
    await vi.waitUntil(() => workers.length === 2);
    stop.abort('too slow');
    await expect(mining).rejects.toBe('too slow');
    for (const worker of workers) worker.say({ type: 'ready' });
    await vi.waitUntil(() => workers.every(({ isTerminated }) => isTerminated));
  });

  it('by a timeout rejects with its TimeoutError', async () => {
    await using miner = await createMiner({ backend: 'js', threads: 2 });
    await expect(miner.mine(endless, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });
});

describe('a search that its own merkleRootFor ends', () => {
  // Says that the first nonce of every range is a solution.
  const findsAtOnce: Script = (command, worker) => {
    if (command.type !== 'search') return findsNothing(command, worker);
    const { id, start } = command;
    worker.say({ type: 'searched', id, next: start + 1, attempts: 1, candidate: { nonce: start, version: 0 } });
  };

  it.each(['an abort', 'an abort of the second chunk'])('by %s leaves nothing to the next search', async (what) => {
    const workers: ScriptedWorker[] = [];
    const createWorker = (): ScriptedWorker => {
      workers.push(new ScriptedWorker(findsAtOnce));
      return workers.at(-1)!;
    };
    await using miner = await createMiner({ backend: 'js', threads: 2, createWorker });
    const stop = new AbortController();
    const endedAt = what === 'an abort' ? 0 : 1;
    const merkleRootFor = (extraNonce: number): Uint8Array => {
      if (extraNonce === endedAt) stop.abort('no longer wanted');
      return new Uint8Array(32);
    };
    const old = miner.mine({ ...endless, nonceEnd: 1, merkleRootFor }, { signal: stop.signal });
    const following = miner.mine({ header: header.with(0, 9), target: 2n ** 256n - 1n });
    await expect(old).rejects.toBe('no longer wanted');
    expect(await following).toMatchObject({ status: 'found', header: header.with(0, 9).fill(0, 76), nonce: 0 });
    const searched = workers.flatMap(({ commands }) => commands.filter(({ type }) => type === 'search'));
    expect(searched.length).toBe(2 + endedAt);
  });

  it('by closing the miner rejects with ERR_CLOSED, and no worker is told to search', async () => {
    const worker = new ScriptedWorker(findsAtOnce);
    const miner = await createMiner({ backend: 'js', threads: 1, createWorker: () => worker });
    const merkleRootFor = (): Uint8Array => {
      void miner.close();
      return new Uint8Array(32);
    };
    await expect(miner.mine({ ...endless, merkleRootFor })).rejects.toMatchObject({ code: 'ERR_CLOSED' });
    expect(worker.commands.map(({ type }) => type)).toEqual(['start']);
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
    const message = async (nonceEnd: number): Promise<void> => {
      const result = await miner.searchMessage({ ...endlessMessage, nonceEnd });
      expect(result).toMatchObject({ status: 'exhausted', attempts: nonceEnd });
      ended.push('message');
    };
    const searches = [search('long', 200_000), search('short', 10), message(3000), search('none', 0), message(0)];
    await Promise.all([...searches, search('middle', 5000)]);
    expect(ended).toEqual(['long', 'short', 'message', 'none', 'message', 'middle']);
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

  it('is over for every caller when the workers have ended', async () => {
    const ends: (() => void)[] = [];
    class SlowToEnd extends ScriptedWorker {
      override terminate(): Promise<void> {
        return new Promise((resolve) => ends.push(resolve));
      }
    }
    const miner = await createMiner({ backend: 'js', threads: 1, createWorker: () => new SlowToEnd(findsNothing) });
    const closing = miner.close();
    expect(miner.close()).toBe(closing);
    expect(miner[Symbol.asyncDispose]()).toBe(closing);
    expect(ends.length).toBe(1);
    ends[0]!();
    await closing;
  });

  it('by createWorker ends the worker that was just made', async () => {
    const workers: ScriptedWorker[] = [];
    const miner = await createMiner({
      backend: 'js',
      threads: 1,
      createWorker() {
        if (workers.push(new ScriptedWorker(findsNothing)) === 2) void miner.close();
        return workers.at(-1)!;
      },
    });
    workers[0]!.crash('planted');
    await pause(10);
    await expect(miner.mine(endless)).rejects.toMatchObject({ code: 'ERR_CLOSED' });
    expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true, true]);
  });

  it('warns of nothing', async () => {
    const warnings: string[] = [];
    const miner = await createMiner({ backend: 'js', threads: 2, onWarning: ({ message }) => warnings.push(message) });
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
    ['options', null],
    ['options', 5],
    ['options.threads', { threads: 0 }],
    ['options.threads', { threads: 1.5 }],
    ['options.backend', { backend: 'gpu' }],
    ['options.createWorker', { createWorker: 'worker.js' }],
    ['options.onWarning', { onWarning: true }],
    ['options.pauseWhen', { pauseWhen: 'hidden' }],
    ['options.pauseWhen', { pauseWhen: ['visible'] }],
  ])('of a miner are checked: %s', async (name, options) => {
    await expect(createMiner(options as object)).rejects.toThrow(`${name}: expected`);
  });

  it.each([
    ['job', [null]],
    ['job', []],
    ['job.header', [{ header: new Uint8Array(3), target: 1n }]],
    ['options', [easy, null]],
    ['options.pick', [easy, { pick: 'best' }]],
    ['options.onProgress', [easy, { onProgress: 5 }]],
    ['options.signal', [easy, { signal: new AbortController() }]],
    ['options.signal', [easy, { signal: null }]],
  ])('of a search are checked before any worker is made: %s', async (name, given) => {
    const args = given as unknown as Parameters<typeof mine>;
    await using miner = await createMiner({ backend: 'js', threads: 1 });
    await expect(miner.mine(...args)).rejects.toThrow(`${name}: expected`);
    const createWorker = vi.fn<() => ScriptedWorker>(() => new ScriptedWorker(findsNothing));
    const [job, options] = args;
    const custom = options === null ? options : { backend: 'js', threads: 1, createWorker, ...options };
    await expect(mine(job, custom as object)).rejects.toThrow(`${name}: expected`);
    expect(createWorker).not.toHaveBeenCalled();
  });
});
