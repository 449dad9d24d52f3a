/** Several pages and one IndexedDB store: with Web Locks, without them, and when the database is taken away. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasChromium, launchChromium } from './chromium.ts';
import { serveStorePage, type Outcome, type Stores } from './store-page.ts';

declare const stores: Stores;
/** Where a page keeps its open store from one step of a test to the next. */
declare let kept: Awaited<ReturnType<Stores['open']>>;

/** Not localhost and not HTTPS: a page of this origin has no Web Locks. */
const INSECURE = 'http://insecure.test/';

let site: Awaited<ReturnType<typeof serveStorePage>>;
let browser: Browser;
let context: BrowserContext;

async function newPage(url = site.url): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

/** Opens a store in a page, with `count` more records than it had. */
function openIn(page: Page, name: string, count = 0): Promise<Outcome> {
  return page.evaluate(
    async (given) => {
      const opening = stores.open(given.name, { network: stores.network });
      const outcome = await stores.outcomeOf(opening);
      if (outcome.code !== 'fulfilled') return outcome;
      Object.assign(globalThis, { kept: await opening });
      const next = ((await kept.tip())?.height ?? -1) + 1;
      return stores.outcomeOf(kept.append(stores.records(next, next + given.count - 1)));
    },
    { name, count },
  );
}

describe.skipIf(!hasChromium)('IndexedDB store and several pages', () => {
  beforeAll(async () => {
    [browser, site] = await Promise.all([launchChromium(), serveStorePage()]);
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
  });
  beforeEach(async () => {
    context = await browser.newContext();
    await context.route(`${INSECURE}**`, async (route) => {
      const url = new URL(new URL(route.request().url()).pathname, site.url).href;
      await route.fulfill({ response: await route.fetch({ url }) });
    });
    return () => context.close();
  });

  it('is refused to a second page and to a second opener in one page, until it is closed', async () => {
    const [first, second] = [await newPage(), await newPage()];
    expect(await openIn(first, 'shared', 3)).toMatchObject({ code: 'fulfilled' });
    const refused = { code: 'ERR_STORE_LOCKED', details: { path: 'shared' } };
    const tried = await Promise.all([
      first.evaluate(() => stores.outcomeOf(stores.open('shared'))),
      openIn(second, 'shared'),
      second.evaluate(() => stores.outcomeOf(stores.rebuildIndexedDbStore('shared'))),
      second.evaluate(() => stores.outcomeOf(stores.deleteIndexedDbStore('shared'))),
    ]);
    expect(tried).toMatchObject([refused, refused, refused, refused]);
    expect(await openIn(second, 'another', 1)).toMatchObject({ code: 'fulfilled' });
    await first.evaluate(() => kept.close());
    expect(await openIn(second, 'shared', 2)).toMatchObject({ code: 'fulfilled' });
    expect(await second.evaluate(async () => (await kept.tip())?.height)).toBe(4);
  });

  it('is free again when the page that had it is gone or reloaded', async () => {
    const [first, second] = [await newPage(), await newPage()];
    expect(await openIn(first, 'left', 3)).toMatchObject({ code: 'fulfilled' });
    await first.reload();
    const opened = { timeout: 20_000 };
    await expect.poll(() => openIn(first, 'left', 3), opened).toMatchObject({ code: 'fulfilled' });
    await first.close();
    await expect.poll(() => openIn(second, 'left'), opened).toMatchObject({ code: 'fulfilled' });
    await second.evaluate(() => stores.expectRecords(kept, stores.records(0, 5)));
  });

  it('waits with a signal until the store is closed elsewhere, in the order of asking, or until the signal aborts', async () => {
    const [first, second, third] = [await newPage(), await newPage(), await newPage()];
    expect(await openIn(first, 'awaited', 3)).toMatchObject({ code: 'fulfilled' });
    const waitIn = (page: Page): Promise<void> =>
      page.evaluate(() => {
        const controller = new AbortController();
        const opening = stores.open('awaited', { network: stores.network, signal: controller.signal });
        const outcome = stores.outcomeOf(opening.then((store) => Object.assign(globalThis, { kept: store })));
        Object.assign(globalThis, { controller, outcome });
      });
    const outcomeIn = (page: Page): Promise<Outcome> =>
      page.evaluate(() => (globalThis as unknown as { outcome: Promise<Outcome> }).outcome);
    await waitIn(second);
    await waitIn(third);
    // longer than one without a signal has patience
    expect(await openIn(await newPage(), 'awaited')).toMatchObject({ code: 'ERR_STORE_LOCKED' });
    await first.close();
    expect(await outcomeIn(second)).toMatchObject({ code: 'fulfilled' });
    await second.evaluate(() => stores.expectRecords(kept, stores.records(0, 2)));

    // `code` of an outcome is the name where an error has no code
    await third.evaluate(() => {
      const { controller } = globalThis as unknown as { controller: AbortController };
      controller.abort(new RangeError('no more patience'));
    });
    expect(await outcomeIn(third)).toMatchObject({ code: 'RangeError', message: 'no more patience' });
    const others = await third.evaluate(async () => {
      const { network } = stores;
      const outcomes = [
        await stores.outcomeOf(stores.open('free', { network, signal: AbortSignal.abort(new RangeError('late')) })),
        await stores.outcomeOf(stores.open('free', { network, signal: 'now' as never })),
        await stores.outcomeOf(stores.rebuildIndexedDbStore('awaited', { signal: AbortSignal.timeout(50) })),
      ];
      // a DOMException has a code, which is a number
      return outcomes.map(({ code }) => code);
    });
    expect(others).toEqual(['RangeError', 'TypeError', DOMException.TIMEOUT_ERR]);
    // what did not wait to the end holds nothing
    await second.evaluate(() => kept.close());
    expect(await openIn(third, 'awaited', 1)).toMatchObject({ code: 'fulfilled' });
  });

  it('is shared with no worker of the page either', async () => {
    const page = await newPage();
    expect(await openIn(page, 'worker', 2)).toMatchObject({ code: 'fulfilled' });
    const replies = await page.evaluate(async () => {
      const code = `import '${location.href}stores.js';
        onmessage = async () => postMessage(await stores.outcomeOf(stores.open('worker').then((store) => store.close())));
        postMessage('ready');`;
      const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
      const worker = new Worker(url, { type: 'module' });
      await new Promise((resolve) => (worker.onmessage = resolve));
      const ask = () =>
        new Promise<Outcome>((resolve) => {
          worker.onmessage = ({ data }) => resolve(data as Outcome);
          worker.postMessage('open');
        });
      const held = await ask();
      await kept.close();
      return [held.code, (await ask()).code];
    });
    expect(replies).toEqual(['ERR_STORE_LOCKED', 'fulfilled']);
  });

  it('refuses, where there are no Web Locks, the page that another one overtook, and tears nothing', async () => {
    const [first, second] = [await newPage(INSECURE), await newPage(INSECURE)];
    expect(await first.evaluate(() => [isSecureContext, navigator.locks === undefined])).toEqual([false, true]);
    expect(await openIn(first, 'unlocked', 3)).toMatchObject({ code: 'fulfilled' });
    expect(await openIn(second, 'unlocked', 2)).toMatchObject({ code: 'fulfilled' });
    const refused = { code: 'ERR_STORE_LOCKED', details: { path: 'unlocked' } };
    expect(await first.evaluate(() => stores.outcomeOf(kept.append(stores.records(3, 5, 10, 1))))).toMatchObject(
      refused,
    );
    expect(await first.evaluate(() => stores.outcomeOf(kept.tip()))).toMatchObject(refused);
    await second.evaluate(async () => {
      await kept.append(stores.records(5, 6));
      await stores.expectRecords(kept, stores.records(0, 6));
    });
    await first.evaluate(() => kept.close());
    expect(await openIn(first, 'unlocked', 1)).toMatchObject({ code: 'fulfilled' });
    expect(await second.evaluate(() => stores.outcomeOf(kept.rollback(2)))).toMatchObject(refused);
    await first.evaluate(() => stores.expectRecords(kept, stores.records(0, 7)));
  });

  it('lets the database go when it is deleted from outside, and says so from then on', async () => {
    const [first, second] = [await newPage(), await newPage()];
    expect(await openIn(first, 'deleted', 3)).toMatchObject({ code: 'fulfilled' });
    await second.evaluate(
      () => new Promise((resolve) => (indexedDB.deleteDatabase('deleted').onsuccess = () => resolve(undefined))),
    );
    const seen = await first.evaluate(async () => [
      await stores.outcomeOf(kept.append(stores.records(3, 3))),
      await stores.outcomeOf(kept.tip()),
      await stores.outcomeOf(kept.headers()[Symbol.asyncIterator]().next() as Promise<unknown>),
      await stores.outcomeOf(kept.close()),
      await stores.outcomeOf(kept.tip()),
    ]);
    expect(seen.map(({ code }) => code)).toEqual([
      'ERR_STORE_UNAVAILABLE',
      'ERR_STORE_UNAVAILABLE',
      'ERR_STORE_UNAVAILABLE',
      'fulfilled',
      'ERR_CLOSED',
    ]);
    expect(seen[0]!.message).toMatch(/another page deletes it/);
    // nobody said that the store was to go: that is a loss, until it is rebuilt or deleted as one
    expect(await openIn(second, 'deleted', 1)).toMatchObject({ code: 'ERR_STORE_CORRUPT' });
    await second.evaluate(() => stores.deleteIndexedDbStore('deleted'));
    expect(await openIn(second, 'deleted', 1)).toMatchObject({ code: 'fulfilled' });
  });

  it('says so when the user clears the data of the site', async () => {
    const page = await newPage();
    expect(await openIn(page, 'cleared', 3)).toMatchObject({ code: 'fulfilled' });
    const devtools = await context.newCDPSession(page);
    const origin = new URL(site.url).origin;
    await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
    const seen = await page.evaluate(() => stores.outcomeOf(kept.append(stores.records(3, 3))));
    expect(seen).toMatchObject({ code: 'ERR_STORE_UNAVAILABLE', details: { path: 'cleared' } });
    // the lock is free, and the store is new
    expect(await openIn(page, 'cleared', 1)).toMatchObject({ code: 'fulfilled' });
    expect(await page.evaluate(async () => (await kept.tip())?.height)).toBe(0);
  });

  it('deletes a store that nobody has open, and says who holds a database that is not deleted yet', async () => {
    const [first, second] = [await newPage(), await newPage()];
    expect(await openIn(first, 'old', 3)).toMatchObject({ code: 'fulfilled' });
    await first.evaluate(() => kept.close());
    const deleted = await second.evaluate(async () => {
      await stores.deleteIndexedDbStore('old');
      await stores.deleteIndexedDbStore('never-there');
      return [(await indexedDB.databases()).length, await stores.outcomeOf(stores.deleteIndexedDbStore(''))] as const;
    });
    expect(deleted).toMatchObject([0, { code: 'TypeError' }]);

    expect(await openIn(first, 'held', 1)).toMatchObject({ code: 'fulfilled' });
    await first.evaluate(async () => {
      await kept.close();
      await new Promise((resolve) => (indexedDB.open('held').onsuccess = resolve));
    });
    expect(await second.evaluate(() => stores.outcomeOf(stores.deleteIndexedDbStore('held')))).toMatchObject({
      code: 'ERR_STORE_LOCKED',
    });
  });
});
