/** The examples of the documentation that are for pages, run in one, over the built package. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { brokenPromises, codeBlocks, root } from '../docs/code-blocks.ts';
import { hasChromium, launchChromium, serveSite } from './chromium.ts';

const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
  exports: Record<string, { default: string }>;
};
const examples = codeBlocks()
  .filter(({ language, name }) => language === 'js' && name === 'page')
  .map(({ document, code }, i) => ({ name: `${document}, example ${i + 1} for pages`, code }));

/** With the package's entries in place of their names, as a bundler would put them. */
function forPage(code: string): string {
  return code.replaceAll(/'midstate(\/[^']+)?'/g, (_all, path: string | undefined) => {
    return `'${exports[`.${path ?? ''}`]!.default.slice(1)}'`;
  });
}

describe.skipIf(!hasChromium)('the examples for pages', () => {
  let browser: Browser;
  let site: Awaited<ReturnType<typeof serveSite>>;
  beforeAll(async () => {
    [browser, site] = await Promise.all([launchChromium(), serveSite({})]);
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
  });

  it('are found', () => {
    expect(examples.length).toBeGreaterThanOrEqual(2);
  });

  /** Runs a module in a new page; ends when it has run to its end. */
  async function runInPage(code: string): Promise<{ errors: string[]; broken: string[] }> {
    const page = await browser.newPage();
    const lines: string[] = [];
    const errors: string[] = [];
    page.on('console', (message) => lines.push(message.text()));
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(site.url);
    await page.addScriptTag({ type: 'module', content: `${forPage(code)}\nglobalThis.isDone = true;` });
    await page.waitForFunction('globalThis.isDone', undefined, { timeout: 20_000 });
    await page.close();
    return { errors, broken: brokenPromises(code, lines) };
  }

  it.each(examples)('$name runs, and prints what its comments say', async ({ code }) => {
    expect(await runInPage(code)).toEqual({ errors: [], broken: [] });
  });

  it('are noticed where a comment says what is not printed', async () => {
    const code =
      "import { sha256 } from 'midstate';\nconsole.log('size', sha256(new Uint8Array(0)).length); // size 33\n";
    expect(await runInPage(code)).toEqual({ errors: [], broken: ['size 33'] });
  });
});
