/**
 * How the playground looks, and what axe-core finds in it: phone and desktop, light and dark, at rest and in use.
 * The screenshots are written to .test-results/playground, to be looked at.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networks } from '../../src/consensus/index.ts';
import { launchChromium } from '../browser/chromium.ts';
import { canWalk, root, servePlayground } from './playground-site.ts';
import type { Site } from './browser-and-site.ts';
import { openWatchedPage, panel, untilHeight, type WatchedPage } from './watched-page.ts';

const AXE = `${root}test/hosts/node_modules/axe-core/axe.min.js`;
const hasAxe = existsSync(AXE);
if (canWalk && !hasAxe) console.log('axe-core is missing (npm --prefix test/hosts ci): accessibility is not checked.');
const SCREENSHOTS = `${root}.test-results/playground/`;

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly help: string;
    readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[];
  }[];
}
declare const axe: { run(): Promise<AxeResults> };

/** What axe-core finds serious or critical, in lines. The page's policy is not asked: its source is evaluated by the browser's tools. */
async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(readFileSync(AXE, 'utf8'));
  const { violations } = await page.evaluate(() => axe.run());
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary = '' }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary}`),
    );
}

/** What stands out of its panel at the right, and cannot be scrolled to within it. */
function overhanging(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const { right } = document.querySelector('main > section')!.getBoundingClientRect();
    const isReachable = (one: Element | null): boolean =>
      one !== null && (/auto|scroll/.test(getComputedStyle(one).overflowX) || isReachable(one.parentElement));
    const wide = [...document.querySelectorAll('main *')]
      .filter((one) => one.getBoundingClientRect().right > right + 0.5 && !isReachable(one))
      .map((one) => one.outerHTML.slice(0, 120));
    return scrollWidth > clientWidth ? [`the page is ${scrollWidth} px wide in ${clientWidth} px`, ...wide] : wide;
  });
}

/** Brings something into every panel. */
async function fillPanels(page: Page): Promise<void> {
  const mine = panel(page, 'Mine');
  await mine.getByRole('button', { name: 'Start mining' }).click();
  await untilHeight(page, 4);
  await panel(page, 'Inspect a header').getByRole('button', { name: 'Header 1, one bit broken' }).click();
  await panel(page, 'Verify a file')
    .getByLabel('File of headers', { exact: true })
    .setInputFiles({
      name: 'genesis.bin',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from(networks.mainnet.genesis),
    });
  const race = panel(page, 'Reorganise');
  for (const branch of ['A', 'A', 'B', 'B', 'B']) await race.getByRole('button', { name: `Mine on ${branch}` }).click();
  // two updates of the charts
  await page.waitForTimeout(2500);
  await mine.getByRole('button', { name: 'Stop mining' }).click();
  await mine.getByRole('button', { name: 'Start mining' }).waitFor();
}

async function showAs(page: Page, { scheme, width }: { scheme: 'light' | 'dark'; width: number }): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme });
  await page.setViewportSize({ width, height: 800 });
  // charts follow the width in the next frames
  await page.waitForTimeout(300);
}

describe.skipIf(!canWalk)('the looks of the playground', () => {
  let browser: Browser;
  let site: Site;
  let context: BrowserContext;
  let used: WatchedPage;
  beforeAll(async () => {
    rmSync(SCREENSHOTS, { recursive: true, force: true });
    mkdirSync(SCREENSHOTS, { recursive: true });
    [browser, site] = await Promise.all([launchChromium(), servePlayground()]);
    context = await browser.newContext({ reducedMotion: 'reduce' });
    used = await openWatchedPage(context, site.url);
    await untilHeight(used.page, 0);
    await used.page.screenshot({ path: `${SCREENSHOTS}at-rest.png`, fullPage: true });
    await fillPanels(used.page);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    site?.close();
  });

  const views = (['light', 'dark'] as const).flatMap((scheme) => [360, 1280].map((width) => ({ scheme, width })));

  it.each(views)('nothing overhangs at $width px in $scheme, and axe-core finds nothing serious', async (view) => {
    const { page, watch } = used;
    await showAs(page, view);
    for (const [i, section] of (await page.locator('main > section').all()).entries())
      await section.screenshot({ path: `${SCREENSHOTS}${view.scheme}-${view.width}-${i + 1}.png` });
    expect(await overhanging(page)).toEqual([]);
    if (hasAxe) expect(await seriousFindings(page)).toEqual([]);
    expect(watch.problems).toEqual([]);
  });

  it.each(views.filter(({ width }) => width === 360))('a question fits on a phone in $scheme', async (view) => {
    const { page } = used;
    await showAs(page, view);
    await panel(page, 'Mine').getByRole('button', { name: 'Begin a new chain' }).click();
    await page.getByRole('dialog').waitFor();
    await page.screenshot({ path: `${SCREENSHOTS}${view.scheme}-question.png` });
    expect(await overhanging(page)).toEqual([]);
    if (hasAxe) expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  it.skipIf(!hasAxe)('the checks would find an overhang and text without contrast', async () => {
    const { page } = await openWatchedPage(context, site.url);
    await page.setViewportSize({ width: 360, height: 800 });
    await page.evaluate(() => {
      const planted = document.createElement('p');
      planted.textContent = 'hardly to be read';
      planted.style.cssText = 'width: 500px; color: #ccc; background: #fff';
      document.querySelector('main')!.prepend(planted);
    });
    expect((await overhanging(page)).length).toBeGreaterThan(0);
    expect((await seriousFindings(page)).some((line) => line.startsWith('color-contrast'))).toBe(true);
  });
});
