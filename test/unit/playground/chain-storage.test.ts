/** Where the playground keeps its chains: tabs that take turns, browsers that refuse, chains that are damaged. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  openChainStorage,
  type ChainStorage,
  type StorageChange,
} from '../../../examples/playground/src/chain-storage.ts';
import { MidstateError } from '../../../src/errors.ts';
import type { BlockRecord } from '../../../src/store/index.ts';
import { FakeDatabases } from './fake-databases.ts';

const browser = vi.hoisted(() => ({}) as { databases: FakeDatabases });
vi.mock('midstate/store/indexeddb', () => ({
  openIndexedDbStore: (...given: Parameters<FakeDatabases['openIndexedDbStore']>) =>
    browser.databases.openIndexedDbStore(...given),
  rebuildIndexedDbStore: (name: string) => browser.databases.rebuildIndexedDbStore(name),
  deleteIndexedDbStore: (name: string) => browser.databases.deleteIndexedDbStore(name),
}));

const network = { name: 'tabs', genesisHash: '0f'.repeat(32), targetSpacing: 5 };
const records = (from: number, to: number): BlockRecord[] =>
  Array.from({ length: to - from + 1 }, (_, i) => ({
    height: from + i,
    header: new Uint8Array(80).fill(from + i),
    body: new Uint8Array(0),
  }));

/** A tab: what it uses now, and what changed under it. */
class Tab {
  storage!: ChainStorage;
  readonly changes: StorageChange[] = [];
  /** What it does before the storage that it had is closed. */
  beforeItGoes: (last: ChainStorage) => Promise<void> = async () => {};

  static async open(name = 'chain'): Promise<Tab> {
    const tab = new Tab();
    tab.storage = await openChainStorage(name, network, {
      onChange: async (next, change) => {
        await tab.beforeItGoes(tab.storage);
        tab.storage = next;
        tab.changes.push(change);
      },
    });
    tabs.push(tab);
    return tab;
  }

  get height(): Promise<number | undefined> {
    return this.storage.store.tip().then((tip) => tip?.height);
  }

  choose(label: string): Promise<void> {
    const choice = this.storage.choices.find((offered) => offered.label === label);
    if (choice === undefined) throw new Error(`no choice ${label}`);
    return choice.choose();
  }
}
const tabs: Tab[] = [];
afterEach(async () => {
  for (const tab of tabs.splice(0)) await tab.storage.close();
});

function useNewBrowser(): FakeDatabases {
  browser.databases = new FakeDatabases();
  return browser.databases;
}

const corrupt = (intact?: { lowest: number; tip: number }): MidstateError =>
  new MidstateError('ERR_STORE_CORRUPT', 'the store is corrupt', {
    path: 'chain',
    problem: 'the page 0 of its headers is not what was written',
    ...(intact && { intact }),
  });

describe('a chain of a page', () => {
  it('is kept, without a word, and is there when the page is opened again', async () => {
    useNewBrowser();
    const first = await Tab.open();
    expect(first.storage).toMatchObject({ kind: 'indexeddb', choices: [] });
    expect(first.storage.note).toBeUndefined();
    await first.storage.store.append(records(0, 2));
    await first.storage.close();
    const second = await Tab.open();
    expect(await second.height).toBe(2);
  });

  it('is begun anew in place, so that no tab that waits gets between', async () => {
    const { done } = useNewBrowser();
    const [first, second] = [await Tab.open(), await Tab.open()];
    await first.storage.store.append(records(0, 2));
    await first.storage.beginAnew();
    expect(first.changes).toEqual(['chosen']);
    expect(first.storage.kind).toBe('indexeddb');
    expect(await first.height).toBeUndefined();
    expect([done, second.changes]).toEqual([[], []]);
    await first.storage.store.append(records(0, 0));
  });

  it('is deleted to begin anew where it has branches, which could lead back to what was', async () => {
    const { done } = useNewBrowser();
    const tab = await Tab.open();
    await tab.storage.store.append(records(0, 2), new Uint8Array(80));
    await tab.storage.beginAnew();
    expect(done).toEqual(['delete']);
    expect(await tab.storage.store.branches()[Symbol.asyncIterator]().next()).toMatchObject({ done: true });
    expect(await tab.height).toBeUndefined();
  });
});

describe('two tabs and one chain', () => {
  it('the second is told, works in memory, and takes the chain over when the first closes it', async () => {
    useNewBrowser();
    const [first, second] = [await Tab.open(), await Tab.open()];
    await first.storage.store.append(records(0, 2));
    expect(second.storage.kind).toBe('memory');
    expect(second.storage.note).toMatch(/^Another tab has the stored chain open\./);
    await second.storage.store.append(records(0, 0));
    await first.storage.close();
    await vi.waitFor(() => expect(second.changes).toEqual(['taken']));
    expect(second.storage.kind).toBe('indexeddb');
    expect(second.storage.note).toBeUndefined();
    expect(await second.height).toBe(2);
  });

  it('the first hands the chain over when the user asks in the second, and ends its work before', async () => {
    useNewBrowser();
    const [first, second] = [await Tab.open(), await Tab.open()];
    await first.storage.store.append(records(0, 2));
    first.beforeItGoes = (last) => last.store.append(records(3, 3));
    await second.choose('Use the stored chain in this tab');
    await vi.waitFor(() => expect(second.changes).toEqual(['taken']));
    expect(await second.height).toBe(3);
    expect(first.changes).toEqual(['handed over']);
    expect(first.storage.kind).toBe('memory');
    expect(first.storage.note).toMatch(/^Another tab has taken the stored chain over\./);

    // and back, by itself
    first.beforeItGoes = async () => {};
    await second.storage.close();
    await vi.waitFor(() => expect(first.changes).toEqual(['handed over', 'taken']));
    expect(await first.height).toBe(3);
  });

  it('a memory that is begun anew goes on waiting', async () => {
    useNewBrowser();
    const [first, second] = [await Tab.open(), await Tab.open()];
    await second.storage.store.append(records(0, 5));
    await second.storage.beginAnew();
    expect(await second.height).toBeUndefined();
    expect(second.storage.note).toMatch(/^Another tab/);
    expect(second.storage.choices).toHaveLength(1);
    await first.storage.close();
    await vi.waitFor(() => expect(second.changes).toEqual(['chosen', 'taken']));
  });

  it('one that is closed while it waits takes nothing', async () => {
    useNewBrowser();
    const [first, second] = [await Tab.open(), await Tab.open()];
    await second.storage.close();
    await first.storage.close();
    const third = await Tab.open();
    expect(third.storage.kind).toBe('indexeddb');
    expect(second.changes).toEqual([]);
  });

  it('what is found damaged when its turn comes is told', async () => {
    const databases = useNewBrowser();
    const [first, second] = [await Tab.open(), await Tab.open()];
    await databases.plant('chain', network, corrupt());
    await first.storage.close();
    await vi.waitFor(() => expect(second.changes).toEqual(['taken']));
    expect(second.storage.kind).toBe('memory');
    expect(second.storage.note).toMatch(/is damaged: the page 0 .* Nothing is changed until you choose/);
  });

  it('chains of other names do not meet', async () => {
    useNewBrowser();
    const [first, second] = [await Tab.open('one'), await Tab.open('two')];
    expect([first.storage.kind, second.storage.kind]).toEqual(['indexeddb', 'indexeddb']);
  });

  it('are told to keep to one tab where there are no Web Locks', async () => {
    useNewBrowser();
    vi.stubGlobal('navigator', {});
    try {
      const tab = await Tab.open();
      expect(tab.storage.kind).toBe('indexeddb');
      expect(tab.storage.note).toMatch(/keep to one/);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

describe('a stored chain that cannot be used', () => {
  it('is explained where the browser refuses it', async () => {
    const databases = useNewBrowser();
    const reason = 'IndexedDB refused: SecurityError not here';
    await databases.plant('chain', network, new MidstateError('ERR_STORE_UNAVAILABLE', '', { path: 'chain', reason }));
    const tab = await Tab.open();
    expect(tab.storage).toMatchObject({ kind: 'memory', choices: [] });
    expect(tab.storage.note).toMatch(/private window.* IndexedDB refused: SecurityError not here\.$/);
    await tab.storage.store.append(records(0, 1));
    expect(await tab.height).toBe(1);
  });

  it('is left as it is when damaged, until the user has it rebuilt', async () => {
    const databases = useNewBrowser();
    const before = await Tab.open();
    await before.storage.store.append(records(0, 2));
    await before.storage.close();
    await databases.plant('chain', network, corrupt({ lowest: 0, tip: 1 }));

    const tab = await Tab.open();
    expect(tab.storage.kind).toBe('memory');
    expect(tab.storage.note).toMatch(/Blocks 0 to 1 can still be read/);
    expect(tab.storage.choices.map(({ label }) => label)).toEqual([
      'Rebuild what can be read',
      'Delete it and begin anew',
    ]);
    expect(databases.done).toEqual([]);
    await tab.choose('Rebuild what can be read');
    expect(tab.changes).toEqual(['chosen']);
    expect(tab.storage.kind).toBe('indexeddb');
    expect(tab.storage.note).toBe('The stored chain was rebuilt: blocks 0 to 1 are there, those up to 2 are lost.');
    expect(await tab.height).toBe(1);
  });

  it('is deleted, when damaged, if the user wants that', async () => {
    const databases = useNewBrowser();
    await databases.plant('chain', network, corrupt());
    const tab = await Tab.open();
    await tab.choose('Delete it and begin anew');
    expect(databases.done).toEqual(['delete']);
    expect(tab.storage.kind).toBe('indexeddb');
    expect(tab.storage.note).toBeUndefined();
  });

  it.each([
    ['format', '2', '1', /written by another version of this page: its format is 2, and this page reads 1/],
    ['network.name', 'main', 'tabs', /belongs to another network: its name is main, and not tabs/],
  ])('is named, and kept, where its %s is another', async (field, received, expected, words) => {
    const databases = useNewBrowser();
    const details = { path: 'chain', field, expected, received };
    await databases.plant('chain', network, new MidstateError('ERR_STORE_MISMATCH', '', details));
    const tab = await Tab.open();
    expect(tab.storage.note).toMatch(words);
    expect(tab.storage.choices.map(({ label }) => label)).toEqual(['Delete it and begin anew']);
    expect(databases.done).toEqual([]);
  });

  it('is not hidden where the fault is in the page', async () => {
    useNewBrowser();
    browser.databases = {
      openIndexedDbStore: () => Promise.reject(new TypeError('a bug')),
    } as unknown as FakeDatabases;
    await expect(openChainStorage('chain', network)).rejects.toThrow(new TypeError('a bug'));
  });
});
