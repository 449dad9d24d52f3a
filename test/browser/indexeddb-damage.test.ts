/** Records of an IndexedDB store, damaged from outside: each fault is found when it is opened, and what is intact kept. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, launchChromium } from './chromium.ts';
import { serveStorePage, type Outcome, type Stores } from './store-page.ts';

declare const stores: Stores;

/** One record of the database. */
interface Place {
  readonly store: string;
  readonly key: number | string;
}
type Range = { readonly lowest: number; readonly tip: number } | undefined;
interface Found extends Place {
  readonly what: string;
  readonly outcome: Outcome;
}

/** What the page of this test has as `globalThis.damage`. */
interface Damage {
  /** Makes the store: heights 200 to 800, so pages 0 to 3, of which some have bodies, and three branch records. */
  make(name: string): Promise<void>;
  /** Does something to the raw database of a store. */
  raw(name: string, work: (transaction: IDBTransaction) => void): Promise<void>;
  /** Every record of the database. */
  all(name: string): Promise<(Place & { value: Uint8Array })[]>;
  open(name: string): Promise<Outcome>;
}
declare const damage: Damage;

function prepare(): void {
  const connect = (name: string) =>
    new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => resolve(opening.result);
    });
  const made: Damage = {
    async make(name) {
      const store = await stores.open(name, { network: stores.network });
      await store.append(stores.records(200, 600, 0));
      await store.append(stores.records(601, 620, 40), new Uint8Array(160).fill(1));
      await store.append([], new Uint8Array(80).fill(2));
      await store.append(stores.records(621, 800, 0), new Uint8Array(80).fill(3));
      await store.close();
    },
    async raw(name, work) {
      const database = await connect(name);
      const transaction = database.transaction([...database.objectStoreNames], 'readwrite');
      work(transaction);
      await new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error!);
      });
      database.close();
    },
    async all(name) {
      const found: (Place & { value: Uint8Array })[] = [];
      await made.raw(name, (transaction) => {
        for (const store of transaction.objectStoreNames) {
          transaction.objectStore(store).openCursor().onsuccess = ({ target }) => {
            const cursor = (target as IDBRequest<IDBCursorWithValue | null>).result;
            if (!cursor) return;
            found.push({ store, key: cursor.key as number, value: cursor.value as Uint8Array });
            cursor.continue();
          };
        }
      });
      return found;
    },
    async open(name) {
      const opening = stores.open(name);
      const outcome = await stores.outcomeOf(opening);
      if (outcome.code === 'fulfilled') await (await opening).close();
      return outcome;
    },
  };
  Object.assign(globalThis, { damage: made });
}

/** What stands below a damaged record. */
function intactBelow({ store, key }: Place): Range {
  const tip =
    store === 'pages' ? 256 * Number(key) - 1 : store === 'bodies' ? Number(key) - 1 : /* beside the chain */ 800;
  return tip >= 200 ? { lowest: 200, tip } : undefined;
}

describe.skipIf(!hasChromium)('IndexedDB store, damaged', () => {
  let site: Awaited<ReturnType<typeof serveStorePage>>;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    [browser, site] = await Promise.all([launchChromium(), serveStorePage()]);
    page = await browser.newPage();
    await page.goto(site.url);
    await page.evaluate(prepare);
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
  });

  it('is refused for one flipped bit in any record, for a record that is missing, and for one that is no bytes', async () => {
    const { records, found, whole } = await page.evaluate(async () => {
      await damage.make('flipped');
      const seen: Found[] = [];
      const all = await damage.all('flipped');
      for (const { store, key, value } of all) {
        const put = (changed: unknown) =>
          damage.raw('flipped', (transaction) => void transaction.objectStore(store).put(changed, key));
        const look = async (what: string) => seen.push({ store, key, what, outcome: await damage.open('flipped') });
        // all bytes of the two that there is one of; of the others places all over, and the start of what is linked
        const step = store === 'meta' ? 1 : Math.ceil(value.length / (store === 'bodies' ? 5 : 12));
        for (let at = 0; at < value.length; at += at < 8 && store !== 'bodies' ? 1 : step) {
          const flipped = value.slice();
          flipped[at]! ^= 1 << (at % 8);
          await put(flipped);
          await look(`bit ${at % 8} of byte ${at}`);
        }
        await put(value.slice(0, -1));
        await look('shorter');
        await put('text');
        await look('no bytes');
        await damage.raw('flipped', (transaction) => void transaction.objectStore(store).delete(key));
        await look('missing');
        await put(value);
      }
      return {
        records: all.map(({ store, key }) => `${store} ${key}`),
        found: seen,
        whole: await damage.open('flipped'),
      };
    });
    expect(whole.code).toBe('fulfilled');
    expect(records.filter((name) => !name.startsWith('bodies')).toSorted()).toEqual([
      'branches 0',
      'branches 1',
      'branches 2',
      'meta network',
      'meta state',
      'pages 0',
      'pages 1',
      'pages 2',
      'pages 3',
    ]);
    expect(records.filter((name) => name.startsWith('bodies'))).toHaveLength(20);
    expect(found.length).toBeGreaterThan(400);
    for (const { outcome, what, ...place } of found) {
      const name = `${place.store} ${place.key}, ${what}`;
      expect(outcome.code, name).toBe('ERR_STORE_CORRUPT');
      expect(outcome.message, name).toContain('rebuildIndexedDbStore keeps');
      expect(outcome.details?.['intact'], name).toEqual(intactBelow(place));
    }
  });

  it('is refused for records that are sound, and older than the others or none of its own', async () => {
    const seen = await page.evaluate(async () => {
      const outcomes: Record<string, Outcome> = {};
      const put = (store: string, key: IDBValidKey, value: unknown) =>
        damage.raw('older', (transaction) => void transaction.objectStore(store).put(value, key));
      await damage.make('older');
      const before = await damage.all('older');
      const store = await stores.open('older');
      // the same heights, other headers
      await store.append(stores.records(300, 800, 0, 1));
      await store.append([], new Uint8Array(80).fill(4));
      await store.close();
      const after = await damage.all('older');
      for (const { store: name, key, value } of before) {
        const now = after.find((record) => record.store === name && record.key === key)?.value;
        if (now?.join() === value.join()) continue;
        await put(name, key, value);
        outcomes[now ? `${name} ${key}` : `${name}, added`] = await damage.open('older');
        await damage.raw('older', (transaction) => {
          if (now) transaction.objectStore(name).put(now, key);
          else transaction.objectStore(name).delete(key);
        });
      }
      for (const [name, key] of [
        ['pages', 4],
        ['pages', -1],
        ['pages', 1.5],
        ['bodies', 700],
        ['bodies', 9000],
        ['bodies', 'x'],
        ['branches', 4],
      ] as const) {
        await put(
          name,
          key,
          name === 'pages' ? after.find(({ store: at }) => at === 'pages')!.value : new Uint8Array(3),
        );
        outcomes[`${name} ${key}, added`] = await damage.open('older');
        await damage.raw('older', (transaction) => void transaction.objectStore(name).delete(key));
      }
      // a last page that nothing but the state is linked to
      const last = after.find((record) => record.store === 'pages' && record.key === 3)!;
      const again = await stores.open('older');
      await again.append(stores.records(790, 800, 0, 2));
      await again.close();
      const whole = await damage.open('older');
      await put('pages', 3, last.value);
      outcomes['the last page alone'] = await damage.open('older');
      return { outcomes, whole };
    });
    expect(seen.whole.code).toBe('fulfilled');
    expect(Object.keys(seen.outcomes).toSorted()).toEqual([
      'bodies 700, added',
      'bodies 9000, added',
      'bodies x, added',
      'bodies, added',
      'branches 4, added',
      'meta state',
      'pages -1, added',
      'pages 1',
      'pages 1.5, added',
      'pages 2',
      'pages 3',
      'pages 4, added',
      'the last page alone',
    ]);
    for (const [name, outcome] of Object.entries(seen.outcomes)) expect(outcome.code, name).toBe('ERR_STORE_CORRUPT');
  });

  it.each<{ what: string; place: Place; intact: Range; branches: number }>([
    { what: 'a header page', place: { store: 'pages', key: 2 }, intact: { lowest: 200, tip: 511 }, branches: 4 },
    { what: 'the first page', place: { store: 'pages', key: 0 }, intact: undefined, branches: 4 },
    { what: 'a body', place: { store: 'bodies', key: 610 }, intact: { lowest: 200, tip: 609 }, branches: 4 },
    { what: 'a branch', place: { store: 'branches', key: 1 }, intact: { lowest: 200, tip: 800 }, branches: 2 },
    { what: 'the state', place: { store: 'meta', key: 'state' }, intact: { lowest: 200, tip: 800 }, branches: 4 },
    { what: 'the network', place: { store: 'meta', key: 'network' }, intact: { lowest: 200, tip: 800 }, branches: 4 },
  ])('keeps what is intact when it is rebuilt after damage to $what', async ({ place, intact, branches }) => {
    const seen = await page.evaluate(
      async ({ store, key, range }) => {
        const name = `rebuilt-${store}-${key}`;
        await damage.make(name);
        const value = (await damage.all(name)).find((record) => record.store === store && record.key === key)!.value;
        value[value.length >> 1]! ^= 4;
        await damage.raw(name, (transaction) => {
          transaction.objectStore(store).put(value, key);
          // and bodies of nobody, at a height with none, and above all
          transaction.objectStore('bodies').put(new Uint8Array(3), 300);
          transaction.objectStore('bodies').put(new Uint8Array(3), 'x');
        });
        const without = key === 'network' ? await stores.outcomeOf(stores.rebuildIndexedDbStore(name)) : undefined;
        const rebuilt = await stores.rebuildIndexedDbStore(name, { network: stores.network });
        const again = await stores.rebuildIndexedDbStore(name);
        const opened = await stores.open(name);
        const body = (height: number) => (height > 600 && height <= 620 ? 40 : 0);
        const left = range
          ? stores
              .records(200, range.tip, 0)
              .map((record) => stores.records(record.height, record.height, body(record.height))[0]!)
          : [];
        await stores.expectRecords(opened, left);
        let bytes = 0;
        for await (const item of opened.branches()) bytes += item.length;
        const next = (range?.tip ?? -1) + 1;
        await opened.append(stores.records(next, next + 700, 9), new Uint8Array(80));
        await opened.close();
        const last = await stores.open(name);
        await stores.expectRecords(last, [...left, ...stores.records(next, next + 700, 9)]);
        await last.close();
        return { without, rebuilt, again, branches: bytes / 80 };
      },
      { ...place, range: intact },
    );
    expect(seen.rebuilt).toEqual({
      kept: intact,
      lostUpTo: intact?.tip === 800 || place.key === 'state' ? undefined : 800,
    });
    expect(seen.again).toEqual({ kept: intact, lostUpTo: undefined });
    expect(seen.branches).toBe(branches);
    if (place.key === 'network') expect(seen.without).toMatchObject({ code: 'ERR_STORE_CORRUPT' });
  });

  it('is refused when it is whole, and as it was before writes that were noted', async () => {
    const seen = await page.evaluate(async () => {
      const name = 'cut-off';
      const outcomes: Outcome[] = [];
      /** Puts all records back to what they were. */
      const goBack = async (to: (Place & { value: Uint8Array })[]) =>
        damage.raw(name, (transaction) => {
          for (const store of transaction.objectStoreNames) transaction.objectStore(store).clear();
          for (const { store, key, value } of to) transaction.objectStore(store).put(value, key);
        });
      await damage.make(name);
      const fourWrites = await damage.all(name);
      let store = await stores.open(name);
      await store.append(stores.records(801, 900));
      await store.close();
      const fiveWrites = await damage.all(name);
      await goBack(fourWrites);
      outcomes.push(await damage.open(name));
      await goBack(fiveWrites);
      outcomes.push(await damage.open(name));
      // the hundredth write is noted, also when the store is not closed
      store = await stores.open(name);
      for (let height = 901; height <= 996; height++) await store.append(stores.records(height, height));
      const cache = await caches.open('midstate stores');
      const note = await (await cache.match(`https://midstate.invalid/store/${name}`))?.text();
      await store.close();
      await goBack(fiveWrites);
      outcomes.push(await damage.open(name));
      const rebuilt = await stores.rebuildIndexedDbStore(name);
      outcomes.push(await damage.open(name));
      return { outcomes, rebuilt, note };
    });
    expect(seen.note).toBe('100');
    expect(seen.outcomes).toMatchObject([
      {
        code: 'ERR_STORE_CORRUPT',
        details: {
          problem: 'of the 5 writes that it acknowledged, only 4 are there',
          intact: { lowest: 200, tip: 800 },
        },
      },
      { code: 'fulfilled' },
      {
        code: 'ERR_STORE_CORRUPT',
        details: {
          problem: 'of the 101 writes that it acknowledged, only 5 are there',
          intact: { lowest: 200, tip: 900 },
        },
      },
      { code: 'fulfilled' },
    ]);
    expect(seen.rebuilt).toEqual({ kept: { lowest: 200, tip: 900 }, lostUpTo: undefined });
  });

  it('says so where damage comes while it is open, in reads and in writes', async () => {
    const outcomes = await page.evaluate(async () => {
      await damage.make('open');
      const store = await stores.open('open');
      await damage.raw('open', (transaction) => {
        transaction.objectStore('pages').put(new Uint8Array(30), 3);
        transaction.objectStore('bodies').delete(605);
        transaction.objectStore('branches').put('text', 1);
      });
      const drain = async (items: AsyncIterable<Uint8Array>) => {
        for await (const item of items) if (item.length === 0) return;
      };
      const seen = [
        await stores.outcomeOf(store.tip()),
        await stores.outcomeOf(store.body(605)),
        await stores.outcomeOf(store.body(790)),
        await stores.outcomeOf(drain(store.headers())),
        await stores.outcomeOf(drain(store.branches())),
        await stores.outcomeOf(store.append(stores.records(801, 801))),
        await stores.outcomeOf(store.rollback(790)),
      ];
      // below the damage it can still be cut
      await store.rollback(604);
      await stores.expectRecords(store, [...stores.records(200, 600, 0), ...stores.records(601, 604, 40)]);
      await damage.raw('open', (transaction) => void transaction.objectStore('meta').delete('state'));
      seen.push(await stores.outcomeOf(store.append(stores.records(605, 605))));
      await store.close();
      return seen;
    });
    expect(outcomes.map(({ code }) => code)).toEqual(Array(8).fill('ERR_STORE_CORRUPT'));
  });
});
