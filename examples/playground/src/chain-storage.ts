/**
 * Where a panel keeps its chain: in IndexedDB, or in memory where that is not to be had, which is then told.
 *
 * One tab at a time has a stored chain. Another one works in memory, and waits. It takes the chain over when the tab that
 * has it is closed, closes the storage, or hands it over because the user asked for that here. Tabs ask each other through
 * a BroadcastChannel of the store's name; who has the chain is the Web Lock's to say alone, so a message that is
 * lost or late costs a click and nothing else.
 *
 * Nothing that is stored is changed without the user: a damaged chain is rebuilt, and one that cannot be used here is
 * deleted, by one of `choices`. What changes under the panel comes through `onChange`, one change at a time.
 */
import { deleteIndexedDbStore, openIndexedDbStore, rebuildIndexedDbStore } from 'midstate/store/indexeddb';
import { createMemoryStore, type ChainStore, type StoreNetwork } from 'midstate/store/memory';
import { nextTask } from './page-tick.ts';
import { HANDED_OVER, IN_USE, rebuilt, storageProblem, WITHOUT_LOCKS } from './storage-words.ts';

/** Where a chain is kept from now on. */
export interface ChainStorage {
  readonly store: ChainStore;
  readonly kind: 'indexeddb' | 'memory';
  /** What the user is to know about it, in whole sentences; missing where all is as it should be. */
  readonly note?: string;
  /** What the user can do about it: a button for each. */
  readonly choices: readonly StorageChoice[];
  /**
   * Removes the chain that is in the store, and gives the empty store to `onChange`. A stored chain that is in use elsewhere,
   * or waits for a choice, is left alone. Whoever calls it has stopped writing.
   */
  beginAnew(): Promise<void>;
  /** Closes the store, and gives the chain up to another tab. */
  close(): Promise<void>;
}

export interface StorageChoice {
  /** The words on its button. */
  readonly label: string;
  /** Does it; what comes of it goes to `onChange`. */
  choose(): Promise<void>;
}

/**
 * Why the storage is another one: the stored chain has become free and is here now; another tab has it now; a choice was
 * made, or the chain begun anew.
 */
export type StorageChange = 'taken' | 'handed over' | 'chosen';

export interface ChainStorageOptions {
  /**
   * The storage to use from now on. The store before it is closed when this has returned, or its promise is settled: until
   * then it can be used, to end what is under way (not after a choice). It must not wait for `beginAnew`, `close` or a choice,
   * which wait for it.
   */
  readonly onChange?: (next: ChainStorage, change: StorageChange) => void | Promise<void>;
}

/** What makes a storage; undefined for none. */
type Make = () => Promise<ChainStorage | undefined>;

const ASK = 'hand over';

class StorageKeeper {
  readonly #name: string;
  readonly #network: StoreNetwork;
  readonly #onChange: ChainStorageOptions['onChange'];
  readonly #channel: BroadcastChannel | undefined;
  #current: ChainStorage | undefined;
  /** Ends the wait for a chain that another tab has. */
  #waiting: AbortController | undefined;
  /** Ends when the last change is done, well or not. */
  #lastChange: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(name: string, network: StoreNetwork, { onChange }: ChainStorageOptions) {
    this.#name = name;
    this.#network = network;
    this.#onChange = onChange;
    this.#channel = globalThis.BroadcastChannel && new BroadcastChannel(`midstate store ${name}`);
    this.#channel?.addEventListener('message', ({ data }) => {
      if (data === ASK) void this.#handOver();
    });
  }

  async open(): Promise<ChainStorage> {
    const opening = this.#openStored();
    // the caller has it before the first change
    this.#lastChange = opening.then(nextTask, nextTask);
    this.#current = await opening;
    return this.#current;
  }

  /** The stored chain, or memory with the reason why it is not. */
  async #openStored(note?: string): Promise<ChainStorage> {
    try {
      const store = await openIndexedDbStore(this.#name, { network: this.#network });
      return this.#stored(store, note);
    } catch (error) {
      return this.#insteadOf(error);
    }
  }

  #stored(store: ChainStore, note?: string): ChainStorage {
    const hasLocks = globalThis.navigator?.locks !== undefined;
    const notes = [note, hasLocks ? undefined : WITHOUT_LOCKS].filter((text) => text !== undefined);
    return this.#storage(store, 'indexeddb', notes.join(' '), []);
  }

  /** Memory, for a stored chain that could not be opened. @throws what is not the store's to throw */
  async #insteadOf(error: unknown): Promise<ChainStorage> {
    const problem = storageProblem(error);
    if (problem === undefined) throw error;
    switch (problem.kind) {
      case 'in use':
        return this.#inMemoryWaiting(IN_USE);
      case 'refused':
        return this.#inMemory(problem.words, []);
      case 'damaged':
        return this.#inMemory(problem.words, [
          { label: 'Rebuild what can be read', choose: () => this.#rebuild() },
          { label: 'Delete it and begin anew', choose: () => this.#deleteStored() },
        ]);
      case 'other':
        return this.#inMemory(problem.words, [
          { label: 'Delete it and begin anew', choose: () => this.#deleteStored() },
        ]);
    }
  }

  async #inMemory(note: string, choices: readonly StorageChoice[]): Promise<ChainStorage> {
    return this.#storage(await createMemoryStore({ network: this.#network }), 'memory', note, choices);
  }

  #inMemoryWaiting(note: string): Promise<ChainStorage> {
    this.#wait();
    const ask: StorageChoice = {
      label: 'Use the stored chain in this tab',
      choose: async () => this.#channel?.postMessage(ASK),
    };
    return this.#inMemory(note, this.#channel ? [ask] : []);
  }

  #storage(
    store: ChainStore,
    kind: ChainStorage['kind'],
    note: string,
    choices: readonly StorageChoice[],
  ): ChainStorage {
    return {
      store,
      kind,
      ...(note !== '' && { note }),
      choices,
      beginAnew: () => this.#beginAnew(),
      close: () => this.#close(),
    };
  }

  /** Waits in the queue of those who want the chain, and takes it over when it is free. */
  #wait(): void {
    const waiting = new AbortController();
    this.#waiting = waiting;
    openIndexedDbStore(this.#name, { network: this.#network, signal: waiting.signal }).then(
      (store) => this.#change('taken', async () => this.#stored(store), store),
      (error: unknown) => {
        // a chain that is found damaged when its turn comes is told like any other
        if (!waiting.signal.aborted) void this.#change('taken', async () => this.#insteadOf(error));
      },
    );
  }

  #handOver(): Promise<void> {
    return this.#change('handed over', async () =>
      this.#current?.kind === 'indexeddb' ? this.#inMemoryWaiting(HANDED_OVER) : undefined,
    );
  }

  #rebuild(): Promise<void> {
    return this.#change('chosen', async () => {
      try {
        const { kept, lostUpTo } = await rebuildIndexedDbStore(this.#name, { network: this.#network });
        return await this.#openStored(rebuilt(kept, lostUpTo));
      } catch (error) {
        return this.#insteadOf(error);
      }
    });
  }

  #deleteStored(): Promise<void> {
    return this.#change('chosen', async () => {
      try {
        await deleteIndexedDbStore(this.#name);
      } catch (error) {
        return this.#insteadOf(error);
      }
      return this.#openStored();
    });
  }

  #beginAnew(): Promise<void> {
    return this.#change('chosen', async () => {
      const { kind, note = '', choices, store } = this.#current!;
      if (kind === 'memory') return this.#inMemory(note, choices);
      try {
        // in place, or a tab that waits would have the chain before it is deleted
        if (await hasNoBranches(store)) {
          await store.rollback(-1);
          return this.#stored(store);
        }
        await store.close();
        await deleteIndexedDbStore(this.#name);
        return await this.#openStored();
      } catch (error) {
        await store.close();
        return this.#insteadOf(error);
      }
    });
  }

  /** Puts another storage in the place of the current one, after the changes before; `taken` is closed where it is too late. */
  #change(change: StorageChange, make: Make, taken?: ChainStore): Promise<void> {
    const changed = this.#lastChange.then(() => this.#replace(change, make, taken));
    this.#lastChange = changed.catch(() => {});
    return changed;
  }

  async #replace(change: StorageChange, make: Make, taken?: ChainStore): Promise<void> {
    if (this.#isClosed) return taken?.close();
    const before = this.#current;
    const next = await make();
    if (next === undefined) return undefined;
    this.#current = next;
    try {
      await this.#onChange?.(next, change);
    } finally {
      if (before?.store !== next.store) await before?.store.close();
    }
  }

  async #close(): Promise<void> {
    this.#isClosed = true;
    this.#waiting?.abort();
    this.#channel?.close();
    await this.#lastChange;
    await this.#current?.store.close();
  }
}

async function hasNoBranches(store: ChainStore): Promise<boolean> {
  for await (const _headers of store.branches()) return false;
  return true;
}

/**
 * Opens the chain of this name, or the next best: see `ChainStorage`.
 * @throws what IndexedDB throws and no store should: a bug
 */
export function openChainStorage(
  name: string,
  network: StoreNetwork,
  options: ChainStorageOptions = {},
): Promise<ChainStorage> {
  return new StorageKeeper(name, network, options).open();
}
