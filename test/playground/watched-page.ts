/** A page of the playground under watch: what it logs, what fails in it, whom it asks, how long its thread is kept. */
import type { BrowserContext, Locator, Page } from 'playwright-core';

/** How long something is waited for that comes at once on a quiet machine. */
export const PATIENTLY = { timeout: 20_000 } as const;

/** What was seen since the page was opened. */
export interface Watch {
  /** Errors and warnings of the console, and what nobody caught. */
  readonly problems: string[];
  /** Addresses outside of the page's origin. */
  readonly foreignRequests: string[];
  /** Tasks of the page's thread of more than 50 ms since the document was opened, to be read by people. */
  longTasks(): Promise<string>;
}

export interface WatchedPage {
  readonly page: Page;
  readonly watch: Watch;
}

/** Runs in the page before anything else. */
function noteLongTasks(): void {
  const tasks: string[] = [];
  Object.assign(globalThis, { longTasks: tasks });
  new PerformanceObserver((list) => {
    for (const { duration, startTime } of list.getEntries())
      tasks.push(`${duration.toFixed(0)} ms at ${startTime.toFixed(0)} ms`);
  }).observe({ type: 'longtask', buffered: true });
}

export async function openWatchedPage(context: BrowserContext, url: string): Promise<WatchedPage> {
  const page = await context.newPage();
  const problems: string[] = [];
  const foreignRequests: string[] = [];
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(`${message.type()}: ${message.text()}`);
  });
  const { origin } = new URL(url);
  page.on('request', (request) => {
    const asked = request.url();
    if (!asked.startsWith(`${origin}/`) && !asked.startsWith(`blob:${origin}/`)) foreignRequests.push(asked);
  });
  await page.addInitScript(noteLongTasks);
  await page.goto(url);
  const watch = {
    problems,
    foreignRequests,
    longTasks: () =>
      page.evaluate(() => (globalThis as unknown as { longTasks: string[] }).longTasks.join(', ') || 'none'),
  };
  return { page, watch };
}

/** The section with this heading. */
export function panel(page: Page, heading: string): Locator {
  return page.getByRole('region', { name: heading, exact: true });
}

/** The heights of the blocks that the mine shows, newest first. */
export async function shownHeights(page: Page): Promise<number[]> {
  const texts = await panel(page, 'Mine').getByRole('list', { name: 'Blocks' }).getByRole('listitem').allInnerTexts();
  return texts.map((text) => {
    const [, digits] = /^Block ([\d,.\u{a0}\u{202f}]+)/u.exec(text) ?? [];
    if (digits === undefined) throw new Error(`expected a text that begins with "Block N", got ${text}`);
    return Number(digits.replaceAll(/\D/g, ''));
  });
}

/** Waits until the newest block has at least this height, and returns it. A busy machine takes its time. */
export async function untilHeight(page: Page, height: number, timeoutMs = 100_000): Promise<number> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const [newest = -1] = await shownHeights(page);
    if (newest >= height) return newest;
    if (performance.now() > until)
      throw new Error(`expected block ${height} in ${timeoutMs} ms, got as far as ${newest}`);
    await page.waitForTimeout(100);
  }
}
