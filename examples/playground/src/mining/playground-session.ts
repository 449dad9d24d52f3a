/** The session of this page: its store, the kernel that hashes for the chain, workers that rest while the page is hidden. */
import { createEngine, createMiner, networks } from 'midstate';
import { openDevnet, storeNetwork } from 'midstate/devnet';
import { createMemoryStore, type ChainStore, type StoreNetwork } from 'midstate/store/memory';
import { MiningSession, type OpenedChain } from './mining-session.ts';

/** The name of the chain's database. */
const STORE_NAME = 'midstate-playground-devnet';

interface ChainStorage {
  readonly store: ChainStore;
  readonly kind: 'indexeddb' | 'memory';
  readonly note?: string;
}

async function openChainStorage(_name: string, network: StoreNetwork): Promise<ChainStorage> {
  return {
    store: await createMemoryStore({ network }),
    kind: 'memory',
    note: 'This chain is kept until the page is left.',
  };
}

/** The session, and where its chain is kept. */
export interface PlaygroundSession {
  readonly session: MiningSession;
  /** Undefined before the store is open. */
  readonly storage: () => ChainStorage | undefined;
}

/** @param threads to begin with */
export function createPlaygroundSession(threads: number): PlaygroundSession {
  const params = networks.devnet;
  let storage: ChainStorage | undefined;

  async function openChain(emptied?: ChainStore): Promise<OpenedChain> {
    if (emptied === undefined) storage = await openChainStorage(STORE_NAME, storeNetwork(params));
    const store = emptied ?? storage!.store;
    // it lives as long as the devnet does
    const hasher = await createEngine();
    return { store, devnet: await openDevnet({ store, params, hasher, message: 'midstate playground' }) };
  }

  const session = new MiningSession(
    {
      openChain,
      createMiner: (options) => createMiner(options),
    },
    { backend: 'auto', threads },
  );
  return { session, storage: () => storage };
}
