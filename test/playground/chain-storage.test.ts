/** The playground's chains in Chromium: real tabs, a real IndexedDB, one that refuses, and one that is damaged. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';
import { useBrowserAndSite } from './browser-and-site.ts';
import type * as chainStorage from '../../examples/playground/src/chain-storage.ts';
import type * as storagePersistence from '../../examples/playground/src/storage-persistence.ts';
import { hasChromium } from '../browser/chromium.ts';
import { PATIENTLY } from './watched-page.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What the page has. */
declare const tab: {
  storage: chainStorage.ChainStorage;
  changes: chainStorage.StorageChange[];
  open(): Promise<void>;
  height(): Promise<number | undefined>;
  append(from: number, to: number): Promise<void>;
} & typeof storagePersistence;

const ENTRY = `
import { openChainStorage } from '${root}examples/playground/src/chain-storage.ts';
import * as persistence from '${root}examples/playground/src/storage-persistence.ts';
const network = { name: 'tabs', genesisHash: '0f'.repeat(32), targetSpacing: 5 };
globalThis.tab = {
  ...persistence,
  changes: [],
  async open() {
    const onChange = async (next, change) => {
      // what is under way ends in the store before
      if (change === 'handed over') await tab.append((await tab.height()) + 1, (await tab.height()) + 1);
      tab.storage = next;
      tab.changes.push(change);
    };
    tab.storage = await openChainStorage('chain', network, { onChange });
  },
  height: async () => (await tab.storage.store.tip())?.height,
  append: (from, to) =>
    tab.storage.store.append(
      Array.from({ length: to - from + 1 }, (_, i) => ({
        height: from + i,
        header: new Uint8Array(80).fill(from + i),
        body: new Uint8Array(100),
      })),
    ),
};
`;

async function serveTabs(): Promise<{ url: string; close(): void }> {
  const build = await rolldown({
    input: 'entry',
    cwd: root,
    platform: 'browser',
    // its paths are those of Node
    tsconfig: false,
    resolve: {
      alias: {
        '#kernel-source': `${root}src/engine/kernel-modules.inlined.ts`,
        '#spawn-worker': `${root}src/miner/spawn.web.ts`,
        'midstate/store/indexeddb': `${root}src/store/indexeddb-store.ts`,
        'midstate/store/memory': `${root}src/store/index.ts`,
        midstate: `${root}src/index.ts`,
      },
    },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? `${root}entry.ts` : undefined),
        load: (id) => (id === `${root}entry.ts` ? { code: ENTRY, moduleType: 'js' } : undefined),
      },
    ],
  });
  const { output } = await build.generate({ format: 'esm' });
  await build.close();
  const page = '<!doctype html><meta charset="utf-8"><title>tab</title><script type="module" src="/tab.js"></script>';
  const server = createServer((request, response) => {
    if (request.url === '/tab.js') response.setHeader('content-type', 'text/javascript').end(output[0].code);
    else response.setHeader('content-type', 'text/html').end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => void server.close() };
}

describe.skipIf(!hasChromium)('chains of the playground in Chromium', () => {
  const opened = useBrowserAndSite(serveTabs);

  async function openTab(prepare?: () => void): Promise<Page> {
    const page = await opened.context.newPage();
    if (prepare) await page.addInitScript(prepare);
    await page.goto(opened.url);
    await page.evaluate(() => tab.open());
    return page;
  }
  const kindIn = (page: Page): Promise<string> => page.evaluate(() => tab.storage.kind);
  const noteIn = (page: Page): Promise<string> => page.evaluate(() => tab.storage.note ?? '');
  const changesIn = (page: Page): Promise<string[]> => page.evaluate(() => tab.changes);
  const heightIn = (page: Page): Promise<number | undefined> => page.evaluate(() => tab.height());
  const choose = (page: Page, label: string): Promise<void> =>
    page.evaluate((wanted) => tab.storage.choices.find((choice) => choice.label === wanted)!.choose(), label);

  it('are there after a reload', async () => {
    const page = await openTab();
    await page.evaluate(() => tab.append(0, 9));
    await page.reload();
    await page.evaluate(() => tab.open());
    expect([await kindIn(page), await noteIn(page), await heightIn(page)]).toEqual(['indexeddb', '', 9]);
  });

  it('go to the tab that waits when the other is closed in the middle of its writing', async () => {
    const first = await openTab();
    const second = await openTab();
    expect(await kindIn(second)).toBe('memory');
    expect(await noteIn(second)).toMatch(/^Another tab has the stored chain open/);
    await first.evaluate(async () => {
      await tab.append(0, 0);
      const writeOn = async (height: number): Promise<void> => {
        await tab.append(height, height);
        return writeOn(height + 1);
      };
      void writeOn(1);
      await new Promise((resolve) => setTimeout(resolve, 100));
    });
    await first.close();
    await expect.poll(() => changesIn(second), PATIENTLY).toEqual(['taken']);
    expect([await kindIn(second), await noteIn(second)]).toEqual(['indexeddb', '']);
    expect(await heightIn(second)).toBeGreaterThan(0);
  });

  it('are handed over on request, after what is under way, and come back when the other tab gives them up', async () => {
    const first = await openTab();
    await first.evaluate(() => tab.append(0, 4));
    const second = await openTab();
    await choose(second, 'Use the stored chain in this tab');
    await expect.poll(() => changesIn(second), PATIENTLY).toEqual(['taken']);
    expect(await heightIn(second)).toBe(5);
    expect(await changesIn(first)).toEqual(['handed over']);
    expect(await kindIn(first)).toBe('memory');
    await second.evaluate(() => tab.storage.close());
    await expect.poll(() => changesIn(first), PATIENTLY).toEqual(['handed over', 'taken']);
    expect(await heightIn(first)).toBe(5);
  });

  it('are begun anew while another tab waits', async () => {
    const first = await openTab();
    await first.evaluate(() => tab.append(0, 4));
    const second = await openTab();
    await first.evaluate(() => tab.storage.beginAnew());
    expect([await kindIn(first), await heightIn(first)]).toEqual(['indexeddb', undefined]);
    await first.evaluate(() => tab.append(0, 1));
    expect(await changesIn(second)).toEqual([]);
    await first.close();
    await expect.poll(() => changesIn(second), PATIENTLY).toEqual(['taken']);
    expect(await heightIn(second)).toBe(1);
  });

  it('are in memory, with the reason, where the browser refuses the database', async () => {
    const page = await openTab(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('the user denied permission', 'SecurityError');
      };
    });
    expect(await kindIn(page)).toBe('memory');
    expect(await noteIn(page)).toMatch(/private window.* SecurityError the user denied permission/);
    await page.evaluate(() => tab.append(0, 1));
    expect(await heightIn(page)).toBe(1);
  });

  it('are rebuilt after damage when the user wants that, and not before', async () => {
    const page = await openTab();
    await page.evaluate(async () => {
      await tab.append(0, 299);
      await tab.storage.close();
      const database = await new Promise<IDBDatabase>((resolve) => {
        const opening = indexedDB.open('chain');
        opening.onsuccess = () => resolve(opening.result);
      });
      const transaction = database.transaction('bodies', 'readwrite');
      transaction.objectStore('bodies').put(new Uint8Array(100).fill(1), 280);
      await new Promise((resolve) => (transaction.oncomplete = resolve));
      database.close();
      await tab.open();
    });
    expect(await kindIn(page)).toBe('memory');
    expect(await noteIn(page)).toMatch(/is damaged: .*Blocks 0 to 279 can still be read/);
    await page.reload();
    await page.evaluate(() => tab.open());
    expect(await noteIn(page)).toMatch(/Blocks 0 to 279 can still be read/);
    await choose(page, 'Rebuild what can be read');
    expect([await kindIn(page), await heightIn(page)]).toEqual(['indexeddb', 279]);
    expect(await noteIn(page)).toMatch(/blocks 0 to 279 are there, those up to 299 are lost/);
  });

  it('are kept for good where the browser promises that, and it is said where it does not', async () => {
    const page = await openTab();
    expect(await page.evaluate(() => tab.readPersistence())).toBe('evictable');
    expect(['kept', 'evictable']).toContain(await page.evaluate(() => tab.askToPersist()));
    const states = await page.evaluate(async () => {
      StorageManager.prototype.persist = () => Promise.resolve(true);
      const asked = await tab.askToPersist();
      StorageManager.prototype.persisted = () => Promise.reject(new TypeError('not here'));
      return [asked, await tab.readPersistence()];
    });
    expect(states).toEqual(['kept', 'unknown']);
  });
});
