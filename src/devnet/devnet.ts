/**
 * A private proof-of-work chain on this machine: template, search, verdict, store, one block after another.
 *
 * A block counts when, in this order, the miner found it and the reference confirmed it, the chain's rules accepted
 * it, and the store made it durable. Only then is it reported. Opening again reads the stored headers back through
 * the same rules, so a store that was tampered with does not open.
 */
import { createHeaderChain, type ChainEntry, type HeaderChain } from '../chain/index.ts';
import { devnetGenesisBody, networks, type NetworkParams } from '../consensus/index.ts';
import { MidstateError } from '../errors.ts';
import type { Miner, MineProgress } from '../miner/index.ts';
import { concatBytes, type HeaderHasher } from '../primitives/index.ts';
import type { ChainStore } from '../store/index.ts';
import { createBlockTemplate } from './block-template.ts';

/** How a devnet is opened. */
export interface DevnetOptions {
  /** Where blocks are kept. The devnet uses it and does not close it. */
  readonly store: ChainStore;
  /** @default networks.devnet */
  readonly params?: NetworkParams;
  /** Hashes stored headers when the chain is read back; an engine is much faster. @default the reference */
  readonly hasher?: HeaderHasher;
  /** Text in each coinbase, up to 75 bytes of UTF-8. @default 'midstate devnet' */
  readonly message?: string;
  /** The clock, seconds since 1970. @default the system's */
  readonly now?: () => number;
}

/** How one block is mined. */
export interface MineBlockOptions {
  readonly miner: Miner;
  /** Stops the search; `mineBlock` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Told while the search runs; `attempts` and `seconds` count from the start of this block. */
  readonly onProgress?: (progress: MineProgress) => void;
}

/** A block that is mined, valid and stored. */
export interface MinedBlock {
  readonly entry: ChainEntry;
  /** The serialized block: header and transactions. */
  readonly block: Uint8Array;
  readonly nonce: number;
  /** Nonces that were tried for it. */
  readonly attempts: number;
  /** From the start of the search to the hit. */
  readonly seconds: number;
}

/** An open devnet. One `mineBlock` at a time. */
export interface Devnet {
  readonly params: NetworkParams;
  readonly chain: HeaderChain;
  /**
   * Mines the next block and stores it.
   * @throws the signal's reason; MidstateError ERR_BLOCK_REJECTED when the rules refuse the block that was mined
   * (a clock that stepped back); what the miner and the store throw
   */
  mineBlock(options: MineBlockOptions): Promise<MinedBlock>;
}

/** A header's time is brought up to date about this often, by starting the search anew: work has no memory. */
const REFRESH_SECONDS = 1;

/** Nonces of the first search, before the rate is known. */
const FIRST_SPAN = 2 ** 20;

/**
 * Opens the chain that the store holds, or begins one with the network's genesis.
 * @throws MidstateError ERR_STORE_CORRUPT when the stored headers do not pass the rules; what the store throws
 */
export async function openDevnet(options: DevnetOptions): Promise<Devnet> {
  const { store, params = networks.devnet, message = 'midstate devnet' } = options;
  const now = options.now ?? ((): number => Math.floor(Date.now() / 1000));
  const chain = createHeaderChain({ params, ...(options.hasher && { hasher: options.hasher }) });
  await restore(chain, store);

  let span = FIRST_SPAN;

  async function mineBlock({ miner, signal, onProgress }: MineBlockOptions): Promise<MinedBlock> {
    let attempts = 0;
    let seconds = 0;
    for (let extraNonce = 0; ; extraNonce++) {
      const template = createBlockTemplate({ params, parent: chain.tip, now: now(), message, extraNonce });
      const result = await miner.mine(
        { header: template.header, target: template.target, nonceStart: 0, nonceEnd: span },
        {
          ...(signal && { signal }),
          ...(onProgress && {
            onProgress: (progress: MineProgress): void => {
              const total = { attempts: attempts + progress.attempts, seconds: seconds + progress.seconds };
              onProgress({ ...progress, ...total, hashRate: total.attempts / total.seconds });
            },
          }),
        },
      );
      attempts += result.attempts;
      seconds += result.seconds;
      if (result.status === 'exhausted') {
        span = Math.round(Math.min(2 ** 32, Math.max(2 ** 16, (result.attempts / result.seconds) * REFRESH_SECONDS)));
        continue;
      }
      const entry = accept(result.header);
      await store.append([{ height: entry.height, header: result.header, body: template.body }]);
      return { entry, block: concatBytes(result.header, template.body), nonce: result.nonce, attempts, seconds };
    }
  }

  function accept(header: Uint8Array): ChainEntry {
    const { rejected, tip } = chain.accept(header, now());
    if (rejected) {
      const { height, reject } = rejected;
      throw new MidstateError('ERR_BLOCK_REJECTED', `the mined block ${height} breaks the rule ${reject.id}`, {
        height,
        reject: reject.id,
      });
    }
    return tip;
  }

  return { params, chain, mineBlock };
}

/** Feeds the stored headers to the chain; puts the genesis into an empty store. */
async function restore(chain: HeaderChain, store: ChainStore): Promise<void> {
  const tip = await store.tip();
  if (tip === undefined) {
    // other networks' genesis transactions are not kept here: their body stays empty
    const isDevnet = chain.params.genesisHash === networks.devnet.genesisHash;
    await store.append([
      { height: 0, header: chain.params.genesis, body: isDevnet ? devnetGenesisBody() : new Uint8Array(0) },
    ]);
    return;
  }
  for await (const headers of store.headers()) {
    // They were judged against the clock when they came; a clock set back since then does not unmake them.
    const { rejected } = chain.accept(headers, 0xffffffff);
    if (rejected) {
      const problem = `stored block ${rejected.height} breaks the rule ${rejected.reject.id}`;
      throw new MidstateError('ERR_STORE_CORRUPT', `${store.location}: ${problem}`, { path: store.location, problem });
    }
  }
}
