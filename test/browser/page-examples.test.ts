/** The examples of the documentation that are for pages, run in one, over the built package. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { hasChromium, launchChromium, serveSite } from './chromium.ts';

const root = new URL('../../', import.meta.url);
const { exports } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
  exports: Record<string, { default: string }>;
};
const document = readFileSync(new URL('docs/stores.md', root), 'utf8');
const examples = [...document.matchAll(/^```js\n(.*?)^```/gms)].map((match) => match[1]!);

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
    expect(examples).toHaveLength(2);
    expect(examples.every((code) => code.includes("'midstate/store/indexeddb'"))).toBe(true);
  });

  it.each(examples)('run, and print what their comments say', async (code) => {
    const page = await browser.newPage();
    const lines: string[] = [];
    const errors: string[] = [];
    page.on('console', (message) => lines.push(message.text()));
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(site.url);
    await page.addScriptTag({ type: 'module', content: `${forPage(code)}\nglobalThis.isDone = true;` });
    await page.waitForFunction('globalThis.isDone', undefined, { timeout: 20_000 });
    expect(errors).toEqual([]);
    for (const [, promised] of code.matchAll(/console\.log\(.*?\); \/\/ (.*)$/gm)) expect(lines).toContain(promised);
    await page.close();
  });
});
