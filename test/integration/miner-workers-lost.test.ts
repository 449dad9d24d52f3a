/** Workers crash, exit, never start, or lie: no nonce is skipped, and no false solution passes. */
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { createMiner } from '../../src/miner/index.ts';
import type { WorkerReply } from '../../src/miner/worker-protocol.ts';
import { header } from './header-check.ts';
import { findsNothing, ScriptedWorker, type Script } from './scripted-worker.ts';

const realWorker = (): Worker =>
  new Worker(new URL('../../src/miner/worker.node.ts', import.meta.url), { execArgv: [] });

describe('a worker that is killed', () => {
  it('is replaced and reported, and the lowest nonce is still found', async () => {
    const workers: Worker[] = [];
    const warnings: string[] = [];
    let attempts = 0;
    let killed = 0;
    await using miner = await createMiner({
      backend: 'js',
      threads: 2,
      onWarning: (text) => warnings.push(text),
      createWorker() {
        const worker = realWorker();
        workers.push(worker);
        worker.on('message', (reply: WorkerReply) => {
          // One worker at every hundred thousand attempts, five in all.
          if (reply.type !== 'searched') return;
          attempts += reply.attempts;
          if (attempts < 100_000 * (killed + 1) || killed === 5) return;
          killed++;
          void worker.terminate();
        });
        return worker;
      },
    });
    // By Python: no nonce from 3,000,000 up to this one has a hash at or below 2^233.
    const job = { header, target: 2n ** 233n, nonceStart: 3_000_000 };
    expect(await miner.mine(job, { pick: 'lowest' })).toMatchObject({ status: 'found', nonce: 3961138 });
    expect(killed).toBe(5);
    expect(workers.length).toBe(7);
    expect(warnings).toEqual(Array.from({ length: 5 }, () => 'a worker was lost: The worker exited with code 1'));
  });

  it('leaves no nonce out and none counted twice', async () => {
    const searched: [number, number][] = [];
    let turn = 0;
    // Every third slice the worker dies instead of answering.
    const script: Script = (command, worker) => {
      if (command.type === 'start') worker.say({ type: 'ready' });
      if (command.type !== 'search') return;
      const half = Math.ceil((command.start + command.end) / 2);
      const report = (from: number, next: number): void => {
        searched.push([from, next]);
        worker.say({ type: 'searched', id: command.id, next, attempts: next - from });
      };
      report(command.start, half);
      if (++turn % 3 === 0) worker.crash('planted');
      else if (half < command.end) report(half, command.end);
    };
    await using miner = await createMiner({
      backend: 'js',
      threads: 3,
      createWorker: () => new ScriptedWorker(script),
    });
    const result = await miner.mine({ header, target: 0n, nonceStart: 100, nonceEnd: 1_000_000 });
    expect(result).toMatchObject({ status: 'exhausted', attempts: 999_900 });
    searched.sort((a, b) => a[0] - b[0]);
    let covered = 100;
    for (const [from, next] of searched) {
      expect(from).toBe(covered);
      covered = next;
    }
    expect(covered).toBe(1_000_000);
    expect(turn).toBeGreaterThan(10);
  });

  it('is replaced when it was killed between searches', async () => {
    const workers: Worker[] = [];
    await using miner = await createMiner({
      backend: 'js',
      threads: 1,
      createWorker() {
        workers.push(realWorker());
        return workers.at(-1)!;
      },
    });
    await workers[0]!.terminate();
    expect(await miner.mine({ header, target: 2n ** 240n }, { pick: 'lowest' })).toMatchObject({ nonce: 59232 });
    expect(workers.length).toBe(2);
  });
});

describe('workers that cannot work', () => {
  it('that crash at every start reject the creation', async () => {
    const never: Script = (command, worker) => {
      if (command.type === 'start') worker.crash('planted');
    };
    const creation = createMiner({ backend: 'js', threads: 2, createWorker: () => new ScriptedWorker(never) });
    await expect(creation).rejects.toMatchObject({
      code: 'ERR_WORKERS_LOST',
      details: { started: 2, lost: 2 },
      cause: { message: 'planted' },
    });
  });

  it('that cannot even be made reject it too', async () => {
    const createWorker = (): never => {
      throw new Error('forbidden here');
    };
    await expect(createMiner({ backend: 'js', threads: 2, createWorker })).rejects.toMatchObject({
      code: 'ERR_WORKERS_LOST',
      cause: { message: 'forbidden here' },
    });
  });

  it('that crash on every search reject the search, after a few replacements; the miner can be used on', async () => {
    let started = 0;
    let isBroken = true;
    const script: Script = (command, worker) => {
      if (command.type === 'search' && isBroken) worker.crash('planted');
      else findsNothing(command, worker);
    };
    await using miner = await createMiner({
      backend: 'js',
      threads: 2,
      createWorker() {
        started++;
        return new ScriptedWorker(script);
      },
    });
    const mining = miner.mine({ header, target: 0n, nonceEnd: 1_000_000 });
    await expect(mining).rejects.toMatchObject({
      code: 'ERR_WORKERS_LOST',
      details: { started: 6, lost: 6 },
      cause: { message: 'planted' },
    });
    expect(started).toBe(6);
    isBroken = false;
    expect(await miner.mine({ header, target: 0n, nonceEnd: 1_000_000 })).toMatchObject({
      status: 'exhausted',
      attempts: 1_000_000,
    });
  });

  it('leave the search to those that can', async () => {
    let made = 0;
    const warnings: string[] = [];
    await using miner = await createMiner({
      backend: 'js',
      threads: 2,
      onWarning: (text) => warnings.push(text),
      // The first is sound; every other one crashes at the start.
      createWorker: () =>
        new ScriptedWorker(made++ === 0 ? findsNothing : (_command, worker) => worker.crash('planted')),
    });
    expect(warnings).toEqual(['a worker could not be started: planted']);
    expect(await miner.mine({ header, target: 0n, nonceEnd: 300_000 })).toMatchObject({
      status: 'exhausted',
      attempts: 300_000,
    });
  });

  it('that report an engine which failed its self-test reject with that error', async () => {
    const details = { backend: 'simd', check: 'planted', expected: '1', received: '2' };
    const script: Script = (_command, worker) =>
      worker.say({ type: 'failed', code: 'ERR_ENGINE_SELF_TEST', message: 'planted', details });
    const creation = createMiner({ backend: 'js', threads: 2, createWorker: () => new ScriptedWorker(script) });
    await expect(creation).rejects.toMatchObject({
      name: 'MidstateError',
      code: 'ERR_ENGINE_SELF_TEST',
      message: 'planted',
      details,
    });
  });
});

describe('a worker that lies', () => {
  it('is found out by the reference; the miner never mines on', async () => {
    const script: Script = (command, worker) => {
      if (command.type === 'start') worker.say({ type: 'ready' });
      if (command.type === 'search')
        worker.say({ type: 'searched', id: command.id, next: 8, attempts: 8, candidate: { nonce: 7, version: 0 } });
    };
    await using miner = await createMiner({
      backend: 'js',
      threads: 1,
      createWorker: () => new ScriptedWorker(script),
    });
    const job = { header, target: 2n ** 240n };
    const searches = [miner.mine(job), miner.mine(job)];
    const refusal = {
      code: 'ERR_CANDIDATE_REFUSED',
      details: { backend: 'js', header: Buffer.from(header.with(76, 7).fill(0, 77)).toString('hex') },
    };
    for (const search of searches) await expect(search).rejects.toMatchObject(refusal);
    await expect(miner.mine({ header, target: 2n ** 256n - 1n })).rejects.toMatchObject(refusal);
  });

  it('is not heard about a search that is over', async () => {
    // Answers each search twice, the second time with a false candidate.
    const script: Script = (command, worker) => {
      findsNothing(command, worker);
      if (command.type === 'search')
        worker.say({
          type: 'searched',
          id: command.id,
          next: command.end,
          attempts: 1,
          candidate: { nonce: command.start, version: 0 },
        });
    };
    await using miner = await createMiner({
      backend: 'js',
      threads: 1,
      createWorker: () => new ScriptedWorker(script),
    });
    expect(await miner.mine({ header, target: 0n, nonceEnd: 50_000 })).toMatchObject({
      status: 'exhausted',
      attempts: 50_000,
    });
    expect(await miner.mine({ header, target: 0n, nonceEnd: 50_000 })).toMatchObject({
      status: 'exhausted',
      attempts: 50_000,
    });
  });
});
