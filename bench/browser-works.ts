/**
 * What the benchmark in a browser times: one turn of each work, the same code in the page and in Node. A turn is sent to the
 * page as text, so it stands on its arguments alone.
 */
import { availableParallelism } from 'node:os';
import type * as Chain from '../src/chain/index.ts';
import type * as Consensus from '../src/consensus/index.ts';
import type * as Midstate from '../src/index.ts';
import { BATCH, KNOWN_HASHES, madeHeaders, NOW, type madeNetwork } from './made-chain.ts';
import type { BrowserReport } from './report.ts';

/** The parts of the built package that turns use. */
export interface Modules {
  readonly midstate: typeof Midstate;
  readonly chain: typeof Chain;
  readonly consensus: typeof Consensus;
}

/** What a turn is about; all of it can be sent to a page. */
export interface Settings {
  /** How long a turn lasts where it has no end of its own. */
  readonly ms: number;
  /** Nonces, or headers, of one call. */
  readonly slice: number;
  /** Workers of a miner. */
  readonly threads: number;
  readonly now: number;
  /** The hash of the last header. */
  readonly tip: string | undefined;
}

/** One turn. `data` and `network` are there where the work has them. */
export type Turn = (
  modules: Modules,
  settings: Settings,
  data: Uint8Array,
  network: typeof madeNetwork,
) => Promise<{ rate: number; reason: string }>;

export interface BrowserWork {
  readonly work: BrowserReport['work'];
  readonly unit: BrowserReport['unit'];
  readonly rounds: number;
  readonly settings: Settings;
  readonly turn: Turn;
  /** Bytes for both sides. */
  readonly data: () => Uint8Array;
}

/** A search of a header whose bytes do not matter; no hash meets a target of 0. */
const searchTurn: Turn = async ({ midstate }, { ms, slice }) => {
  const kept = globalThis as { benchEngine?: ReturnType<typeof midstate.createEngine> };
  const engine = await (kept.benchEngine ??= midstate.createEngine());
  const job = { midstate: Uint32Array.from({ length: 8 }, (_, i) => i), tail: new Uint8Array(12), target: 0n };
  const begin = performance.now();
  let hashes = 0;
  let now = begin;
  while (now - begin < ms) {
    hashes += engine.searchHeader({ ...job, start: hashes, end: hashes + slice }).attempts;
    now = performance.now();
  }
  return { rate: (hashes / (now - begin)) * 1000, reason: `${engine.backend}: ${engine.reason}` };
};

/** All headers into an empty chain. */
const chainTurn: Turn = async ({ midstate, chain, consensus }, { slice, now, tip }, headers, network) => {
  const kept = globalThis as { benchEngine?: ReturnType<typeof midstate.createEngine> };
  const engine = await (kept.benchEngine ??= midstate.createEngine());
  const validated = chain.createHeaderChain({ params: network(consensus), hasher: engine });
  const begin = performance.now();
  for (let at = 0; at < headers.length; at += slice * 80) {
    const { rejected } = validated.accept(headers.subarray(at, at + slice * 80), now);
    if (rejected !== undefined) throw new Error(`refused at height ${rejected.height}: ${rejected.reject.reason}`);
  }
  // asked for by its hash: the chain enters hashes into its table no earlier than this
  const found = validated.entry(validated.tip.hashHex)?.hashHex;
  const seconds = (performance.now() - begin) / 1000;
  if (found !== tip) throw new Error(`expected the tip ${tip}, got ${found}`);
  return { rate: headers.length / 80 / seconds, reason: `${engine.backend}: ${engine.reason}` };
};

/** A range without a winner, searched by a miner's workers: in the page web workers, in Node worker threads. */
const minerTurn: Turn = async ({ midstate }, { slice, threads }) => {
  const kept = globalThis as { benchMiner?: ReturnType<typeof midstate.createMiner> };
  const miner = await (kept.benchMiner ??= midstate.createMiner({ threads }));
  if (miner.mode !== 'workers') throw new Error(`expected workers, got the mode ${miner.mode}`);
  const { attempts, seconds } = await miner.mine({ header: new Uint8Array(80), target: 0n, nonceEnd: slice });
  if (attempts !== slice) throw new Error(`expected ${slice} attempts, got ${attempts}`);
  return { rate: attempts / seconds, reason: `${miner.threads} workers, ${miner.backend}: ${miner.reason}` };
};

/** How many headers the chain has. */
const CHAIN_COUNT = 1_000_000;

export const browserWorks: readonly BrowserWork[] = [
  {
    work: 'header-search',
    unit: 'hashes/s',
    rounds: 15,
    settings: { ms: 250, slice: 65_536, threads: 0, now: 0, tip: undefined },
    turn: searchTurn,
    data: () => new Uint8Array(0),
  },
  {
    work: 'chain',
    unit: 'headers/s',
    rounds: 5,
    settings: { ms: 0, slice: BATCH, threads: 0, now: NOW, tip: KNOWN_HASHES[CHAIN_COUNT] },
    turn: chainTurn,
    data: () => madeHeaders(CHAIN_COUNT),
  },
  {
    work: 'miner',
    unit: 'hashes/s',
    rounds: 9,
    // long enough that the end, where one worker waits for the others, weighs little
    settings: { ms: 0, slice: 2 ** 24, threads: availableParallelism(), now: 0, tip: undefined },
    turn: minerTurn,
    data: () => new Uint8Array(0),
  },
];
