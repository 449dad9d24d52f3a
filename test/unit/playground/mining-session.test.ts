import { afterEach, describe, expect, it } from 'vitest';
import {
  blockTimes,
  SHOWN_BLOCKS,
  unitsOf,
  type FoundBlock,
} from '../../../examples/playground/src/mining/mined-chain.ts';
import { MiningSession, type MiningEvent } from '../../../examples/playground/src/mining/mining-session.ts';
import { collectResults } from '../../../examples/playground/src/mining/results.ts';
import { networks } from '../../../src/consensus/index.ts';
import { openDevnet, storeNetwork } from '../../../src/devnet/index.ts';
import type { MineOptions, Miner, MineResult, MinerOptions, MineJob } from '../../../src/miner/index.ts';
import { headerHash } from '../../../src/primitives/index.ts';
import { createMemoryStore, type ChainStore } from '../../../src/store/index.ts';

/** Half of all hashes are blocks. */
const params = networks.regtest;

/** How many searches find a block before one hangs until it is stopped; each counts 1000 hashes and 2 seconds. */
class ScriptedMiners {
  readonly made: { readonly options: MinerOptions; isClosed: boolean }[] = [];
  finds = 0;

  create = async (options: MinerOptions): Promise<Miner> => {
    const record = { options, isClosed: false };
    this.made.push(record);
    const close = async (): Promise<void> => void (record.isClosed = true);
    const miner = {
      backend: options.backend === 'js' ? 'js' : 'simd',
      threads: options.threads,
      mode: 'workers',
      mine: (job: MineJob, how: MineOptions) => this.#mine(job, how),
      close,
      [Symbol.asyncDispose]: close,
    };
    return miner as unknown as Miner;
  };

  async #mine({ header }: MineJob, { signal, onProgress }: MineOptions): Promise<MineResult> {
    // the session starts the next search at once: the test gets its turn here
    await new Promise((resolve) => setTimeout(resolve, 1));
    signal?.throwIfAborted();
    onProgress?.({ attempts: 1000, seconds: 2 } as Parameters<typeof onProgress>[0]);
    if (this.finds === 0)
      return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    this.finds--;
    const solved = header.slice();
    for (let nonce = 0; headerHash(solved)[31]! >= 0x7f; nonce++) solved[76] = nonce;
    return {
      status: 'found',
      header: solved,
      hash: headerHash(solved),
      nonce: solved[76]!,
      attempts: 1000,
      seconds: 2,
    };
  }
}

let running: MiningSession | undefined;
afterEach(() => running?.stop());

/** A session on a store, what it told, and its miners. */
function begin(stores: readonly ChainStore[]): {
  session: MiningSession;
  events: MiningEvent[];
  miners: ScriptedMiners;
} {
  const miners = new ScriptedMiners();
  const events: MiningEvent[] = [];
  const left = [...stores];
  const session = new MiningSession(
    {
      openStore: async () => left.shift()!,
      openDevnet: (store) => openDevnet({ store, params }),
      createMiner: miners.create,
    },
    { backend: 'auto', threads: 2 },
  );
  running = session;
  session.subscribe((event) => events.push(event));
  return { session, events, miners };
}

const newStore = (): Promise<ChainStore> => createMemoryStore({ network: storeNetwork(params) });

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** A search is under way and was measured. */
const hangs = (mining: MiningSession, miners: ScriptedMiners, attempts: number) => (): boolean =>
  miners.finds === 0 && mining.attempts === attempts;

describe('mining session', () => {
  it('starts nothing by itself, but shows the stored chain', async () => {
    const { session, events, miners } = begin([await newStore()]);
    expect(session.headers).toBeUndefined();
    await session.open();
    expect(session.headers).toEqual(params.genesis);
    expect(session.state).toBe('idle');
    expect(session.nextBlock?.height).toBe(1);
    expect(miners.made).toEqual([]);
    expect(events.flatMap((event) => (event.type === 'chain' ? [event.blocks] : []))).toEqual([
      [
        {
          height: 0,
          hashHex: params.genesisHash,
          previousHashHex: undefined,
          nonce: 2,
          time: 1296688602,
          expectedAttempts: 2,
          effort: undefined,
        },
      ],
    ]);
  });

  it('mines block after block until it is stopped, and goes on from there', async () => {
    const { session, events, miners } = begin([await newStore()]);
    miners.finds = 3;
    session.start();
    expect(session.isWanted).toBe(true);
    await until(() => session.foundCount === 3);
    await session.stop();
    expect(session.state).toBe('idle');
    const found = events.flatMap((event) => (event.type === 'found' ? [event.block] : []));
    expect(found.map(({ height }) => height)).toEqual([1, 2, 3]);
    expect(found[2]!.previousHashHex).toBe(found[1]!.hashHex);
    expect(found[0]!.effort).toEqual({
      attempts: 1000,
      seconds: 2,
      backend: 'simd',
      threads: 2,
      expectedSeconds: 0.004,
    });
    // regtest's target is won by every second hash
    expect(unitsOf(found[0]!)).toBe(500);
    expect(miners.made.map(({ isClosed }) => isClosed)).toEqual([true]);

    miners.finds = 1;
    session.start();
    await until(() => session.foundCount === 4);
    expect(session.found.at(-1)?.height).toBe(4);
  });

  it('counts the hashes before a change of settings for the block that is found after it', async () => {
    const { session, miners } = begin([await newStore()]);
    session.start();
    await until(hangs(session, miners, 1000));
    session.change({ backend: 'js', threads: 1 });
    await until(() => session.miner?.backend === 'js');
    await until(hangs(session, miners, 2000));
    expect(miners.made.map(({ options, isClosed }) => [options.backend, options.threads, isClosed])).toEqual([
      ['auto', 2, true],
      ['js', 1, false],
    ]);
    miners.finds = 1;
    session.change({ backend: 'simd', threads: 3 });
    await until(() => session.foundCount === 1);
    expect(session.found[0]!.effort).toEqual({
      attempts: 3000,
      seconds: 6,
      backend: 'simd',
      threads: 3,
      expectedSeconds: 0.004,
    });
    expect(session.rates.rates()).toContainEqual({
      backend: 'js',
      threads: 1,
      hashes: 1000,
      seconds: 2,
      hashesPerSecond: 500,
    });
  });

  it('keeps its miner when the settings are set to what they are', async () => {
    const { session, miners } = begin([await newStore()]);
    session.start();
    await until(hangs(session, miners, 1000));
    session.change({ backend: 'auto', threads: 2 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(miners.made).toHaveLength(1);
  });

  it('goes over to another store while it mines, and goes on there', async () => {
    const stores = [await newStore(), await newStore()];
    const { session, miners } = begin(stores);
    miners.finds = 2;
    session.start();
    await until(() => session.foundCount === 2);
    await session.moveTo(stores[1]!, true);
    expect([session.foundCount, session.nextBlock?.height]).toEqual([0, 1]);
    miners.finds = 1;
    session.change({ backend: 'js', threads: 1 });
    await until(() => session.foundCount === 1);
    expect((await stores[0]!.tip())?.height).toBe(2);
    expect((await stores[1]!.tip())?.height).toBe(1);
    // the chain is another one, and not given up
    await session.moveTo(stores[0]!, false);
    expect([session.state, session.isWanted, session.nextBlock?.height]).toEqual(['idle', false, 3]);
  });

  it('stops with the problem, and opens the chain again at the next start', async () => {
    const lost = await newStore();
    const { session, miners } = begin([lost, await newStore()]);
    miners.finds = 1;
    session.start();
    await until(() => session.foundCount === 1);
    await lost.close();
    miners.finds = 1;
    session.change({ backend: 'js', threads: 1 });
    await until(() => session.state === 'idle');
    expect(session.problem).toMatchObject({ code: 'ERR_CLOSED' });
    expect(session.isWanted).toBe(false);
    miners.finds = 1;
    session.start();
    expect(session.problem).toBeUndefined();
    // the block before was one of the lost chain
    await until(() => session.nextBlock?.height === 2 && session.foundCount === 1);
  });

  it('tells what kept the chain from being opened', async () => {
    const store = await newStore();
    await store.close();
    const { session } = begin([store]);
    await session.open();
    expect([session.state, session.nextBlock]).toEqual(['idle', undefined]);
    expect(session.problem).toMatchObject({ code: 'ERR_CLOSED' });
  });

  it('passes on the warnings of its miner', async () => {
    const { session, events, miners } = begin([await newStore()]);
    session.start();
    await until(hangs(session, miners, 1000));
    const warning = { code: 'worker-lost', message: 'A worker was lost.' } as const;
    miners.made[0]!.options.onWarning?.(warning);
    expect(events).toContainEqual({ type: 'warning', warning });
  });

  it('shows the newest of a long stored chain, newest first', async () => {
    const store = await newStore();
    const first = begin([store]);
    first.miners.finds = SHOWN_BLOCKS + 3;
    first.session.start();
    await until(() => first.session.foundCount === SHOWN_BLOCKS + 3);
    await first.session.stop();
    const second = begin([store]);
    await second.session.open();
    const [chain] = second.events.flatMap((event) => (event.type === 'chain' ? [event.blocks] : []));
    expect(chain!.map(({ height }) => height)).toEqual([15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4]);
    expect(chain!.every(({ effort }) => effort === undefined)).toBe(true);
  });
});

describe('block times', () => {
  const found = (attempts: number, expectedSeconds: number): FoundBlock => ({
    height: 1,
    hashHex: '00'.repeat(32),
    previousHashHex: params.genesisHash,
    nonce: 0,
    time: 0,
    expectedAttempts: 1000,
    effort: { attempts, seconds: 1, backend: 'simd', threads: 2, expectedSeconds },
  });

  it('leave out the blocks that are expected too fast to be measured', () => {
    expect(blockTimes([found(100, 0.24), found(500, 0.25), found(3000, 5)])).toEqual({ times: [0.5, 3], leftOut: 1 });
    // no rate is known yet
    expect(blockTimes([found(100, NaN)])).toEqual({ times: [], leftOut: 1 });
  });

  it('are fitted in the results', () => {
    const results = collectResults(new Date(0), {}, [], [found(1, 0.1), found(500, 5), found(1500, 5)]);
    expect(results.blockTimes.map(({ timesExpected }) => timesExpected)).toEqual([0.001, 0.5, 1.5]);
    expect(results.blockTimeFit).toMatchObject({ count: 2, mean: 1 });
  });
});

describe('results', () => {
  it('are the environment, the rates and the times of the blocks', async () => {
    const { session, miners } = begin([await newStore()]);
    miners.finds = 1;
    session.start();
    await until(() => session.foundCount === 1);
    await session.stop();
    const taken = new Date('2026-11-22T12:00:00Z');
    const results = collectResults(taken, { cores: 2 }, session.rates.rates(), session.found);
    expect(JSON.parse(JSON.stringify(results))).toMatchObject({
      takenAt: '2026-11-22T12:00:00.000Z',
      environment: { cores: 2 },
      rates: [{ backend: 'simd', threads: 2 }],
      blockTimeFit: null,
      blockTimes: [
        {
          height: 1,
          attempts: 1000,
          expectedAttempts: 2,
          timesExpected: 500,
          seconds: 2,
          expectedSeconds: 0.004,
          backend: 'simd',
          threads: 2,
        },
      ],
    });
  });

  it('have no fit before the first block', () => {
    expect(collectResults(new Date(0), {}, [], [])).toMatchObject({ blockTimeFit: null, blockTimes: [] });
  });
});
