/** A walk through the mine of the playground in Chromium: blocks, other threads, another backend, reload, a new chain. */
import { describe, expect, it } from 'vitest';
import { useBrowserAndSite } from './browser-and-site.ts';
import { canWalk, servePlayground } from './playground-site.ts';
import { openWatchedPage, panel, PATIENTLY, shownHeights, untilHeight } from './watched-page.ts';

describe.skipIf(!canWalk)('mining in the playground', () => {
  const opened = useBrowserAndSite(() => servePlayground());

  it('starts when asked, finds five blocks, goes on with other threads and another backend, and stops', async () => {
    const { page, watch } = await openWatchedPage(opened.context, opened.url);
    const mine = panel(page, 'Mine');
    const status = mine.getByRole('status');
    const environment = panel(page, 'Environment');
    await expect.poll(() => shownHeights(page), PATIENTLY).toEqual([0]);
    // nothing starts by itself
    expect(page.workers()).toEqual([]);

    await mine.getByLabel('Threads').fill('2');
    await mine.getByLabel('Threads').blur();
    await mine.getByRole('button', { name: 'Start mining' }).click();
    await untilHeight(page, 5);
    expect(page.workers()).toHaveLength(2);
    const shown = await shownHeights(page);
    expect(shown).toEqual(Array.from(shown, (_, i) => shown[0]! - i));
    await expect.poll(() => status.innerText(), PATIENTLY).toMatch(/2 threads/);
    const factOf = (term: string) =>
      environment.locator('dt', { hasText: term }).locator('xpath=following-sibling::dd');
    expect(await factOf('Worker kind').innerText()).toMatch(/url/);

    await mine.getByLabel('Threads').fill('1');
    await mine.getByLabel('Threads').blur();
    await expect.poll(() => page.workers().length, PATIENTLY).toBe(1);

    await mine.getByLabel('Backend').selectOption('js');
    await expect.poll(() => status.innerText(), PATIENTLY).toMatch(/\bjs\b/);
    await mine.getByLabel('Backend').selectOption('scalar');
    await expect.poll(() => status.innerText(), PATIENTLY).toMatch(/\bscalar\b/);
    await untilHeight(page, (await shownHeights(page))[0]! + 1);
    // what was measured of each is told
    await expect.poll(() => mine.getByRole('table').innerText(), PATIENTLY).toMatch(/simd[^]*scalar|scalar[^]*simd/);

    await mine.getByRole('button', { name: 'Stop mining' }).click();
    await mine.getByRole('button', { name: 'Start mining' }).waitFor();
    await expect.poll(() => page.workers().length, PATIENTLY).toBe(0);
    const [stopped] = await shownHeights(page);
    await page.waitForTimeout(500);
    expect((await shownHeights(page))[0]).toBe(stopped);

    console.log(`tasks of more than 50 ms, from the opening of the page on: ${await watch.longTasks()}`);
    expect(watch.problems).toEqual([]);
    expect(watch.foreignRequests).toEqual([]);
  }, 180_000);

  it('goes on from the stored height after a reload, also of a page that was mining', async () => {
    const { page, watch } = await openWatchedPage(opened.context, opened.url);
    const mine = panel(page, 'Mine');
    await mine.getByRole('button', { name: 'Start mining' }).click();
    const first = await untilHeight(page, 3);
    await page.reload();
    // it shows the chain, and waits to be asked
    await expect.poll(async () => (await shownHeights(page))[0], PATIENTLY).toBeGreaterThanOrEqual(first);
    expect(page.workers()).toEqual([]);
    const stored = (await shownHeights(page))[0]!;
    await mine.getByRole('button', { name: 'Start mining' }).click();
    await untilHeight(page, stored + 1);
    await mine.getByRole('button', { name: 'Stop mining' }).click();
    await mine.getByRole('button', { name: 'Start mining' }).waitFor();

    // a page that was closed, not reloaded
    const last = (await shownHeights(page))[0]!;
    await page.close();
    const next = await openWatchedPage(opened.context, opened.url);
    await expect.poll(async () => (await shownHeights(next.page))[0], PATIENTLY).toBe(last);

    await panel(next.page, 'Mine').getByRole('button', { name: 'Begin a new chain' }).click();
    await next.page.getByRole('dialog').getByRole('button', { name: 'Forget it' }).click();
    await expect.poll(() => shownHeights(next.page), PATIENTLY).toEqual([0]);
    await next.page.reload();
    await expect.poll(() => shownHeights(next.page), PATIENTLY).toEqual([0]);
    expect([...watch.problems, ...next.watch.problems]).toEqual([]);
  }, 180_000);
});
