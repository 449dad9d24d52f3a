/**
 * What every `ChainStore` must do, as a list of checks without a test runner: run each in whatever runner there is.
 *
 * ```ts
 * for (const check of storeCompliance) {
 *   if (check.durable && !myStoreIsDurable) continue;
 *   test(check.name, () => check.run(() => openMyStore(freshPlace)));
 * }
 * ```
 */
import type { BlockRecord } from '../store/index.ts';
import { storeBranchChecks } from './store-branch-checks.ts';
import {
  check,
  durableCheck,
  expectChain,
  expectEqual,
  expectRefused,
  expectThrows,
  headersOf,
  heldBy,
  HEIGHT_END,
  hexOf,
  record,
  records,
  split,
  tipOf,
  type StoreCheck,
} from './store-check.ts';

export type { OpenStore, StoreCheck } from './store-check.ts';

/** The checks of a store, in no order that matters. */
export const storeCompliance: readonly StoreCheck[] = [
  check('a new store is empty', async (store) => {
    expectEqual('tip', await tipOf(store), 'none');
    expectEqual('headers', await heldBy(store), []);
    expectEqual('body(0)', await store.body(0), undefined);
  }),
  check('it gives back what it was given, in order', async (store) => {
    await store.append(records(0, 2));
    await store.append(records(3, 3));
    await expectChain(store, records(0, 3));
  }),
  check('no records change nothing', async (store) => {
    await store.append(records(0, 1));
    await store.append([]);
    await expectChain(store, records(0, 1));
  }),
  check('a body may be empty, and large', async (store) => {
    const large = { ...record(1), body: Uint8Array.from({ length: 300_007 }, (_, i) => i % 251) };
    await store.append([{ ...record(0), body: new Uint8Array() }, large]);
    await expectChain(store, [{ ...record(0), body: new Uint8Array() }, large]);
  }),
  check('the heights of bodies are told from one height to another, both included', async (store) => {
    const isEmpty = (height: number): boolean => height % 3 === 0;
    const some = records(10, 400).map((one) => (isEmpty(one.height) ? { ...one, body: new Uint8Array() } : one));
    await store.append(some);
    await expectChain(store, some);
    expectEqual('bodyHeights(5, 13)', await store.bodyHeights(5, 13), [10, 11, 13]);
    expectEqual('bodyHeights(399)', await store.bodyHeights(399), [400]);
    expectEqual('bodyHeights(12, 12)', await store.bodyHeights(12, 12), []);
    expectEqual('bodyHeights(14, 13)', await store.bodyHeights(14, 13), []);
    await expectThrows('bodyHeights(-1)', store.bodyHeights(-1));
  }),
  check('an empty store takes any first height', async (store) => {
    await store.append(records(700_000, 700_002));
    await expectChain(store, records(700_000, 700_002));
    expectEqual('body below the first', await store.body(699_999), undefined);
    await store.append(records(700_003, 700_003));
    await expectChain(store, records(700_000, 700_003));
  }),
  check('a gap above the tip is refused and changes nothing', async (store) => {
    await store.append(records(0, 2));
    await expectRefused('append at 4 on tip 2', 'ERR_STORE_NOT_CONTIGUOUS', store.append(records(4, 5)));
    await expectChain(store, records(0, 2));
  }),
  check('a gap inside the records is refused and changes nothing', async (store) => {
    await store.append(records(0, 2));
    await expectRefused('append of 3, 5', 'ERR_STORE_NOT_CONTIGUOUS', store.append([record(3), record(5)]));
    await expectRefused('append of 4, 3', 'ERR_STORE_NOT_CONTIGUOUS', store.append([record(4), record(3)]));
    await expectChain(store, records(0, 2));
  }),
  check('a malformed record is refused and changes nothing', async (store) => {
    await store.append(records(0, 2));
    const short = { ...record(4, 'fork'), header: new Uint8Array(79) };
    await expectThrows('append of a header of 79 bytes', store.append([...records(2, 3, 'fork'), short]));
    await expectThrows('append at height -1', store.append([{ ...record(0), height: -1 }]));
    await expectThrows('append at height 0.5', store.append([{ ...record(0), height: 0.5 }]));
    await expectThrows('append at height 2^32', store.append([{ ...record(0), height: HEIGHT_END }]));
    await expectThrows('append of null', store.append([null as unknown as BlockRecord]));
    await expectThrows('append of an array with nothing in it', store.append(Object.assign([], { length: 1 })));
    await expectChain(store, records(0, 2));
  }),
  check('records at or below the tip replace all from there on', async (store) => {
    await store.append(records(0, 9));
    await store.append(records(4, 6, 'fork'));
    await expectChain(store, [...records(0, 3), ...records(4, 6, 'fork')]);
    await store.append(records(0, 0, 'other'));
    await expectChain(store, records(0, 0, 'other'));
  }),
  check('records that reach below the lowest replace all', async (store) => {
    await store.append(records(10, 12));
    await store.append(records(5, 6, 'fork'));
    await expectChain(store, records(5, 6, 'fork'));
  }),
  check('rollback removes what is above the height', async (store) => {
    await store.append(records(0, 9));
    await store.rollback(20);
    await store.rollback(9);
    await expectChain(store, records(0, 9));
    await store.rollback(3);
    await expectChain(store, records(0, 3));
    expectEqual('body(4)', await store.body(4), undefined);
    await expectRefused('append at 5 on tip 3', 'ERR_STORE_NOT_CONTIGUOUS', store.append(records(5, 5)));
    await store.append(records(4, 4, 'fork'));
    await expectChain(store, [...records(0, 3), record(4, 'fork')]);
  }),
  check('rollback below the lowest leaves an empty store', async (store) => {
    await store.append(records(5, 9));
    await store.rollback(4);
    await expectChain(store, []);
    await store.append(records(0, 1));
    await expectChain(store, records(0, 1));
    await store.rollback(-1);
    await expectChain(store, []);
    await expectThrows('rollback(-2)', store.rollback(-2));
  }),
  check('headers are read from one height to another, both included', async (store) => {
    await store.append(records(10, 19));
    for (const [from, to, first, last] of [
      [12, 14, 12, 14],
      [0, 11, 10, 11],
      [18, 99, 18, 19],
      [13, 13, 13, 13],
    ] as const) {
      expectEqual(`headers(${from}, ${to})`, await heldBy(store, from, to), hexOf(records(first, last)));
    }
    for (const [from, to] of [
      [14, 13],
      [20, 30],
      [0, 9],
    ] as const) {
      expectEqual(`headers(${from}, ${to})`, await heldBy(store, from, to), []);
    }
    expectEqual('headers(17)', await heldBy(store, 17), hexOf(records(17, 19)));
  }),
  check('a long chain is read whole', async (store) => {
    await store.append(records(0, 4999));
    expectEqual('headers', (await heldBy(store)).join() === hexOf(records(0, 4999)).join(), true);
  }),
  check('headers are those of the moment when the first item was asked for', async (store) => {
    await store.append(records(0, 2999));
    const read: string[] = [];
    let changed = false;
    for await (const headers of store.headers()) {
      read.push(...split(headers));
      if (changed) continue;
      changed = true;
      await store.append(records(1, 1, 'fork'));
    }
    expectEqual('headers', read.join() === hexOf(records(0, 2999)).join(), true);
    await expectChain(store, [record(0), record(1, 'fork')]);
  }),
  check('headers that are being read do not grow with the chain', async (store) => {
    await store.append(records(0, 2999));
    const reader = store.headers()[Symbol.asyncIterator]();
    const first = await reader.next();
    await store.append(records(3000, 3001));
    const read = first.done ? [] : split(first.value);
    for (let next = await reader.next(); !next.done; next = await reader.next()) read.push(...split(next.value));
    expectEqual('headers', read.join() === hexOf(records(0, 2999)).join(), true);
    expectEqual('tip', (await store.tip())?.height, 3001);
  }),
  check('bytes are copied on the way in, at the call', async (store) => {
    const given = records(0, 1);
    const appended = store.append(given);
    given.forEach(({ header, body }) => (header.fill(0xee), body.fill(0xee)));
    given.length = 0;
    await appended;
    await expectChain(store, records(0, 1));
  }),
  check('bytes are copied on the way out', async (store) => {
    await store.append(records(0, 1));
    (await store.tip())?.header.fill(0xee);
    (await store.body(1))?.fill(0xee);
    for await (const headers of store.headers()) headers.fill(0xee);
    await expectChain(store, records(0, 1));
  }),
  check('writes that nobody waits for are done in the order of the calls', async (store) => {
    const writes: Promise<void>[] = [];
    for (let height = 0; height < 20; height++) writes.push(store.append([record(height)]));
    writes.push(store.rollback(9), store.append(records(10, 11, 'fork')), store.append(records(12, 12)));
    await Promise.all(writes);
    await expectChain(store, [...records(0, 9), ...records(10, 11, 'fork'), record(12)]);
  }),
  check('a refused write does not stop the next', async (store) => {
    const writes = [store.append(records(0, 0)), store.append(records(2, 2)), store.append(records(1, 1))];
    const ends = await Promise.allSettled(writes);
    expectEqual(
      'ends',
      ends.map((end) => end.status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    await expectChain(store, records(0, 1));
  }),
  check('after close every call is refused, and closing again is no error', async (store) => {
    await store.append(records(0, 1));
    const reader = store.headers()[Symbol.asyncIterator]();
    await store.close();
    await store.close();
    await expectRefused('tip', 'ERR_CLOSED', store.tip());
    await expectRefused('append', 'ERR_CLOSED', store.append(records(2, 2)));
    await expectRefused('rollback', 'ERR_CLOSED', store.rollback(0));
    await expectRefused('body', 'ERR_CLOSED', store.body(0));
    await expectRefused('bodyHeights', 'ERR_CLOSED', store.bodyHeights());
    await expectRefused('headers', 'ERR_CLOSED', reader.next());
    await expectRefused('append of branches', 'ERR_CLOSED', store.append([], headersOf(records(2, 2))));
    await expectRefused('branches', 'ERR_CLOSED', store.branches()[Symbol.asyncIterator]().next());
  }),
  check('headers() that is running when the store is closed is refused', async (store) => {
    await store.append(records(0, 4999));
    const reader = store.headers()[Symbol.asyncIterator]();
    await reader.next();
    await store.close();
    const rest = (async (): Promise<void> => {
      while (!(await reader.next()).done);
    })();
    await expectRefused('the next item', 'ERR_CLOSED', rest);
  }),
  durableCheck('what was acknowledged is there when the place is opened again', async (open) => {
    await using first = await open();
    await first.append(records(7, 9));
    await first.append(records(9, 12, 'fork'));
    await first.close();
    await using second = await open();
    await expectChain(second, [...records(7, 8), ...records(9, 12, 'fork')]);
    await second.rollback(10);
    await second.close();
    await using third = await open();
    await expectChain(third, [...records(7, 8), ...records(9, 10, 'fork')]);
  }),
  durableCheck('the highest height is the last below 2^32, also when the place is opened again', async (open) => {
    const last = records(HEIGHT_END - 2, HEIGHT_END - 1);
    await using first = await open();
    await first.append(last);
    await expectChain(first, last);
    await first.close();
    await using second = await open();
    await expectChain(second, last);
    await second.append(records(HEIGHT_END - 1, HEIGHT_END - 1, 'fork'));
    await expectChain(second, [...last.slice(0, 1), record(HEIGHT_END - 1, 'fork')]);
    await second.rollback(HEIGHT_END - 2);
    await expectChain(second, last.slice(0, 1));
  }),
  durableCheck('what was removed stays away when the place is opened again', async (open) => {
    await using first = await open();
    await first.append(records(0, 9));
    await first.close();
    await using second = await open();
    await second.append(records(3, 4, 'fork'));
    await second.close();
    await using third = await open();
    await expectChain(third, [...records(0, 2), ...records(3, 4, 'fork')]);
    await third.append(records(5, 5));
    await third.rollback(1);
    await third.close();
    await using fourth = await open();
    await expectChain(fourth, records(0, 1));
    await fourth.rollback(-1);
    await fourth.close();
    await using fifth = await open();
    await expectChain(fifth, []);
  }),
  durableCheck('close waits for the writes that were asked for', async (open) => {
    await using first = await open();
    const writes = Array.from({ length: 20 }, (_, height) => first.append([record(height)]));
    await first.close();
    await Promise.all(writes);
    await using second = await open();
    await expectChain(second, records(0, 19));
  }),
  ...storeBranchChecks,
];
