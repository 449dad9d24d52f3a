/** What the walks stand on: a browser and a served site for a block of tests, a context of its own for each test. */
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';

/** A site on a free port of this machine. */
export interface Site {
  readonly url: string;
  close(): void;
}

/** Both, for the tests of the block that calls it; neither is there before the first of them. */
export function useBrowserAndSite(serve: () => Promise<Site>): {
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly url: string;
} {
  let browser: Browser;
  let site: Site;
  let context: BrowserContext;
  beforeAll(async () => {
    [browser, site] = await Promise.all([launchChromium(), serve()]);
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
  });
  beforeEach(async () => {
    context = await browser.newContext();
  });
  afterEach(() => context.close());
  return {
    get browser() {
      return browser;
    },
    get context() {
      return context;
    },
    get url() {
      return site.url;
    },
  };
}
