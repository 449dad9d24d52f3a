/** The headers that the playground keeps, over databases that are made up. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  forgetHeaders,
  keepsHeaders,
  openKeptHeaders,
  type KeptHeaders,
} from '../../../examples/playground/src/kept-headers.ts';
import { concatBytes } from '../../../src/primitives/index.ts';
import { cryptoHasher, easyNetwork, GENESIS_TIME, mineBranch, mineEasy, NOW } from '../../fixtures/easy-headers.ts';
import { FakeDatabases } from './fake-databases.ts';

const browser = vi.hoisted(() => ({}) as { databases: FakeDatabases });
vi.mock('midstate/store/indexeddb', () => ({
  openIndexedDbStore: (...given: Parameters<FakeDatabases['openIndexedDbStore']>) =>
    browser.databases.openIndexedDbStore(...given),
  rebuildIndexedDbStore: (name: string) => browser.databases.rebuildIndexedDbStore(name),
  deleteIndexedDbStore: (name: string) => browser.databases.deleteIndexedDbStore(name),
}));

const NAME = 'midstate-playground-headers-easy';
const network = {
  name: easyNetwork.name,
  genesisHash: easyNetwork.genesisHash,
  targetSpacing: easyNetwork.targetSpacing,
};
const trunk = concatBytes(...mineBranch(easyNetwork.genesis, 7, { firstTime: GENESIS_TIME + 600 }));

const opened: KeptHeaders[] = [];
async function openKept(told: string[] = []): Promise<KeptHeaders> {
  const kept = await openKeptHeaders({
    params: easyNetwork,
    hasher: cryptoHasher,
    onLeave: async () => void told.push('leave'),
    onChange: () => void told.push('change'),
  });
  opened.push(kept);
  return kept;
}

beforeEach(() => (browser.databases = new FakeDatabases()));
afterEach(async () => {
  vi.unstubAllGlobals();
  for (const kept of opened.splice(0)) await kept.close();
});

describe('headers that a browser keeps', () => {
  it('begin with the genesis, and are there when they are opened again', async () => {
    const first = await openKept();
    expect(first).toMatchObject({ isStored: true, choices: [] });
    expect(first.chain?.tip.height).toBe(0);
    await first.chain!.accept(trunk, NOW);
    await first.close();
    const again = await openKept();
    expect(again.chain?.tip.height).toBe(7);
  });

  it('are those of one tab: another works in memory, and has them when the first is closed', async () => {
    const first = await openKept();
    await first.chain!.accept(trunk, NOW);
    const told: string[] = [];
    const second = await openKept(told);
    expect(second.isStored).toBe(false);
    expect(second.chain?.tip.height).toBe(0);
    expect(second.notes.join()).toContain('Another tab has the stored chain open');
    expect(second.choices).toHaveLength(1);
    await first.close();
    await vi.waitFor(() => expect(told).toEqual(['leave', 'change']));
    expect(second.isStored).toBe(true);
    expect(second.chain?.tip.height).toBe(7);
  });

  it('can be taken over by another tab while they are still read', async () => {
    const open = browser.databases.openIndexedDbStore.bind(browser.databases);
    let read = (): void => {};
    const isRead = new Promise<void>((resolve) => (read = resolve));
    vi.spyOn(browser.databases, 'openIndexedDbStore').mockImplementationOnce(async (...given) => {
      const store = await open(...given);
      const tip = store.tip.bind(store);
      return Object.assign(store, { tip: () => isRead.then(tip) });
    });
    const told: string[] = [];
    const opening = openKept(told);
    const other = new BroadcastChannel(`midstate store ${NAME}`);
    await vi.waitFor(() => {
      other.postMessage('hand over');
      expect(told).toContain('change');
    });
    other.close();
    read();
    const kept = await opening;
    // nobody took it: it comes back
    await vi.waitFor(() => expect(kept).toMatchObject({ isStored: true, notes: [] }));
    await kept.chain!.accept(trunk, NOW);
    expect(kept.chain?.tip.height).toBe(7);
  });

  it('are no chain where they break the rules, and it is said', async () => {
    const early = mineEasy({ parent: easyNetwork.genesis, time: GENESIS_TIME });
    const store = await browser.databases.openIndexedDbStore(NAME, { network });
    const body = new Uint8Array(0);
    await store.append([
      { height: 0, header: easyNetwork.genesis, body },
      { height: 1, header: early, body },
    ]);
    await store.close();
    const kept = await openKept();
    expect(kept.chain).toBeUndefined();
    expect(kept.notes.join()).toContain('stored block 1 breaks the rule time-too-old');
  });

  it('are forgotten when they are closed, and not before', async () => {
    const kept = await openKept();
    await kept.chain!.accept(trunk, NOW);
    await expect(forgetHeaders(easyNetwork)).rejects.toMatchObject({ code: 'ERR_STORE_LOCKED' });
    await kept.close();
    await forgetHeaders(easyNetwork);
    expect((await openKept()).chain?.tip.height).toBe(0);
  });

  it('are known by the name of their database; a browser that cannot tell has none', async () => {
    expect(await keepsHeaders(easyNetwork)).toBe(false);
    const databases = vi.fn<() => Promise<{ name: string }[]>>(async () => [{ name: NAME }]);
    vi.stubGlobal('indexedDB', { databases });
    expect(await keepsHeaders(easyNetwork)).toBe(true);
    databases.mockResolvedValue([{ name: `${NAME}-2` }]);
    expect(await keepsHeaders(easyNetwork)).toBe(false);
    databases.mockRejectedValue(new Error('refused'));
    expect(await keepsHeaders(easyNetwork)).toBe(false);
  });
});
