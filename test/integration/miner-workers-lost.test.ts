/** Workers crash, exit, never start, or lie: no nonce is skipped, and no false solution passes. */
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { createMiner, type MessageJob, type Miner } from '../../src/miner/index.ts';
import type { WorkerReply } from '../../src/miner/worker-protocol.ts';
import { header } from './header-check.ts';
import { findsNothing, hashesOf, ScriptedWorker, type Script } from './scripted-worker.ts';

/** No digest is this one. */
const impossible: MessageJob = {
  prefix: new TextEncoder().encode('midstate:'),
  encoding: 'decimal',
  target: { kind: 'zero-bits', bits: 256 },
};

const realWorker = (): Worker =>
  new Worker(new URL('../../src/miner/worker.node.ts', import.meta.url), { execArgv: [] });

describe('a worker that is killed', () => {
  it.each([
    {
      of: 'a header',
      every: 60_000,
      search: (miner: Miner) => miner.mine({ header, target: 2n ** 233n, nonceStart: 3_000_000 }, { pick: 'lowest' }),
      // By Python: no nonce from 3,000,000 up to this one has a hash at or below 2^233.
      nonce: 3961138,
    },
    {
      of: 'a message',
      every: 100_000,
      search: (miner: Miner) =>
        miner.searchMessage({ ...impossible, target: { kind: 'zero-bits', bits: 22 } }, { pick: 'lowest' }),
      // By Python: the lowest whose digest begins with 22 zero bits.
      nonce: 2_802_650,
    },
  ])('is replaced and reported, and the lowest nonce of $of is still found', async ({ every, search, nonce }) => {
    const workers: Worker[] = [];
    const warnings: string[] = [];
    let attempts = 0;
    const killed = new Set<Worker>();
    await using miner = await createMiner({
      backend: 'js',
      threads: 2,
      onWarning: ({ code, message }) => warnings.push(`${code}: ${message}`),
      createWorker() {
        const worker = realWorker();
        workers.push(worker);
        worker.on('message', (reply: WorkerReply) => {
          // One worker at every so many attempts, five in all; what a killed one still says was on its way.
          if (reply.type !== 'searched') return;
          attempts += reply.attempts;
          if (attempts < every * (killed.size + 1) || killed.size === 5 || killed.has(worker)) return;
          killed.add(worker);
          void worker.terminate();
        });
        return worker;
      },
    });
    expect(await search(miner)).toMatchObject({ status: 'found', nonce });
    expect(killed.size).toBe(5);
    expect(workers.length).toBe(7);
    expect(warnings).toEqual(
      Array.from({ length: 5 }, () => 'worker-lost: A worker was lost: The worker exited with code 1'),
    );
  });

  const range = { nonceStart: 100, nonceEnd: 1_000_000 };
  it.each([
    { of: 'a header', versions: 1, search: (miner: Miner) => miner.mine({ header, target: 0n, ...range }) },
    {
      of: 'a group of versions',
      versions: 4,
      search: (miner: Miner) => miner.mine({ header, target: 0n, versionMask: 0x6000, ...range }),
    },
    { of: 'a message', versions: 1, search: (miner: Miner) => miner.searchMessage({ ...impossible, ...range }) },
  ])('leaves no nonce of $of out and none counted twice', async ({ versions, search }) => {
    const searched: [number, number][] = [];
    let turn = 0;
    // Every third slice the worker dies instead of answering.
    const script: Script = (command, worker) => {
      if (command.type === 'start') worker.say({ type: 'ready' });
      if (command.type !== 'search') return;
      const half = Math.ceil((command.start + command.end) / 2);
      const report = (from: number, next: number): void => {
        searched.push([from, next]);
        worker.say({ type: 'searched', id: command.id, next, attempts: hashesOf(command, from, next) });
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
    expect(await search(miner)).toMatchObject({ status: 'exhausted', attempts: 999_900 * versions });
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
      onWarning: ({ code, message }) => warnings.push(`${code}: ${message}`),
      // The first is sound; every other one crashes at the start.
      createWorker: () =>
        new ScriptedWorker(made++ === 0 ? findsNothing : (_command, worker) => worker.crash('planted')),
    });
    expect(warnings).toEqual(['degraded: 1 of 2 workers could not be started (planted).']);
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

  it('about a message is found out too', async () => {
    const script: Script = (command, worker) => {
      if (command.type === 'start') worker.say({ type: 'ready' });
      if (command.type === 'search')
        worker.say({ type: 'searched', id: command.id, next: 8, attempts: 8, candidate: { nonce: 7, version: 0 } });
    };
    const miner = await createMiner({ backend: 'js', threads: 1, createWorker: () => new ScriptedWorker(script) });
    const refusal = {
      code: 'ERR_CANDIDATE_REFUSED',
      details: { backend: 'js', message: Buffer.from('midstate:7').toString('hex') },
    };
    const searches = [miner.searchMessage(impossible), miner.mine({ header, target: 2n ** 256n - 1n })];
    for (const search of searches) await expect(search).rejects.toMatchObject(refusal);
    await expect(miner.searchMessage(impossible)).rejects.toMatchObject(refusal);
    await miner.close();
  });

  it('about the version is found out too', async () => {
    // The header solves in its own version, not in the other one.
    const script: Script = (command, worker) => {
      if (command.type === 'start') worker.say({ type: 'ready' });
      if (command.type === 'search')
        worker.say({
          type: 'searched',
          id: command.id,
          next: 59_233,
          attempts: 8,
          candidate: { nonce: 59_232, version: 1 },
        });
    };
    const job = { header, target: 2n ** 240n, nonceStart: 59_232, versionMask: 0x2000 };
    const miner = await createMiner({ backend: 'js', threads: 1, createWorker: () => new ScriptedWorker(script) });
    const rolled = header
      .with(1, header[1]! ^ 0x20)
      .with(76, 0x60)
      .with(77, 0xe7)
      .fill(0, 78);
    await expect(miner.mine(job)).rejects.toMatchObject({
      code: 'ERR_CANDIDATE_REFUSED',
      details: { backend: 'js', header: Buffer.from(rolled).toString('hex') },
    });
    await miner.close();
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
