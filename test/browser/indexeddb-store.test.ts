/** The IndexedDB store in a real browser: it does what every store must, and only one page at a time has it. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeCompliance } from '../../src/compliance/index.ts';
import { chromiumPath, hasChromium, launchChromium } from './chromium.ts';
import { serveStorePage, type Stores } from './store-page.ts';

if (!hasChromium)
  console.log(`Browser tests are skipped: there is no Chromium at ${chromiumPath} (CHROMIUM_PATH names another).`);

declare const stores: Stores;

let site: Awaited<ReturnType<typeof serveStorePage>>;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const problems: string[] = [];

async function newPage(url = site.url, within = context): Promise<Page> {
  const opened = await within.newPage();
  opened.on('pageerror', (error) => problems.push(error.message));
  await opened.goto(url);
  return opened;
}

describe.skipIf(!hasChromium)('IndexedDB store in Chromium', () => {
  beforeAll(async () => {
    [browser, site] = await Promise.all([launchChromium(), serveStorePage()]);
    context = await browser.newContext();
    page = await newPage();
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
    // rejections that nobody handles among them
    if (problems.length > 0) throw new Error(problems.join('\n'));
  });

  it.each(storeCompliance.map(({ name }, i) => ({ name, i })))('$name', ({ i }) =>
    page.evaluate(
      (at) => stores.storeCompliance[at]!.run(() => stores.open(`compliance-${at}`, { network: stores.network })),
      i,
    ),
  );

  describe('opening', () => {
    it.each<[string, unknown, unknown, string, RegExp]>([
      ['no name', '', {}, 'TypeError', /^name: expected the name of a database, got ""$/],
      ['no text for a name', 7, {}, 'TypeError', /^name: .* got 7$/],
      ['no object for options', 'x', null, 'TypeError', /^options: expected an object, got null$/],
      ['a malformed network', 'x', { network: {} }, 'TypeError', /^network.name: expected a text/],
      ['no network for a new store', 'never-made', {}, 'TypeError', /^options.network: expected a network for a new/],
    ])('says what it expected where it is given %s', async (_what, name, options, code, message) => {
      const outcome = await page.evaluate(
        (given) => stores.outcomeOf(stores.open(given.name as string, given.options as object)),
        { name, options },
      );
      expect(outcome).toMatchObject({ code });
      expect(outcome.message).toMatch(message);
      const names = await page.evaluate(async () => (await indexedDB.databases()).map((database) => database.name));
      expect(names).not.toContain('never-made');
    });

    it('takes the stored network where none is given, and refuses another', async () => {
      const [network, ...outcomes] = await page.evaluate(async () => {
        const first = await stores.open('networks', { network: stores.network });
        await first.append(stores.records(0, 2));
        await first.close();
        const second = await stores.open('networks');
        await second.close();
        const given = (change: object) => ({ network: { ...stores.network, ...change } });
        return [
          second.network,
          await stores.outcomeOf(stores.open('networks', given({ name: 'other' }))),
          await stores.outcomeOf(stores.open('networks', given({ genesisHash: '1e'.repeat(32) }))),
          await stores.outcomeOf(stores.rebuildIndexedDbStore('networks', given({ targetSpacing: 6 }))),
        ];
      });
      expect(network).toEqual({ name: 'browser-test', genesisHash: '0f'.repeat(32), targetSpacing: 5 });
      const fields = ['network.name', 'network.genesisHash', 'network.targetSpacing'];
      expect(outcomes).toMatchObject(fields.map((field) => ({ code: 'ERR_STORE_MISMATCH', details: { field } })));
    });

    it('rebuilds no store that is not there', async () => {
      const seen = await page.evaluate(async () => [
        await stores.outcomeOf(stores.rebuildIndexedDbStore('nowhere', { network: stores.network })),
        await stores.outcomeOf(stores.rebuildIndexedDbStore('nowhere')),
        (await indexedDB.databases()).some(({ name }) => name === 'nowhere'),
      ]);
      const refused = { code: 'ERR_STORE_UNAVAILABLE', details: { reason: 'there is no store of this name' } };
      expect(seen).toMatchObject([refused, refused, false]);
    });

    it('refuses a newer format, and a database of something else, and changes neither', async () => {
      const seen = await page.evaluate(async () => {
        const make = (name: string, version: number, store: string) =>
          new Promise<void>((resolve) => {
            const opening = indexedDB.open(name, version);
            opening.onupgradeneeded = () => opening.result.createObjectStore(store);
            opening.onsuccess = () => (opening.result.close(), resolve());
          });
        await (await stores.open('newer', { network: stores.network })).close();
        await make('newer', 2, 'more');
        await make('foreign', 1, 'notes');
        return {
          newer: await stores.outcomeOf(stores.open('newer', { network: stores.network })),
          foreign: await stores.outcomeOf(stores.open('foreign', { network: stores.network })),
          versions: Object.fromEntries((await indexedDB.databases()).map(({ name, version }) => [name, version])),
        };
      });
      expect(seen.newer).toEqual({
        code: 'ERR_STORE_MISMATCH',
        message:
          'the store newer cannot be used here: it has format 2, and this version of the package reads format 1; name another database',
        details: { path: 'newer', field: 'format', expected: '1', received: '2' },
      });
      expect(seen.foreign).toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
      expect(seen.foreign.message).toMatch(/something else/);
      expect(seen.versions).toMatchObject({ newer: 2, foreign: 1 });
    });

    it('says that there is no IndexedDB, and that the browser refuses it', async () => {
      const outcomes = await page.evaluate(async () => {
        const real = Object.getOwnPropertyDescriptor(globalThis, 'indexedDB')!;
        const seen = [];
        const refusing = {
          open: () => {
            throw new DOMException('The user denied it', 'SecurityError');
          },
        };
        for (const value of [undefined, refusing]) {
          Object.defineProperty(globalThis, 'indexedDB', { value, configurable: true });
          seen.push(await stores.outcomeOf(stores.open('refused', { network: stores.network })));
        }
        Object.defineProperty(globalThis, 'indexedDB', real);
        // the lock was given back
        await (await stores.open('refused', { network: stores.network })).close();
        return seen;
      });
      expect(outcomes).toMatchObject([
        { code: 'ERR_STORE_UNAVAILABLE', details: { reason: 'this host has no IndexedDB' } },
        { code: 'ERR_STORE_UNAVAILABLE', details: { reason: 'IndexedDB refused: SecurityError The user denied it' } },
      ]);
    });
  });

  describe('reading while it is written', () => {
    it('gives the chain of the first item through reorgs, rollbacks and appends, from any height', async () => {
      const read = await page.evaluate(async () => {
        const store = await stores.open('overtaken', { network: stores.network });
        await store.append(stores.records(100, 5099, 0));
        const begin = async (from: number, to: number) => {
          const reader = store.headers(from, to)[Symbol.asyncIterator]();
          const items = [(await reader.next()).value as Uint8Array];
          return { reader, items };
        };
        const readers = [await begin(0, 9999), await begin(3000, 4000), await begin(4900, 5099)];
        await store.append(stores.records(3500, 3600, 0, 1));
        await store.append(stores.records(3601, 6000, 0, 2));
        readers.push(await begin(3400, 5999));
        await store.rollback(2000);
        await store.append(stores.records(1500, 1501, 0, 3));
        await store.rollback(-1);
        for (const { reader, items } of readers)
          for (let next = await reader.next(); !next.done; next = await reader.next()) items.push(next.value);
        await store.close();
        const old = stores.records(100, 5099, 0);
        const reorganised = [
          ...stores.records(3400, 3499, 0),
          ...stores.records(3500, 3600, 0, 1),
          ...stores.records(3601, 5999, 0, 2),
        ];
        const expected = [old, old.slice(2900, 3901), old.slice(4800), reorganised];
        return readers.map(({ items }, i) => {
          const bytes = items.flatMap((item) => Array.from(item));
          const wanted = expected[i]!.flatMap(({ header }) => Array.from(header));
          return bytes.length === wanted.length && bytes.every((byte, at) => byte === wanted[at]);
        });
      });
      expect(read).toEqual([true, true, true, true]);
    });

    it('gives the branches of the first item, in order of writing, and keeps them', async () => {
      const seen = await page.evaluate(async () => {
        const headers = (salt: number, count: number) => new Uint8Array(80 * count).map((_, at) => (at + salt) % 251);
        const read = async (store: Awaited<ReturnType<typeof stores.open>>, meanwhile = async () => {}) => {
          const bytes: number[] = [];
          for await (const item of store.branches()) {
            bytes.push(...item);
            await meanwhile();
          }
          return bytes.join();
        };
        const store = await stores.open('branches', { network: stores.network });
        const none = await read(store);
        const written: number[] = [];
        for (let i = 0; i < 40; i++) {
          const branch = headers(i, 1 + (i % 3));
          written.push(...branch);
          await store.append(i % 2 ? stores.records(i >> 1, i >> 1) : [], branch);
        }
        let more = 3;
        const first = await read(store, async () => void (more-- > 0 && (await store.append([], headers(99, 1)))));
        await store.rollback(-1);
        await store.close();
        const again = await stores.open('branches');
        const last = await read(again);
        return {
          none,
          first: first === written.join(),
          last: last === [...written, ...headers(99, 1), ...headers(99, 1), ...headers(99, 1)].join(),
          refused: await stores.outcomeOf(again.append([], new Uint8Array(79))),
        };
      });
      expect(seen).toMatchObject({ none: '', first: true, last: true, refused: { code: 'RangeError' } });
    });
  });

  it('holds what a plain array would, through any writes, over page borders, when opened again and again', async () => {
    const mismatch = await page.evaluate(async () => {
      // a generator with a seed: Lehmer, 2^31 - 1, 48271
      let seed = 20_261_122;
      const below = (end: number): number => (seed = (seed * 48_271) % 2_147_483_647) % end;
      let model: ReturnType<typeof stores.records> = [];
      let store = await stores.open('model', { network: stores.network });
      for (let step = 0; step < 120; step++) {
        const lowest = model[0]?.height ?? below(700);
        const tip = model.at(-1)?.height ?? lowest - 1;
        const kind = below(10);
        if (kind === 0) {
          const height = Math.max(-1, lowest - 2 + below(tip - lowest + 5));
          await store.rollback(height);
          model = model.filter((record) => record.height <= height);
        } else {
          const first = kind < 6 ? tip + 1 : Math.max(0, tip + 1 - below(kind < 9 ? 5 : 600));
          const records = stores.records(first, first + below(kind < 8 ? 4 : 600), below(3) && 10, step);
          await store.append(records);
          model = first < lowest ? records : [...model.filter((record) => record.height < first), ...records];
        }
        if (step % 6 === 0) {
          await store.close();
          store = await stores.open('model');
        }
        try {
          if (step % 3 === 0 || step > 110) await stores.expectRecords(store, model);
        } catch (error) {
          return `step ${step}: ${(error as Error).message}`;
        }
      }
      await store.close();
      return `none in ${model.length > 0}`;
    });
    expect(mismatch).toBe('none in true');
  });

  it('refuses a write that there is no room for, and stays as it was', async () => {
    const own = await browser.newContext();
    const small = await newPage(site.url, own);
    const devtools = await own.newCDPSession(small);
    // before the first write: the browser remembers for a while how much room there is
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: new URL(site.url).origin, quotaSize: 200_000 });
    await small.evaluate(async () => {
      const store = await stores.open('full', { network: stores.network });
      await store.append(stores.records(0, 9));
      Object.assign(globalThis, { kept: store });
    });
    const seen = await small.evaluate(async () => {
      const store = (globalThis as unknown as { kept: Awaited<ReturnType<typeof stores.open>> }).kept;
      const refused = await stores.outcomeOf(store.append(stores.records(5, 300, 5000, 1)));
      await stores.expectRecords(store, stores.records(0, 9));
      return refused;
    });
    expect(seen).toMatchObject({ code: 'ERR_STORE_UNAVAILABLE', details: { path: 'full' } });
    expect(seen.message).toMatch(/no more room/);
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: new URL(site.url).origin });
    await small.evaluate(async () => {
      const store = (globalThis as unknown as { kept: Awaited<ReturnType<typeof stores.open>> }).kept;
      await store.append(stores.records(10, 300, 5000));
      await store.close();
      await stores.expectRecords(await stores.open('full'), [
        ...stores.records(0, 9),
        ...stores.records(10, 300, 5000),
      ]);
    });
    await own.close();
  });
});
