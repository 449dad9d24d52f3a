/**
 * The chain of headers of one network that this browser keeps: read and judged again when it is opened, and another one
 * when its storage changes, as when another tab takes the stored chain over.
 */
import { isMidstateError } from 'midstate';
import { openStoredChain, storeNetwork, type StoredChain } from 'midstate/chain';
import type { NetworkParams } from 'midstate/consensus';
import type { HeaderHasher } from 'midstate/primitives';
import { deleteIndexedDbStore } from 'midstate/store/indexeddb';
import { openChainStorage, type ChainStorage, type StorageChoice } from './chain-storage.ts';
import type { JudgingChain } from './file-verification.ts';

/** A kept chain that is open. What it holds can change between two looks at it. */
export interface KeptHeaders {
  readonly params: NetworkParams;
  /** Undefined where what is stored cannot be used; `notes` say why. */
  readonly chain: JudgingChain | undefined;
  /** Whether it outlives this tab. */
  readonly isStored: boolean;
  /** What the reader is to know about it, in whole sentences. */
  readonly notes: readonly string[];
  /** What the reader can do about it. */
  readonly choices: readonly StorageChoice[];
  /** Gives it up to another tab; what is stored stays. */
  close(): Promise<void>;
}

/** How a kept chain is opened. */
export interface KeptHeadersOptions {
  readonly params: NetworkParams;
  readonly hasher: HeaderHasher;
  /** Awaited before the chain changes into another one: whoever uses it stops. */
  readonly onLeave: () => Promise<void>;
  /** It has changed. */
  readonly onChange: () => void;
}

/** What is open at the moment. */
interface Opened {
  readonly storage: ChainStorage;
  readonly stored: StoredChain | undefined;
  readonly problem: string | undefined;
}

function databaseName({ name }: NetworkParams): string {
  return `midstate-playground-headers-${name}`;
}

/** Opens the kept chain of a network, or begins it with the genesis. */
export async function openKeptHeaders(options: KeptHeadersOptions): Promise<KeptHeaders> {
  const { params, hasher, onLeave, onChange } = options;
  /** What it has changed into; that may happen before what was opened first is read. */
  let changed: Opened | undefined;
  const storage = await openChainStorage(databaseName(params), storeNetwork(params), {
    onChange: async (next) => {
      await onLeave();
      changed = await judgeStored(next, params, hasher);
      onChange();
    },
  });
  const first = await judgeStored(storage, params, hasher);
  const opened = (): Opened => changed ?? first;
  return {
    params,
    get chain() {
      const { stored } = opened();
      return stored && judgingChain(stored, params);
    },
    get isStored() {
      return opened().storage.kind === 'indexeddb';
    },
    get notes() {
      const { problem, storage: kept } = opened();
      return [problem, kept.note].filter((note) => note !== undefined);
    },
    get choices() {
      return opened().storage.choices;
    },
    close: () => opened().storage.close(),
  };
}

/** The chain of a storage. One that does not pass the rules is a problem to tell, and no error. */
async function judgeStored(storage: ChainStorage, params: NetworkParams, hasher: HeaderHasher): Promise<Opened> {
  try {
    const stored = await openStoredChain({ store: storage.store, params, hasher });
    return { storage, stored, problem: undefined };
  } catch (error) {
    if (isMidstateError(error)) return { storage, stored: undefined, problem: `${error.message}.` };
    await storage.close();
    throw error;
  }
}

function judgingChain(stored: StoredChain, params: NetworkParams): JudgingChain {
  return {
    params,
    get tip() {
      return stored.chain.tip;
    },
    accept: (headers, now) => stored.accept(headers, now),
  };
}

/** Whether this browser keeps headers of a network. False where it cannot tell. */
export async function keepsHeaders(params: NetworkParams): Promise<boolean> {
  try {
    const databases = await indexedDB.databases();
    return databases.some(({ name }) => name === databaseName(params));
  } catch {
    // no IndexedDB here, or it is refused: nothing is kept
    return false;
  }
}

/**
 * Deletes what is kept of a network; it is not open.
 * @throws MidstateError ERR_STORE_LOCKED where another tab has it open
 */
export async function forgetHeaders(params: NetworkParams): Promise<void> {
  await deleteIndexedDbStore(databaseName(params));
}
