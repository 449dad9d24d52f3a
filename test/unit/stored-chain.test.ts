import { describe, expect, it } from 'vitest';
import { createHeaderChain, openStoredChain, storeNetwork, type StoredChain } from '../../src/chain/index.ts';
import { defineNetwork, networks } from '../../src/consensus/index.ts';
import { concatBytes } from '../../src/primitives/index.ts';
import { createMemoryStore, type ChainStore } from '../../src/store/index.ts';
import { cryptoHasher, easyNetwork, GENESIS_TIME, idOf, mineBranch, NOW } from '../fixtures/easy-headers.ts';

const params = easyNetwork;
const { genesis } = params;

const newStore = (): Promise<ChainStore> => createMemoryStore({ network: storeNetwork(params) });
const open = (store: ChainStore): Promise<StoredChain> => openStoredChain({ store, params, hasher: cryptoHasher });

/** Even times: a work of 2 each. Genesis has the same. */
const trunk = mineBranch(genesis, 6, { firstTime: GENESIS_TIME + 600 });
/** Above height 2, longer than the trunk. */
const rival = mineBranch(trunk[1]!, 6, { firstTime: GENESIS_TIME + 700, salt: 1 });
const ids = (headers: readonly Uint8Array[]): string[] => headers.map(idOf);

async function collect(source: AsyncIterable<Uint8Array>): Promise<string[]> {
  const found: string[] = [];
  for await (const chunk of source)
    for (let at = 0; at < chunk.length; at += 80) found.push(idOf(chunk.slice(at, at + 80)));
  return found;
}

/** What a store holds: its records, and what stands beside them. */
const contents = async (store: ChainStore): Promise<{ best: string[]; beside: string[] }> => ({
  best: await collect(store.headers()),
  beside: await collect(store.branches()),
});

/** The store with its appends counted, and failing while `broken` is true. */
function watched(store: ChainStore): { calls: number; broken: boolean } {
  const state = { calls: 0, broken: false };
  const append = store.append.bind(store);
  store.append = async (...args) => {
    state.calls++;
    if (state.broken) throw new Error('disk full');
    await append(...args);
  };
  return state;
}

describe('a chain with its store', () => {
  it('begins an empty store with genesis, and a body where one is given', async () => {
    const store = await newStore();
    const rootBody = Uint8Array.of(1, 2, 3);
    const { chain } = await openStoredChain({ store, params, rootBody });
    expect(chain.tip.hashHex).toBe(params.genesisHash);
    expect(await contents(store)).toEqual({ best: [params.genesisHash], beside: [] });
    expect(await store.body(0)).toEqual(rootBody);
  });

  it('has stored what it accepted when it resolves, up to the header that is refused', async () => {
    const store = await newStore();
    const stored = await open(store);
    const broken = Uint8Array.from(trunk[2]!);
    broken[75] = 0x1d; // its bits ask for more work than it has
    const result = await stored.accept(concatBytes(trunk[0]!, trunk[1]!, broken), NOW);
    expect(result).toMatchObject({ accepted: 2, rejected: { index: 2, height: 3 } });
    expect(await contents(store)).toEqual({ best: [params.genesisHash, ...ids(trunk.slice(0, 2))], beside: [] });
  });

  it('is the same chain when it is opened again, branches included', async () => {
    const store = await newStore();
    const stored = await open(store);
    await stored.accept(concatBytes(...trunk), NOW);
    await stored.accept(concatBytes(...rival.slice(0, 2)), NOW);
    const plain = createHeaderChain({ params });
    plain.accept(concatBytes(...trunk, ...rival.slice(0, 2)), NOW);

    const { chain } = await open(store);
    expect(chain.size).toBe(plain.size);
    expect(chain.tips().map((tip) => tip.hashHex)).toEqual(plain.tips().map((tip) => tip.hashHex));
    expect(chain.tip.chainWork).toBe(14n);
  });

  it('writes a reorg in one step, and keeps what it took back', async () => {
    const store = await newStore();
    const stored = await open(store);
    await stored.accept(concatBytes(...trunk), NOW);
    const watch = watched(store);
    const { reorg } = await stored.accept(concatBytes(...rival), NOW);
    expect(reorg!.disconnected).toHaveLength(4);
    expect(watch.calls).toBe(1);
    const best = [params.genesisHash, ...ids(trunk.slice(0, 2)), ...ids(rival)];
    expect(await contents(store)).toEqual({ best, beside: ids(trunk.slice(2)) });

    const { chain } = await open(store);
    expect(chain.tip.hashHex).toBe(idOf(rival[5]!));
    expect(chain.tips().map((tip) => tip.hashHex)).toEqual([idOf(rival[5]!), idOf(trunk[5]!)]);
  });

  it('stores a header beside the best chain once, however often it comes, leaves, and comes back', async () => {
    const store = await newStore();
    const stored = await open(store);
    const more = mineBranch(trunk[5]!, 4, { firstTime: GENESIS_TIME + 800 });
    for (const headers of [trunk, rival, rival, trunk, more, trunk, rival])
      await stored.accept(concatBytes(...headers), NOW);
    await (await open(store)).accept(concatBytes(...rival), NOW);
    const { best, beside } = await contents(store);
    expect(best).toEqual([params.genesisHash, ...ids(trunk), ...ids(more)]);
    expect(beside.toSorted()).toEqual([...ids(trunk.slice(2)), ...ids(rival)].toSorted());
  });

  it('finds the parent of a branch that left the best chain after its child had come', async () => {
    const store = await newStore();
    const stored = await open(store);
    await stored.accept(concatBytes(...trunk), NOW);
    const [twig] = mineBranch(trunk[3]!, 1, { firstTime: GENESIS_TIME + 750, salt: 2 });
    await stored.accept(twig!, NOW);
    await stored.accept(concatBytes(...rival), NOW);
    expect((await contents(store)).beside).toEqual([idOf(twig!), ...ids(trunk.slice(2))]);
    const { chain } = await open(store);
    expect(chain.entry(idOf(twig!))?.height).toBe(5);
    expect(chain.size).toBe(1 + 6 + 1 + 6);
  });

  it('hashes a long branch that lost its first header a few times, not once for each that is left out', async () => {
    const store = await newStore();
    await open(store);
    const branch = mineBranch(genesis, 300, { firstTime: GENESIS_TIME + 600, salt: 7 });
    await store.append([], concatBytes(...branch.slice(1)));
    let hashed = 0;
    const hasher = {
      sha256dHeaders(headers: Uint8Array): Uint8Array {
        hashed += headers.length / 80;
        return cryptoHasher.sha256dHeaders(headers);
      },
    };
    const { chain } = await openStoredChain({ store, params, hasher });
    expect(chain.size).toBe(1);
    expect(hashed).toBeLessThan(5 * branch.length);
  });

  it('leaves out what stands on nothing, which a rebuilt store may hold', async () => {
    const store = await newStore();
    const stored = await open(store);
    await stored.accept(concatBytes(...trunk), NOW);
    await store.append([], concatBytes(rival[1]!, rival[0]!, mineBranch(rival[5]!, 1, { firstTime: NOW })[0]!));
    const { chain } = await open(store);
    expect(chain.size).toBe(7 + 2);
    expect(chain.tip.hashHex).toBe(idOf(trunk[5]!));
  });

  it('writes calls in their order, and several that wait in one step', async () => {
    const store = await newStore();
    const stored = await open(store);
    const watch = watched(store);
    const results = await Promise.all(trunk.map((header) => stored.accept(header, NOW)));
    expect(results.map(({ tip }) => tip.height)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(watch.calls).toBeLessThan(6);
    expect((await contents(store)).best).toEqual([params.genesisHash, ...ids(trunk)]);
  });

  it('keeps the body of a block on the best chain', async () => {
    const store = await newStore();
    const stored = await open(store);
    const body = Uint8Array.of(1, 9);
    await stored.accept(trunk[0]!, NOW, { body });
    await stored.accept(trunk[1]!, NOW);
    expect([await store.body(1), await store.body(2)]).toEqual([body, new Uint8Array(0)]);
    await expect(stored.accept(concatBytes(...trunk), NOW, { body })).rejects.toThrow('headers: expected 80 bytes');
  });
});

describe('a chain whose store fails', () => {
  it('says so, and writes what was left out with the next call', async () => {
    const store = await newStore();
    const stored = await open(store);
    await stored.accept(concatBytes(...trunk), NOW);
    const watch = watched(store);
    watch.broken = true;
    await expect(stored.accept(concatBytes(...rival), NOW)).rejects.toThrow('disk full');
    await expect(stored.accept(concatBytes(...rival), NOW)).rejects.toThrow('disk full');
    expect(await contents(store)).toEqual({ best: [params.genesisHash, ...ids(trunk)], beside: [] });

    watch.broken = false;
    const [next] = mineBranch(rival[5]!, 1, { firstTime: GENESIS_TIME + 800 });
    await stored.accept(next!, NOW);
    expect(await contents(store)).toEqual({
      best: [params.genesisHash, ...ids(trunk.slice(0, 2)), ...ids(rival), idOf(next!)],
      beside: ids(trunk.slice(2)),
    });
  });

  it('keeps a side branch that could not be written until it is', async () => {
    const store = await newStore();
    const stored = await open(store);
    await stored.accept(concatBytes(...trunk), NOW);
    const watch = watched(store);
    watch.broken = true;
    await expect(stored.accept(concatBytes(...rival.slice(0, 3)), NOW)).rejects.toThrow('disk full');
    watch.broken = false;
    expect(await stored.accept(rival[0]!, NOW)).toMatchObject({ accepted: 0, duplicates: 1 });
    expect((await contents(store)).beside).toEqual(ids(rival.slice(0, 3)));
  });

  it('does not trust what a store holds that wrote and said that it had not', async () => {
    const store = await newStore();
    const stored = await open(store);
    await stored.accept(concatBytes(...trunk), NOW);
    const append = store.append.bind(store);
    store.append = async (...args) => {
      await append(...args);
      throw new Error('planted');
    };
    await expect(stored.accept(concatBytes(...rival), NOW)).rejects.toThrow('planted');
    store.append = append;
    // back to the trunk, of which the store has only two headers
    await stored.invalidate(idOf(rival[0]!));
    expect((await contents(store)).best).toEqual([params.genesisHash, ...ids(trunk)]);

    const [next] = mineBranch(trunk[5]!, 1, { firstTime: GENESIS_TIME + 800 });
    store.append = async (...args) => {
      await append(...args);
      throw new Error('planted');
    };
    await expect(stored.accept(next!, NOW)).rejects.toThrow('planted');
    store.append = append;
    await stored.invalidate(idOf(next!));
    expect((await contents(store)).best).toEqual([params.genesisHash, ...ids(trunk)]);
  });

  it('does not lose the bodies of blocks that a failed write would have taken back', async () => {
    const store = await newStore();
    const stored = await open(store);
    for (const [i, header] of trunk.entries()) await stored.accept(header, NOW, { body: Uint8Array.of(i + 1) });
    const bodies = (): Promise<unknown[]> => Promise.all([1, 2, 3, 4, 5, 6, 7].map((height) => store.body(height)));
    const watch = watched(store);
    watch.broken = true;
    await expect(stored.accept(concatBytes(...rival), NOW)).rejects.toThrow('disk full');
    watch.broken = false;
    await stored.invalidate(idOf(rival[0]!));
    expect((await contents(store)).best).toEqual([params.genesisHash, ...ids(trunk)]);
    expect(await bodies()).toEqual([...[1, 2, 3, 4, 5, 6].map((byte) => Uint8Array.of(byte)), undefined]);
  });

  it('does not give a block the body of another one that a denied write left at its height', async () => {
    const store = await newStore();
    const stored = await open(store);
    for (const header of trunk) await stored.accept(header, NOW, { body: Uint8Array.of(1) });
    const append = store.append.bind(store);
    store.append = async (...args) => {
      await append(...args);
      throw new Error('planted');
    };
    const calls = rival.map((header) => stored.accept(header, NOW, { body: Uint8Array.of(2) }));
    for (const { status } of await Promise.allSettled(calls)) expect(status).toBe('rejected');
    expect(await store.body(3)).toEqual(Uint8Array.of(2));
    store.append = append;
    await stored.invalidate(idOf(rival[0]!));
    expect((await contents(store)).best).toEqual([params.genesisHash, ...ids(trunk)]);
    const none = new Uint8Array(0);
    const one = Uint8Array.of(1);
    expect(await Promise.all([1, 2, 3, 6].map((height) => store.body(height)))).toEqual([one, one, none, none]);
  });

  it('has stored what it took before a rule threw', async () => {
    const store = await newStore();
    let calls = 0;
    const difficulty = {
      name: 'faulty',
      nextBits: () => {
        if (++calls === 3) throw new Error('planted');
        return 0x207fffff;
      },
    };
    const faulty = defineNetwork({ ...params, difficulty });
    const stored = await openStoredChain({ store, params: faulty });
    await expect(stored.accept(concatBytes(...trunk), NOW)).rejects.toThrow('planted');
    expect(stored.chain.tip.height).toBe(2);
    await stored.accept(new Uint8Array(0), NOW);
    expect((await store.tip())!.height).toBe(2);
  });
});

describe('a chain of which a header is taken out', () => {
  it('stores the best chain that is left, for as long as it is open', async () => {
    const store = await newStore();
    const stored = await open(store);
    const body = Uint8Array.of(7);
    await stored.accept(trunk[0]!, NOW, { body });
    await stored.accept(concatBytes(...trunk, ...rival.slice(0, 3)), NOW);
    const { tip } = await stored.invalidate(idOf(trunk[2]!));
    expect(tip.hashHex).toBe(idOf(rival[2]!));
    expect((await contents(store)).best.at(-1)).toBe(idOf(rival[2]!));

    // no other branch is left above height 1: the chain becomes shorter
    await stored.invalidate(idOf(trunk[1]!));
    expect((await contents(store)).best).toEqual([params.genesisHash, idOf(trunk[0]!)]);
    expect(await store.body(1)).toEqual(body);
    await stored.reconsider(idOf(rival[2]!));
    expect((await contents(store)).best.at(-1)).toBe(idOf(rival[2]!));

    const { chain } = await open(store);
    expect(chain.tip.hashHex).toBe(idOf(trunk[5]!));
    expect((await store.tip())!.height).toBe(6);
  });
});

describe('opening', () => {
  it('goes on from an anchor, and not from another one', async () => {
    const store = await newStore();
    const anchor = { header: trunk[2]!, height: 3 };
    const stored = await openStoredChain({ store, params, anchor });
    expect(await stored.accept(concatBytes(...trunk.slice(3)), NOW)).toMatchObject({ accepted: 3 });

    const { chain } = await open(store);
    expect([chain.tip.height, chain.entryAt(2), chain.entryAt(3)?.hashHex]).toEqual([6, undefined, idOf(trunk[2]!)]);
    expect((await openStoredChain({ store, params, anchor })).chain.tip.height).toBe(6);
    const other = { header: trunk[1]!, height: 2 };
    await expect(openStoredChain({ store, params, anchor: other })).rejects.toMatchObject({
      code: 'ERR_STORE_MISMATCH',
      details: { field: 'anchor', expected: `height 2 ${idOf(trunk[1]!)}`, received: `height 3 ${idOf(trunk[2]!)}` },
    });
  });

  it('judges every stored header again, and says how far they are a chain', async () => {
    const store = await newStore();
    await (await open(store)).accept(concatBytes(...trunk), NOW);
    const body = new Uint8Array(0);
    await store.append([4, 5, 6].map((height) => ({ height, header: trunk[height === 5 ? 3 : height - 1]!, body })));
    await expect(open(store)).rejects.toMatchObject({
      code: 'ERR_STORE_CORRUPT',
      details: { problem: 'stored block 5 breaks the rule prev-blk-not-found', intact: { lowest: 0, tip: 4 } },
    });
    await store.append([{ height: 0, header: trunk[0]!, body }]);
    await expect(open(store)).rejects.toMatchObject({
      details: { problem: 'stored block 0 is not the genesis of its network' },
    });
  });

  it('tells how far it is, and gives up when it is told', async () => {
    const store = await newStore();
    await (await open(store)).accept(concatBytes(...trunk), NOW);
    const seen: object[] = [];
    await openStoredChain({ store, params, onProgress: (progress) => seen.push(progress) });
    expect(seen).toEqual([{ headers: 7, total: 7 }]);
    const reason = new Error('enough');
    await expect(openStoredChain({ store, params, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('refuses the store of another network, and what is no store', async () => {
    const store = await createMemoryStore({ network: storeNetwork(networks.signet) });
    await expect(open(store)).rejects.toMatchObject({
      code: 'ERR_STORE_MISMATCH',
      details: { field: 'network.name', expected: 'easy', received: 'signet' },
    });
    await expect(openStoredChain({ store: {} as ChainStore, params })).rejects.toThrow(
      'options.store: expected a store, got ',
    );
  });
});
