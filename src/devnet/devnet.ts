/**
 * A private proof-of-work chain on this machine: template, search, verdict, store, one block after another.
 *
 * A block counts when, in this order, the miner found it and the reference confirmed it, the chain's rules accepted
 * it, and the store made it durable. Only then is it reported. A block that could not be stored is written together
 * with the next one. Opening reads the stored headers back through the same rules, and compares the tip's transactions
 * with its header; what stands in the blocks below is left to the store's own checks. A tip without transactions, of a
 * chain of headers, can be mined on as well.
 */
import { openStoredChain, type ChainEntry, type ReadonlyChain } from '../chain/index.ts';
import { devnetGenesisBody, MAX_FUTURE_SECONDS, networks, type NetworkParams } from '../consensus/index.ts';
import { MidstateError } from '../errors.ts';
import type { Miner, MineProgress } from '../miner/index.ts';
import { concatBytes, decodeHeader, describe, type HeaderHasher, type PairHasher } from '../primitives/index.ts';
import type { ChainStore } from '../store/index.ts';
import { isBodyOf } from './block-body.ts';
import { createBlockTemplate, type BlockTemplate } from './block-template.ts';

/** How a devnet is opened. */
export interface DevnetOptions {
  /** Where blocks are kept. The devnet uses it and does not close it. */
  readonly store: ChainStore;
  /** @default networks.devnet */
  readonly params?: NetworkParams;
  /** Hashes headers and merkle trees, as long as the devnet is used; an engine is much faster. @default the reference */
  readonly hasher?: HeaderHasher & PairHasher;
  /** Text in each coinbase, up to 75 bytes of UTF-8. @default 'midstate devnet' */
  readonly message?: string;
  /** The clock, whole seconds since 1970. @default the system's */
  readonly now?: () => number;
  /** Its abort while the stored chain is read rejects with `signal.reason`. A devnet that is open is not affected. */
  readonly signal?: AbortSignal;
}

/** How one block is mined. */
export interface MineBlockOptions {
  /** Searches for it; used, and not closed. */
  readonly miner: Miner;
  /** Stops the search; `mineBlock` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Told while the search runs; `attempts` and `seconds` count from the start of this block. */
  readonly onProgress?: (progress: MineProgress) => void;
}

/** A block that is mined, valid and stored. */
export interface MinedBlock {
  /** Where it stands in the chain. */
  readonly entry: ChainEntry;
  /** The serialized block: header and transactions. */
  readonly block: Uint8Array;
  /** The nonce of its header. */
  readonly nonce: number;
  /** Nonces that were tried for it. */
  readonly attempts: number;
  /** From the start of the search to the hit. */
  readonly seconds: number;
}

/** The chain as its readers see it: only mining changes it. */
export type DevnetChain = ReadonlyChain;

/** An open devnet. */
export interface Devnet {
  /** The network whose rules it keeps. */
  readonly params: NetworkParams;
  /** The chain of its headers, for reading. */
  readonly chain: DevnetChain;
  /**
   * Mines the next block and stores it. One call at a time.
   * @throws TypeError while another call runs; the signal's reason; MidstateError ERR_BLOCK_REJECTED when the rules
   * refuse the block (a clock that stepped back); what the miner and the store throw
   */
  mineBlock(options: MineBlockOptions): Promise<MinedBlock>;
}

/** A header's time is brought up to date about this often, by starting the search anew: work has no memory. */
const REFRESH_SECONDS = 1;

/** Nonces of the first search, before the rate is known. */
const FIRST_SPAN = 2 ** 20;

/**
 * Opens the chain that the store holds, or begins one with the network's genesis.
 * @throws TypeError for malformed options; `signal.reason`
 * @throws MidstateError ERR_STORE_MISMATCH when the store is another network's; ERR_STORE_CORRUPT when what it holds does
 * not pass the rules; what the store throws
 */
export async function openDevnet(options: DevnetOptions): Promise<Devnet> {
  const { store, params = networks.devnet, hasher, message = 'midstate devnet' } = options;
  if (typeof store?.append !== 'function') {
    throw new TypeError(`options.store: expected a store, got ${describe(store)}`);
  }
  const now = options.now ?? ((): number => Math.floor(Date.now() / 1000));
  // other networks' genesis transactions are not kept here: their body stays empty
  const isDevnet = params.genesisHash === networks.devnet.genesisHash;
  const stored = await openStoredChain({
    store,
    params,
    ...(hasher && { hasher }),
    ...(isDevnet && { rootBody: devnetGenesisBody() }),
    ...(options.signal && { signal: options.signal }),
  });
  const { chain } = stored;
  await assertTipBody(store, chain.tip, hasher);

  let isMining = false;
  let span = FIRST_SPAN;
  // never starts again: two searches in one second on one parent must not try the same headers
  let extraNonce = 0;

  async function mineBlock(mineOptions: MineBlockOptions): Promise<MinedBlock> {
    if (typeof mineOptions?.miner?.mine !== 'function') {
      throw new TypeError(`options.miner: expected a miner, got ${describe(mineOptions?.miner)}`);
    }
    if (isMining) throw new TypeError('mineBlock: expected one call at a time, but another one is still mining');
    isMining = true;
    try {
      return await searchBlock(mineOptions);
    } finally {
      isMining = false;
    }
  }

  async function searchBlock({ miner, signal, onProgress }: MineBlockOptions): Promise<MinedBlock> {
    let attempts = 0;
    let seconds = 0;
    for (;;) {
      const template = timelyTemplate();
      const result = await miner.mine(
        { header: template.header, target: template.target, nonceStart: 0, nonceEnd: span },
        {
          signal,
          onProgress:
            onProgress &&
            ((progress): void => {
              const total = { attempts: attempts + progress.attempts, seconds: seconds + progress.seconds };
              onProgress({ ...progress, ...total, hashRate: total.attempts / total.seconds });
            }),
        },
      );
      attempts += result.attempts;
      seconds += result.seconds;
      if (result.status === 'exhausted') {
        span = Math.round(Math.min(2 ** 32, Math.max(2 ** 16, (result.attempts / result.seconds) * REFRESH_SECONDS)));
        continue;
      }
      const entry = await keep(result.header, template);
      return { entry, block: concatBytes(result.header, template.body), nonce: result.nonce, attempts, seconds };
    }
  }

  /** The next template, unless the clock is so far behind the chain that no block of it could be valid. */
  function timelyTemplate(): BlockTemplate {
    const clock = now();
    const template = createBlockTemplate({ params, parent: chain.tip, now: clock, message, extraNonce: extraNonce++ });
    const { time } = decodeHeader(template.header);
    if (time > clock + MAX_FUTURE_SECONDS) {
      const wait = time - clock - MAX_FUTURE_SECONDS;
      throw rejected(
        template.height,
        'time-too-new',
        `block ${template.height} cannot be mined: the clock shows ${showTime(clock)}, and the chain is at ${showTime(time)}, ` +
          `more than two hours ahead; set the clock right, wait ${wait} seconds, or begin another chain`,
      );
    }
    return template;
  }

  /** Adds a solved block to the chain and to the store. */
  async function keep(header: Uint8Array, { height, body }: BlockTemplate): Promise<ChainEntry> {
    const accepted = await stored.accept(header, now(), { body });
    if (accepted.rejected) {
      const { reason, id } = accepted.rejected.reject;
      throw rejected(height, id, `the mined block ${height} breaks the rule ${reason}`);
    }
    return accepted.tip;
  }

  return { params, chain, mineBlock };
}

/** The tip is where a write may have gone wrong last: its only transaction must be the one that its header commits to. */
async function assertTipBody(store: ChainStore, { height, header }: ChainEntry, hasher?: PairHasher): Promise<void> {
  const body = await store.body(height);
  if (height === 0 || body?.length === 0 || (body && isBodyOf(header, body, hasher))) return;
  const problem = `the transactions of block ${height} are not those of its header`;
  const message = `the store ${store.location} is corrupt: ${problem}`;
  throw new MidstateError('ERR_STORE_CORRUPT', message, { path: store.location, problem });
}

function showTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

function rejected(height: number, reject: string, message: string): MidstateError<'ERR_BLOCK_REJECTED'> {
  return new MidstateError('ERR_BLOCK_REJECTED', message, { height, reject });
}
