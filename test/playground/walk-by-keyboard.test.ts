/** A walk through the playground by keyboard alone: every control is reached by Tab, in the order of the page, and can be used. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useBrowserAndSite } from './browser-and-site.ts';
import { networks } from '../../src/consensus/index.ts';
import { bytesToHex } from '../../src/primitives/index.ts';
import { canWalk, servePlayground } from './playground-site.ts';
import { openWatchedPage, panel, PATIENTLY, shownHeights, untilHeight } from './watched-page.ts';

/** More Tabs than the page has controls. */
const MANY = 80;

/** What has the focus, as it is read aloud: its label or its text. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const one = document.activeElement;
    if (one === null || one === document.body) return '';
    const label = (one as HTMLInputElement).labels?.[0]?.firstElementChild?.textContent;
    return (label ?? one.getAttribute('aria-label') ?? one.textContent).trim();
  });
}

/** Presses Tab until this has the focus, and tells whether that can be seen. */
async function tabTo(page: Page, name: string): Promise<void> {
  const passed: string[] = [];
  for (let i = 0; i < MANY; i++) {
    await page.keyboard.press('Tab');
    const now = await focused(page);
    if (now === name) {
      const outline = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle);
      expect(outline, `the outline of ${name}`).not.toBe('none');
      return;
    }
    passed.push(now);
  }
  throw new Error(`Tab does not lead to ${name}; it led to ${passed.join(' | ')}`);
}

describe.skipIf(!canWalk)('the playground by keyboard', () => {
  const opened = useBrowserAndSite(() => servePlayground());

  it('mines, changes threads and backend, asks before it forgets, inspects, and lets branches race', async () => {
    const { page, watch } = await openWatchedPage(opened.context, opened.url);
    await untilHeight(page, 0);
    const mine = panel(page, 'Mine');
    const { keyboard } = page;

    await keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to the panels');
    await keyboard.press('Enter');
    await tabTo(page, 'Start mining');
    await keyboard.press('Enter');
    await untilHeight(page, 1);
    expect(await focused(page)).toBe('Stop mining');

    await tabTo(page, 'Backend');
    await keyboard.type('scalar');
    await expect.poll(() => mine.getByRole('status').innerText(), PATIENTLY).toMatch(/\bscalar\b/);
    await tabTo(page, 'Threads');
    await keyboard.type('1');
    await keyboard.press('Tab');
    await expect.poll(() => page.workers().length, PATIENTLY).toBe(1);

    // Escape keeps the chain, and the focus is where it was
    expect(await focused(page)).toBe('Begin a new chain');
    await keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    expect(await focused(page)).toBe('Keep it');
    await keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await focused(page)).toBe('Begin a new chain');
    expect((await shownHeights(page))[0]).toBeGreaterThan(0);
    for (let i = 0; i < 3; i++) await keyboard.press('Shift+Tab');
    expect(await focused(page)).toBe('Stop mining');
    await keyboard.press('Space');
    await mine.getByRole('button', { name: 'Start mining' }).waitFor();

    await tabTo(page, 'Header in hex');
    await keyboard.insertText(bytesToHex(networks.mainnet.genesis));
    await tabTo(page, 'Inspect');
    await keyboard.press('Enter');
    await expect
      .poll(() => panel(page, 'Inspect a header').getByRole('status').innerText(), PATIENTLY)
      .toMatch(/Not refused/);

    await tabTo(page, 'File of headers');
    await tabTo(page, 'Mine on B');
    await keyboard.press('Enter');
    await expect
      .poll(() => panel(page, 'Reorganise').getByRole('status').innerText(), PATIENTLY)
      .toMatch(/^Active branch: B/);
    await tabTo(page, 'Copy results as JSON');
    expect(watch.problems).toEqual([]);
    expect(watch.foreignRequests).toEqual([]);
  }, 180_000);
});
