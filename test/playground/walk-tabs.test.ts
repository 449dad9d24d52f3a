/** Two tabs of the playground on one chain, a browser that keeps nothing, and one that is asked to keep it. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useBrowserAndSite } from './browser-and-site.ts';
import { canWalk, servePlayground } from './playground-site.ts';
import { openWatchedPage, panel, PATIENTLY, shownHeights, untilHeight } from './watched-page.ts';

describe.skipIf(!canWalk)('tabs of the playground', () => {
  const opened = useBrowserAndSite(() => servePlayground());

  const button = (page: Page, name: string) => panel(page, 'Mine').getByRole('button', { name });
  const textOf = (page: Page): Promise<string> => panel(page, 'Mine').innerText();
  const newest = async (page: Page): Promise<number | undefined> => (await shownHeights(page))[0];

  it('the second is told that the first has the chain, and goes on with it when the first is closed', async () => {
    const first = await openWatchedPage(opened.context, opened.url);
    await button(first.page, 'Start mining').click();
    await untilHeight(first.page, 2);
    const second = await openWatchedPage(opened.context, opened.url);
    await expect.poll(() => textOf(second.page), PATIENTLY).toMatch(/Another tab has the stored chain open/);
    expect(await shownHeights(second.page)).toEqual([0]);
    const height = (await newest(first.page))!;
    await first.page.close();
    await expect.poll(() => newest(second.page), PATIENTLY).toBeGreaterThanOrEqual(height);
    expect(await textOf(second.page)).not.toMatch(/Another tab/);
    // it goes on with the chain, not with a search that nobody started here
    expect(second.page.workers()).toEqual([]);
    const taken = (await newest(second.page))!;
    await button(second.page, 'Start mining').click();
    await untilHeight(second.page, taken + 1);
    expect([...first.watch.problems, ...second.watch.problems]).toEqual([]);
  }, 120_000);

  it('the second has the chain when its user wants it there, and the first says so', async () => {
    const first = await openWatchedPage(opened.context, opened.url);
    await button(first.page, 'Start mining').click();
    await untilHeight(first.page, 2);
    const second = await openWatchedPage(opened.context, opened.url);
    await button(second.page, 'Use the stored chain in this tab').click();
    await expect.poll(() => newest(second.page), PATIENTLY).toBeGreaterThanOrEqual(2);
    expect(await textOf(second.page)).toMatch(/The chain is kept in this browser/);
    await expect.poll(() => textOf(first.page), PATIENTLY).toMatch(/Another tab has taken the stored chain over/);
    await expect.poll(() => first.page.workers().length, PATIENTLY).toBe(0);
    expect(await shownHeights(first.page)).toEqual([0]);
    expect([...first.watch.problems, ...second.watch.problems]).toEqual([]);
  }, 120_000);

  it('mines in memory where the browser refuses to keep anything, and says why', async () => {
    await opened.context.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('the user denied permission', 'SecurityError');
      };
    });
    const { page, watch } = await openWatchedPage(opened.context, opened.url);
    await expect.poll(() => textOf(page), PATIENTLY).toMatch(/private window.*the user denied permission/);
    expect(await button(page, 'Ask the browser to keep it').count()).toBe(0);
    await button(page, 'Start mining').click();
    await untilHeight(page, 1);
    await expect.poll(() => panel(page, 'Environment').innerText(), PATIENTLY).toMatch(/memory/);
    expect(watch.problems).toEqual([]);
  }, 120_000);

  it('asks the browser to keep the chain when the user does, and shows the answer', async () => {
    await opened.context.addInitScript(() => {
      let isKept = false;
      StorageManager.prototype.persisted = () => Promise.resolve(isKept);
      StorageManager.prototype.persist = () => Promise.resolve((isKept = true));
    });
    const { page, watch } = await openWatchedPage(opened.context, opened.url);
    await expect.poll(() => textOf(page), PATIENTLY).toMatch(/The browser may delete it/);
    await button(page, 'Ask the browser to keep it').click();
    await expect.poll(() => textOf(page), PATIENTLY).toMatch(/The browser keeps it until you delete it/);
    await button(page, 'Ask the browser to keep it').waitFor({ state: 'detached' });
    expect(watch.problems).toEqual([]);
  });
});
