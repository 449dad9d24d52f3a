/** A paused search: no worker searches, nothing is lost or counted twice, and it can be given up at any time. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createMiner, type MineProgress, type MinerWarning } from '../../src/miner/index.ts';
import { header } from './header-check.ts';
import { findsNothing, ScriptedWorker, type Script } from './scripted-worker.ts';

const endless = { header, target: 0n };
const passed = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What the worker was told, in order, in types alone. */
const told = (worker: ScriptedWorker): string[] => worker.commands.map(({ type }) => type);

/** Says that it is ready, and nothing more. */
const isReady: Script = (command, worker) => {
  if (command.type === 'start') worker.say({ type: 'ready' });
};

describe('a paused miner', () => {
  it('tells its workers to stop, and gives them nothing until it is resumed', async () => {
    const workers: ScriptedWorker[] = [];
    await using miner = await createMiner({
      backend: 'js',
      threads: 2,
      createWorker() {
        workers.push(new ScriptedWorker(isReady));
        return workers.at(-1)!;
      },
    });
    const stop = new AbortController();
    const searching = miner.mine(endless, { signal: stop.signal });
    await turn();
    expect(workers.map(told)).toEqual([
      ['start', 'search'],
      ['start', 'search'],
    ]);
    miner.pause();
    miner.pause();
    expect(miner.isPaused).toBe(true);
    // What a worker still says of what was taken from it, and the death of another, make nobody search.
    const [, search] = workers[0]!.commands;
    if (search?.type !== 'search') throw new Error('no search');
    workers[0]!.say({ type: 'searched', id: search.id, next: search.start + 8, attempts: 8 });
    const warnings = vi.spyOn(console, 'warn').mockReturnValue();
    workers[1]!.crash('planted');
    await vi.waitUntil(() => workers.length === 3);
    await passed(5);
    expect(warnings.mock.calls).toEqual([['midstate: A worker was lost: planted']]);
    warnings.mockRestore();
    expect(workers.map(told)).toEqual([['start', 'search', 'cancel'], ['start', 'search', 'cancel'], ['start']]);
    miner.resume();
    expect(miner.isPaused).toBe(false);
    await turn();
    expect(workers.map((worker) => told(worker).at(-1))).toEqual(['search', 'cancel', 'search']);
    stop.abort('enough');
    await expect(searching).rejects.toBe('enough');
  });

  it('leaves no nonce out and counts none twice', async () => {
    // Each reports half of what it was told to search, then the rest a little later, unless it was told to stop.
    const counted: [number, number][] = [];
    const script: Script = (command, worker) => {
      if (command.type !== 'search') return isReady(command, worker);
      const { id, start, end } = command;
      const half = Math.ceil((start + end) / 2);
      const report = (from: number, next: number): void => {
        if (worker.commands.at(-1) !== command) return;
        worker.emit('message', { type: 'searched', id, next, attempts: next - from });
        counted.push([from, next]);
      };
      setTimeout(() => {
        report(start, half);
        if (half < end) setTimeout(() => report(half, end), 1);
      }, 1);
    };
    await using miner = await createMiner({
      backend: 'js',
      threads: 3,
      createWorker: () => new ScriptedWorker(script),
    });
    let pauses = 0;
    let isOver = false;
    const mining = miner.mine({ ...endless, nonceStart: 100, nonceEnd: 400_000 }).finally(() => (isOver = true));
    while (!isOver) {
      await passed(2);
      miner.pause();
      pauses++;
      await turn();
      miner.resume();
    }
    expect(await mining).toMatchObject({ status: 'exhausted', attempts: 399_900 });
    expect(pauses).toBeGreaterThan(5);
    counted.sort((a, b) => a[0] - b[0]);
    let covered = 100;
    for (const [from, next] of counted) {
      expect(from).toBe(covered);
      covered = next;
    }
    expect(covered).toBe(400_000);
  });

  it('by the caller in the middle of its dealing, it deals no further; resumed there, it deals on', async () => {
    const workers: ScriptedWorker[] = [];
    await using miner = await createMiner({
      backend: 'js',
      threads: 2,
      createWorker() {
        workers.push(new ScriptedWorker(findsNothing));
        return workers.at(-1)!;
      },
    });
    const stop = new AbortController();
    const asked: number[] = [];
    const searching = miner.mine(
      {
        ...endless,
        nonceEnd: 10,
        merkleRootFor(extraNonce) {
          asked.push(extraNonce);
          if (extraNonce === 3 || extraNonce === 5) miner.pause();
          if (extraNonce === 3) miner.resume();
          if (extraNonce === 7) stop.abort('enough');
          return new Uint8Array(32).fill(extraNonce);
        },
      },
      { signal: stop.signal },
    );
    await vi.waitUntil(() => miner.isPaused);
    await passed(20);
    expect(asked).toEqual([0, 1, 2, 3, 4, 5]);
    const rootsTold = (): number[] =>
      workers.flatMap(({ commands }) =>
        commands.flatMap((command) =>
          command.type === 'search' && command.work?.kind === 'header' ? command.work.header[36]! : [],
        ),
      );
    expect(rootsTold()).not.toContain(5);
    miner.resume();
    await expect(searching).rejects.toBe('enough');
    expect(rootsTold()).toEqual(expect.arrayContaining([0, 1, 2, 3, 4, 5, 6]));
  });

  it('still finds the lowest nonce, with real workers', async () => {
    await using miner = await createMiner({ backend: 'js', threads: 2 });
    let isOver = false;
    let pauses = 0;
    // By Python: no nonce from 3,000,000 up to this one has a hash at or below 2^233.
    const job = { header, target: 2n ** 233n, nonceStart: 3_000_000 };
    const mining = miner.mine(job, { pick: 'lowest' }).finally(() => (isOver = true));
    while (!isOver) {
      await passed(60);
      miner.pause();
      pauses++;
      await passed(5);
      miner.resume();
    }
    expect(await mining).toMatchObject({ status: 'found', nonce: 3961138 });
    expect(pauses).toBeGreaterThan(1);
  });

  it('reports its pause once, and nothing more', async () => {
    await using miner = await createMiner({ backend: 'js', threads: 2 });
    const reports: MineProgress[] = [];
    const stop = new AbortController();
    const searching = miner.mine(endless, { signal: stop.signal, onProgress: (report) => reports.push(report) });
    await vi.waitUntil(() => reports.length === 1);
    miner.pause();
    await vi.waitUntil(() => reports.length === 2);
    await passed(250);
    expect(reports.map(({ pausedBy }) => pausedBy)).toEqual([[], ['asked']]);
    const [, atPause] = reports;
    miner.resume();
    await vi.waitUntil(() => reports.length === 3);
    const [, , after] = reports;
    expect(after!.pausedBy).toEqual([]);
    await vi.waitUntil(() => reports.at(-1)!.attempts > atPause!.attempts);
    stop.abort('enough');
    await expect(searching).rejects.toBe('enough');
  });
});

describe('while a miner is paused', () => {
  it('a search that is asked for waits, and those behind it', async () => {
    await using miner = await createMiner({
      backend: 'js',
      threads: 2,
      createWorker: () => new ScriptedWorker(findsNothing),
    });
    miner.pause();
    const ends: string[] = [];
    const searches = ['one', 'two'].map(async (name) => {
      await miner.mine({ ...endless, nonceEnd: 50_000 });
      ends.push(name);
    });
    const pausedBy = await new Promise<unknown>((resolve) => {
      const signal = AbortSignal.timeout(20);
      searches.push(
        miner.mine(endless, { signal }).then(undefined, (error: unknown) => void ends.push((error as Error).name)),
      );
      signal.addEventListener('abort', () => resolve(miner.isPaused));
    });
    await turn();
    expect(pausedBy).toBe(true);
    expect(ends).toEqual(['TimeoutError']);
    miner.resume();
    await Promise.all(searches);
    expect(ends.slice(1)).toEqual(['one', 'two']);
  });

  it('an abort ends the search at once, and the next one waits', async () => {
    await using miner = await createMiner({ backend: 'js', threads: 1 });
    const stop = new AbortController();
    const searching = miner.mine(endless, { signal: stop.signal });
    const next = miner.mine({ header, target: 2n ** 240n }, { pick: 'lowest' });
    miner.pause();
    stop.abort('enough');
    await expect(searching).rejects.toBe('enough');
    miner.resume();
    expect(await next).toMatchObject({ status: 'found', nonce: 59232 });
  });

  it('close ends the search at once', async () => {
    const miner = await createMiner({ backend: 'js', threads: 1 });
    const searching = miner.mine(endless);
    miner.pause();
    await Promise.all([expect(searching).rejects.toMatchObject({ code: 'ERR_CLOSED' }), miner.close()]);
    miner.resume();
  });
});

describe('what happens to the page of a miner', () => {
  afterEach(() => void vi.unstubAllGlobals());

  class Page extends EventTarget {
    visibilityState = 'visible';
    listeners = 0;

    override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
      this.listeners++;
      super.addEventListener(...args);
    }

    override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
      this.listeners--;
      super.removeEventListener(...args);
    }

    become(state: string): void {
      this.visibilityState = state;
      this.dispatchEvent(new Event('visibilitychange'));
    }
  }

  it('pauses it where that was asked for, whatever else pauses it', async () => {
    const page = new Page();
    vi.stubGlobal('document', page);
    const miner = await createMiner({ backend: 'js', threads: 1, pauseWhen: ['hidden'] });
    const searching = miner.mine({ header, target: 2n ** 240n }, { pick: 'lowest' });
    page.become('hidden');
    expect(miner.isPaused).toBe(true);
    miner.resume();
    expect(miner.isPaused).toBe(true);
    miner.pause();
    page.become('visible');
    expect(miner.isPaused).toBe(true);
    miner.resume();
    expect(miner.isPaused).toBe(false);
    expect(await searching).toMatchObject({ nonce: 59232 });
    await miner.close();
    expect(page.listeners).toBe(0);
  });

  it('is a warning, once, where it does not pause it', async () => {
    const page = new Page();
    page.visibilityState = 'hidden';
    vi.stubGlobal('document', page);
    const warnings: MinerWarning[] = [];
    await using miner = await createMiner({
      backend: 'js',
      threads: 1,
      onWarning: (warning) => warnings.push(warning),
    });
    expect(warnings).toEqual([]);
    for (let i = 0; i < 2; i++) await miner.mine({ header, target: 2n ** 240n });
    expect(warnings.map(({ code }) => code)).toEqual(['page-hidden']);
  });

  it('rejects the search that it happens to where the warning is answered with an error', async () => {
    const page = new Page();
    vi.stubGlobal('document', page);
    const problem = new Error('the log is full');
    await using miner = await createMiner({
      backend: 'js',
      threads: 1,
      onWarning() {
        throw problem;
      },
    });
    const searching = miner.mine(endless);
    page.become('hidden');
    await expect(searching).rejects.toBe(problem);
  });

  it('in Node is nothing; and its battery is unknown', async () => {
    const warnings: MinerWarning[] = [];
    await using miner = await createMiner({
      backend: 'js',
      threads: 1,
      pauseWhen: ['hidden', 'on-battery'],
      onWarning: (warning) => warnings.push(warning),
    });
    expect(await miner.mine({ header, target: 2n ** 240n }, { pick: 'lowest' })).toMatchObject({ nonce: 59232 });
    expect(warnings.map(({ code }) => code)).toEqual(['battery-unknown']);
  });
});
