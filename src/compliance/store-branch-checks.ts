/** What every `ChainStore` must do with the headers of branches, and that a reorg is one step. */
import {
  branchesOf,
  check,
  durableCheck,
  expectChain,
  expectEqual,
  expectRefused,
  expectThrows,
  headersOf,
  heldBy,
  hexOf,
  records,
  split,
  type StoreCheck,
} from './store-check.ts';

/** The checks of branches, for `storeCompliance`. */
export const storeBranchChecks: readonly StoreCheck[] = [
  check('a new store has no branches', async (store) => {
    expectEqual('branches', await branchesOf(store), []);
    await store.append(records(0, 1));
    expectEqual('branches', await branchesOf(store), []);
  }),
  check('branches are given back in the order of writing, each as often as it was given', async (store) => {
    await store.append(records(0, 9), headersOf(records(3, 5, 'fork')));
    await store.append([], headersOf(records(6, 6, 'fork')));
    await store.append([], headersOf(records(3, 3, 'fork')));
    const fork = hexOf(records(3, 6, 'fork'));
    expectEqual('branches', await branchesOf(store), [...fork, ...fork.slice(0, 1)]);
    await expectChain(store, records(0, 9));
  }),
  check('many branches are given back whole', async (store) => {
    await store.append([], headersOf(records(0, 4999, 'fork')));
    expectEqual('branches', (await branchesOf(store)).join() === hexOf(records(0, 4999, 'fork')).join(), true);
    await expectChain(store, []);
  }),
  check('branches stay where records are replaced and removed', async (store) => {
    await store.append(records(0, 9));
    await store.append(records(5, 11, 'fork'), headersOf(records(5, 9)));
    await store.append(records(5, 12), headersOf(records(5, 11, 'fork')));
    await store.rollback(2);
    await store.rollback(-1);
    await expectChain(store, []);
    expectEqual('branches', await branchesOf(store), hexOf([...records(5, 9), ...records(5, 11, 'fork')]));
  }),
  check('records that are refused leave no branches', async (store) => {
    await store.append(records(0, 2), headersOf(records(2, 2, 'fork')));
    const gap = store.append(records(4, 4), headersOf(records(3, 3, 'fork')));
    await expectRefused('append at 4 on tip 2', 'ERR_STORE_NOT_CONTIGUOUS', gap);
    expectEqual('branches', await branchesOf(store), hexOf(records(2, 2, 'fork')));
  }),
  check('malformed branches are refused and change nothing', async (store) => {
    await store.append(records(0, 2));
    for (const [what, branches] of [
      ['79 bytes', new Uint8Array(79)],
      ['161 bytes', new Uint8Array(161)],
      ['an array', [1, 2, 3] as unknown as Uint8Array],
      ['null', null as unknown as Uint8Array],
    ] as const) {
      await expectThrows(`append with branches of ${what}`, store.append(records(3, 3), branches));
    }
    await expectChain(store, records(0, 2));
    expectEqual('branches', await branchesOf(store), []);
  }),
  check('no branches change nothing', async (store) => {
    await store.append([], headersOf(records(1, 1, 'fork')));
    await store.append(records(0, 1), new Uint8Array());
    await store.append([], new Uint8Array());
    await store.append([], undefined);
    expectEqual('branches', await branchesOf(store), hexOf(records(1, 1, 'fork')));
    await expectChain(store, records(0, 1));
  }),
  check('branches are copied on the way in, at the call, and on the way out', async (store) => {
    const given = headersOf(records(1, 2, 'fork'));
    const appended = store.append([], given);
    given.fill(0xee);
    await appended;
    for await (const headers of store.branches()) headers.fill(0xee);
    expectEqual('branches', await branchesOf(store), hexOf(records(1, 2, 'fork')));
  }),
  check('branches that are being read are those of the moment when the first item was asked for', async (store) => {
    const all = records(0, 2999, 'fork');
    await store.append([], headersOf(all.slice(0, 1500)));
    await store.append([], headersOf(all.slice(1500)));
    const reader = store.branches()[Symbol.asyncIterator]();
    const first = await reader.next();
    await store.append([], headersOf(records(0, 1, 'other')));
    const read = first.done ? [] : split(first.value);
    for (let next = await reader.next(); !next.done; next = await reader.next()) read.push(...split(next.value));
    expectEqual('branches', read.join() === hexOf(all).join(), true);
    expectEqual('count after', (await branchesOf(store)).length, 3002);
  }),
  check('a reader sees the chain and its branches before a reorg or after it', async (store) => {
    const main = records(0, 9);
    const fork = [...records(0, 4), ...records(5, 11, 'fork')];
    await store.append(main);
    const reorgs: Promise<void>[] = [];
    let ended = false;
    for (let i = 0; i < 20; i++) {
      const [connected, disconnected] = i % 2 ? [main, fork] : [fork, main];
      reorgs.push(store.append(connected.slice(5), headersOf(disconnected.slice(5))));
    }
    const all = Promise.all(reorgs).finally(() => (ended = true));
    for (let round = 0; round < 1000 && !ended; round++) {
      const before = (await branchesOf(store)).length;
      const held = (await heldBy(store)).join();
      const tip = await store.tip();
      const count = (await branchesOf(store)).length;
      if (count !== before) continue; // a reorg was done meanwhile
      // of a pair of reorgs, the first leaves 5 headers and the second 7
      const chain = new Map([
        [0, main],
        [5, fork],
      ]).get(count % 12);
      if (chain === undefined) throw new Error(`branches: expected those of whole reorgs, got ${count} headers`);
      expectEqual('headers', held, hexOf(chain).join());
      expectEqual('tip', tip?.height, chain.length - 1);
    }
    await all;
    await expectChain(store, main);
    expectEqual('count of branches', (await branchesOf(store)).length, 120);
  }),
  durableCheck('branches are there when the place is opened again', async (open) => {
    await using first = await open();
    await first.append(records(0, 4));
    await first.append(records(3, 6, 'fork'), headersOf(records(3, 4)));
    await first.close();
    await using second = await open();
    expectEqual('branches', await branchesOf(second), hexOf(records(3, 4)));
    await second.append([], headersOf(records(5, 5)));
    await second.rollback(-1);
    await second.close();
    await using third = await open();
    expectEqual('branches', await branchesOf(third), hexOf(records(3, 5)));
    await expectChain(third, []);
  }),
];
