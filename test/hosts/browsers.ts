/** Browsers that open a page and listen to what its consumer tells. */
import { existsSync } from 'node:fs';
import { hasChromium, launchChromium } from '../browser/chromium.ts';
import type { Outcome } from './cell.ts';
import { outcomeOfLine } from './findings-line.ts';
import { importTool } from './tools.ts';

/** Where Debian puts it, unless `FIREFOX_PATH` says otherwise. */
export const firefoxPath: string = process.env['FIREFOX_PATH'] ?? '/usr/bin/firefox-esr';

/** Which browsers are on this machine. */
export const hasBrowser: Readonly<Record<BrowserName, boolean>> = {
  Chromium: hasChromium,
  'Firefox ESR': existsSync(firefoxPath),
};
export type BrowserName = 'Chromium' | 'Firefox ESR';

/** A browser that is open. */
export interface OpenBrowser {
  readonly version: string;
  /** Opens a page, alone in its context, and closes it when its consumer has told what it found. */
  open(url: string): Promise<Outcome>;
  close(): Promise<void>;
}

/** The longest that a page may take to tell: a worker that does not come is given up after ten seconds, in each way. */
const PAGE_MS = 30_000;

export function openBrowser(name: BrowserName): Promise<OpenBrowser> {
  return name === 'Chromium' ? openChromium() : openFirefox();
}

async function openChromium(): Promise<OpenBrowser> {
  const browser = await launchChromium();
  return {
    version: browser.version(),
    close: () => browser.close(),
    async open(url) {
      const page = await browser.newPage();
      const workerUrls: string[] = [];
      page.on('worker', (worker) => workerUrls.push(worker.url()));
      try {
        const outcome = await outcomeOf((hear, fail) => {
          page.on('console', (message) => hear(message.text()));
          page.on('pageerror', (error) => hear(error.message));
          page.goto(url).catch(fail);
        });
        return { ...outcome, workerUrls };
      } finally {
        await page.close();
      }
    },
  };
}

/** What of puppeteer-core is used. */
interface Puppeteer {
  readonly default: { launch(options: object): Promise<PuppeteerBrowser> };
}
interface PuppeteerBrowser {
  version(): Promise<string>;
  newPage(): Promise<PuppeteerPage>;
  close(): Promise<void>;
}
interface PuppeteerPage {
  on(event: 'console', listener: (message: { text(): string }) => void): void;
  on(event: 'pageerror', listener: (error: unknown) => void): void;
  goto(url: string): Promise<unknown>;
  close(): Promise<void>;
}

/** Over WebDriver BiDi, which does not tell of workers. */
async function openFirefox(): Promise<OpenBrowser> {
  const { default: puppeteer } = await importTool<Puppeteer>('puppeteer-core');
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath: firefoxPath, headless: true });
  return {
    version: (await browser.version()).replace(/^\D+/, ''),
    close: () => browser.close(),
    async open(url) {
      const page = await browser.newPage();
      try {
        return await outcomeOf((hear, fail) => {
          page.on('console', (message) => hear(message.text()));
          page.on('pageerror', (error) => hear(String(error)));
          page.goto(url).catch(fail);
        });
      } finally {
        await page.close();
      }
    },
  };
}

/** Listens until the consumer told, the page cannot be opened, or the time is over; then all that was heard is the error. */
function outcomeOf(listen: (hear: (line: string) => void, fail: (error: unknown) => void) => void): Promise<Outcome> {
  const lines: string[] = [];
  return new Promise((resolve) => {
    const fail = (error: unknown): void => {
      clearTimeout(timer);
      resolve({ error: [error instanceof Error ? error.message : String(error), ...lines].join('\n') });
    };
    const timer = setTimeout(() => fail(`nothing was told in ${PAGE_MS / 1000} s`), PAGE_MS);
    listen((line) => {
      const outcome = outcomeOfLine(line);
      if (outcome === undefined) lines.push(line);
      else {
        clearTimeout(timer);
        resolve(outcome);
      }
    }, fail);
  });
}
