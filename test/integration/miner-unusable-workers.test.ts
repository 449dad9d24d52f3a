/** Workers that cannot be told anything or never answer: they are lost like any other, ended, and nobody waits for ever. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createMiner, type MinerWarning } from '../../src/miner/index.ts';
import { header } from './header-check.ts';
import { findsNothing, ScriptedWorker, type Script } from './scripted-worker.ts';

const job = { header, target: 0n, nonceEnd: 100_000 };
const allSearched = { status: 'exhausted', attempts: 100_000 };

/** Its `postMessage` throws for one type of command, or for all. */
class Unpostable extends ScriptedWorker {
  readonly #refused: string | undefined;

  constructor(refused?: string) {
    super(findsNothing);
    this.#refused = refused;
  }

  override postMessage(command: { type: string }): void {
    if (this.#refused === undefined || command.type === this.#refused) throw new Error('cannot clone');
    super.postMessage(command);
  }
}

/** Makes the given workers, then sound ones, and keeps them all. */
function makeInOrder(...first: ScriptedWorker[]): { made: ScriptedWorker[]; createWorker: () => ScriptedWorker } {
  const made: ScriptedWorker[] = [];
  return {
    made,
    createWorker() {
      made.push(first[made.length] ?? new ScriptedWorker(findsNothing));
      return made.at(-1)!;
    },
  };
}

const ended = (workers: readonly ScriptedWorker[]): boolean[] => workers.map(({ isTerminated }) => isTerminated);

describe('a worker that no command can be posted to', () => {
  it('at the creation is reported and ended, and another searches in its place', async () => {
    const { made, createWorker } = makeInOrder(new ScriptedWorker(findsNothing), new Unpostable());
    const warnings: string[] = [];
    const onWarning = ({ code, message }: MinerWarning): void => void warnings.push(`${code}: ${message}`);
    await using miner = await createMiner({ backend: 'js', threads: 2, createWorker, onWarning });
    expect(warnings).toEqual(['degraded: 1 of 2 workers could not be started (cannot clone).']);
    for (let i = 0; i < 2; i++) expect(await miner.mine(job)).toMatchObject(allSearched);
    expect(ended(made)).toEqual([false, true, false]);
  });

  it.each(['start', 'search'])('in a search (%s) is replaced, and no nonce is left out', async (refused) => {
    const { made, createWorker } = makeInOrder(new ScriptedWorker(findsNothing), new Unpostable(refused));
    const warnings: string[] = [];
    const onWarning = ({ code, message }: MinerWarning): void => void warnings.push(`${code}: ${message}`);
    await using miner = await createMiner({ backend: 'js', threads: 1, createWorker, onWarning });
    made[0]!.crash('planted');
    await vi.waitUntil(() => warnings.length === 1);
    expect(await miner.mine(job)).toMatchObject(allSearched);
    expect(await miner.mine(job)).toMatchObject(allSearched);
    expect(warnings).toEqual([
      'worker-lost: A worker was lost: planted',
      'worker-lost: A worker was lost: cannot clone',
    ]);
    expect(ended(made)).toEqual([true, true, false]);
  });

  it('rejects the creation when it is so with each; all are ended, and their late exits are nobody’s business', async () => {
    const { made, createWorker } = makeInOrder(new Unpostable(), new Unpostable());
    const onWarning = vi.fn<(warning: MinerWarning) => void>();
    await expect(createMiner({ backend: 'js', threads: 2, createWorker, onWarning })).rejects.toMatchObject({
      code: 'ERR_WORKERS_LOST',
      cause: { message: 'cannot clone' },
    });
    expect(ended(made)).toEqual([true, true]);
    for (const worker of made) worker.emit('exit', 1);
    // the rejection tells it all
    expect(onWarning.mock.calls).toEqual([]);
  });
});

it.each([
  ['nothing, its return forgotten', () => undefined, 'undefined'],
  ['a promise of a worker', async () => new ScriptedWorker(findsNothing), 'an object (Promise)'],
  ['a string', () => './worker.js', '"./worker.js"'],
])('a createWorker that returns %s is told what was expected of it', async (_what, made, got) => {
  const createWorker = made as unknown as () => ScriptedWorker;
  await expect(createMiner({ backend: 'js', threads: 1, createWorker })).rejects.toMatchObject({
    code: 'ERR_WORKERS_LOST',
    cause: new TypeError(`options.createWorker: expected a Worker from it, got ${got}`),
  });
});

it('a worker that cannot be held is replaced', async () => {
  class Unholdable extends ScriptedWorker {
    ref(): void {}
    unref(): void {
      throw new Error('cannot unref');
    }
  }
  const { made, createWorker } = makeInOrder(new Unholdable(findsNothing));
  await using miner = await createMiner({ backend: 'js', threads: 1, createWorker });
  expect(await miner.mine(job)).toMatchObject(allSearched);
  expect(ended(made)).toEqual([true, false]);
});

it('a worker that cannot even be ended is replaced', async () => {
  class Unending extends ScriptedWorker {
    #tries = 0;
    override async terminate(): Promise<void> {
      if (this.#tries++ === 0) throw new Error('cannot terminate');
    }
  }
  const { made, createWorker } = makeInOrder(new Unending(findsNothing));
  await using miner = await createMiner({ backend: 'js', threads: 1, createWorker });
  made[0]!.crash('planted');
  expect(await miner.mine(job)).toMatchObject(allSearched);
});

describe('a worker that runs another script', () => {
  afterEach(() => void vi.useRealTimers());
  const silent = (): ScriptedWorker => new ScriptedWorker(() => undefined);
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('and is silent is given up after ten seconds', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { made, createWorker } = makeInOrder(silent(), silent());
    const creation = createMiner({ backend: 'js', threads: 2, createWorker });
    const outcome = creation.catch((error: unknown) => error);
    while (made.length < 2) await turn();
    vi.advanceTimersByTime(9_500);
    await turn();
    expect(ended(made)).toEqual([false, false]);
    vi.advanceTimersByTime(500);
    expect(await outcome).toMatchObject({
      code: 'ERR_WORKERS_LOST',
      cause: { message: 'The worker was not ready after 10 seconds' },
    });
    expect(ended(made)).toEqual([true, true]);
  });

  it('in place of a lost one is replaced too', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { made, createWorker } = makeInOrder(new ScriptedWorker(findsNothing), silent());
    await using miner = await createMiner({ backend: 'js', threads: 1, createWorker });
    // A worker that was ready in time may be silent for as long as it likes.
    vi.advanceTimersByTime(60_000);
    expect(ended(made)).toEqual([false]);
    made[0]!.crash('planted');
    await turn();
    const mining = miner.mine(job);
    await turn();
    vi.advanceTimersByTime(10_000);
    expect(await mining).toMatchObject(allSearched);
    expect(ended(made)).toEqual([true, true, false]);
  });

  it('may say anything', async () => {
    const babbler = new ScriptedWorker((command, worker) => {
      for (const message of [null, undefined, 'hello', 5, [], { type: 'hello' }]) worker.emit('message', message);
      findsNothing(command, worker);
    });
    await using miner = await createMiner({ backend: 'js', threads: 1, createWorker: () => babbler });
    expect(await miner.mine(job)).toMatchObject(allSearched);
  });
});

describe('a worker that falls silent in a search', () => {
  afterEach(() => void vi.useRealTimers());
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const isReady: Script = (command, worker) => {
    if (command.type === 'start') worker.say({ type: 'ready' });
  };
  const told = (worker: ScriptedWorker): string[] => worker.commands.map(({ type }) => type);

  it('is asked, and lost when it does not answer; another searches what it had', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { made, createWorker } = makeInOrder(new ScriptedWorker(isReady));
    const warnings: string[] = [];
    const onWarning = ({ code, message }: MinerWarning): void => void warnings.push(`${code}: ${message}`);
    await using miner = await createMiner({ backend: 'js', threads: 1, createWorker, onWarning });
    const mining = miner.mine(job);
    await turn();
    vi.advanceTimersByTime(4_000);
    expect(told(made[0]!)).toEqual(['start', 'search']);
    vi.advanceTimersByTime(10_000);
    await turn();
    expect(told(made[0]!)).toEqual(['start', 'search', 'ping']);
    expect(ended(made)).toEqual([false]);
    vi.advanceTimersByTime(1_000);
    expect(await mining).toMatchObject(allSearched);
    expect(ended(made)).toEqual([true, false]);
    expect(warnings).toEqual(['worker-lost: A worker was lost: The worker was silent for 15 seconds']);
  });

  it('and answers is left to its work, however long that takes', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const slow = new ScriptedWorker((command, worker) => {
      isReady(command, worker);
      if (command.type === 'ping') worker.say({ type: 'pong' });
    });
    const { made, createWorker } = makeInOrder(slow);
    const miner = await createMiner({ backend: 'js', threads: 1, createWorker });
    const mining = miner.mine(job);
    for (let second = 0; second < 60; second++) {
      vi.advanceTimersByTime(1_000);
      await turn();
      await turn();
    }
    expect(ended(made)).toEqual([false]);
    expect(told(slow).filter((type) => type === 'ping').length).toBeGreaterThan(10);
    // While it is paused it has nothing to do, and is not asked.
    miner.pause();
    const before = slow.commands.length;
    vi.advanceTimersByTime(60_000);
    await turn();
    expect(told(slow).slice(before)).toEqual([]);
    expect(ended(made)).toEqual([false]);
    await Promise.all([expect(mining).rejects.toMatchObject({ code: 'ERR_CLOSED' }), miner.close()]);
  });
});

describe('an onWarning that throws', () => {
  const problem = new Error('the log is full');
  const onWarning = (): never => {
    throw problem;
  };

  it('at the start rejects the creation, and the workers that were ready are ended', async () => {
    const { made, createWorker } = makeInOrder(new ScriptedWorker(findsNothing), new Unpostable());
    await expect(createMiner({ backend: 'js', threads: 2, createWorker, onWarning })).rejects.toBe(problem);
    expect(ended(made)).toEqual([true, true]);
  });

  it('in a search rejects it, and the miner can be used on', async () => {
    const crashing = new ScriptedWorker((command, worker) => {
      if (command.type === 'search') worker.crash('planted');
      else findsNothing(command, worker);
    });
    const { made, createWorker } = makeInOrder(crashing);
    await using miner = await createMiner({ backend: 'js', threads: 1, createWorker, onWarning });
    const searches = [miner.mine(job), miner.mine(job)] as const;
    await expect(searches[0]).rejects.toBe(problem);
    expect(await searches[1]).toMatchObject(allSearched);
    expect(ended(made)).toEqual([true, false]);
  });

  it('about the loss that leaves nobody to search rejects the search all the same', async () => {
    let isBroken = true;
    const createWorker = (): ScriptedWorker =>
      new ScriptedWorker((command, worker) => {
        if (command.type === 'search' && isBroken) worker.crash('planted');
        else findsNothing(command, worker);
      });
    let losses = 0;
    await using miner = await createMiner({
      backend: 'js',
      threads: 1,
      createWorker,
      // the third in a row is the last
      onWarning: () => void (++losses === 3 && onWarning()),
    });
    await expect(miner.mine(job)).rejects.toBe(problem);
    expect(losses).toBe(3);
    isBroken = false;
    expect(await miner.mine(job)).toMatchObject(allSearched);
  });

  it('between two searches rejects the next one', async () => {
    const { made, createWorker } = makeInOrder();
    await using miner = await createMiner({ backend: 'js', threads: 1, createWorker, onWarning });
    made[0]!.crash('planted');
    await vi.waitUntil(() => made[0]!.isTerminated);
    await expect(miner.mine(job)).rejects.toBe(problem);
    expect(await miner.mine(job)).toMatchObject(allSearched);
  });
});
