/** The session of this page: its store, the kernel that hashes for the chain, workers that rest while the page is hidden. */
import { createMiner, networks } from 'midstate';
import { openDevnet, storeNetwork, type Devnet } from 'midstate/devnet';
import type { ChainStore } from 'midstate/store/memory';
import { openChainStorage, type ChainStorage, type StorageChange } from '../chain-storage.ts';
import { pageEngine } from '../page-engine.ts';
import { MiningSession } from './mining-session.ts';

/** The name of the chain's database. */
const STORE_NAME = 'midstate-playground-devnet';

/** The session, and where its chain is kept. */
export interface PlaygroundSession {
  readonly session: MiningSession;
  /** Undefined before the store is open. */
  readonly storage: () => ChainStorage | undefined;
  /** Forgets the chain and begins with genesis; mining goes on where it was on. */
  beginNewChain(): Promise<void>;
}

/** @param threads to begin with */
export function createPlaygroundSession(threads: number): PlaygroundSession {
  const params = networks.devnet;
  let storage: ChainStorage | undefined;
  let goOnAnew = false;

  const session = new MiningSession(
    { openStore, openDevnet: openChain, createMiner: (options) => createMiner({ ...options, pauseWhen: ['hidden'] }) },
    { backend: 'auto', threads },
  );

  async function openStore(): Promise<ChainStore> {
    const before = storage;
    storage = undefined;
    await before?.close();
    storage = await openChainStorage(STORE_NAME, storeNetwork(params), { onChange: moveTo });
    return storage.store;
  }

  async function openChain(store: ChainStore): Promise<Devnet> {
    return openDevnet({ store, params, hasher: await pageEngine(), message: 'midstate playground' });
  }

  async function moveTo(next: ChainStorage, change: StorageChange): Promise<void> {
    // it is being closed: whoever does that waits for this to end
    if (storage === undefined) return;
    storage = next;
    // the one who takes the chain to another tab wants to mine there
    await session.moveTo(next.store, change !== 'handed over');
    if (goOnAnew) session.start();
  }

  async function beginNewChain(): Promise<void> {
    goOnAnew = session.isWanted;
    await session.stop();
    try {
      await storage?.beginAnew();
    } catch (error) {
      session.fail(error);
    }
    goOnAnew = false;
  }

  return { session, storage: () => storage, beginNewChain };
}
