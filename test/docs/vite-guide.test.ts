/** docs/vite.md: its files, built and served by Vite without a line of configuration, mine in Chromium under its policy. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, launchChromium } from '../browser/chromium.ts';
import { namedBlock } from './code-blocks.ts';
import { hasTools, importTool, serveDirectory, writeProject } from './guide-project.ts';

/** What is used of Vite. */
interface Vite {
  build(config: object): Promise<unknown>;
  createServer(config: object): Promise<{
    listen(): Promise<unknown>;
    close(): Promise<void>;
    readonly resolvedUrls: { readonly local: readonly string[] } | null;
  }>;
}

if (!hasTools) console.log('The guide to Vite is not tested: there is no Vite (npm --prefix test/hosts ci).');

describe.skipIf(!hasTools || !hasChromium)('the guide to Vite', () => {
  const directory = mkdtempSync(join(tmpdir(), 'midstate-vite-'));
  let browser: Browser;
  let vite: Vite;
  beforeAll(async () => {
    writeProject(directory, 'docs/vite.md', { 'package.json': '{ "private": true, "type": "module" }' });
    [browser, vite] = await Promise.all([launchChromium(), importTool<Vite>('vite')]);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const config = { root: directory, configFile: false, logLevel: 'error' };

  /** Clicks the button and waits for the hash; tells backend and kind of worker, and what the console was told. */
  async function mineAt(url: string): Promise<{ mined: string; messages: string[]; workersLeft: number; page: Page }> {
    const page = await browser.newPage();
    const messages: string[] = [];
    page.on('console', (message) => messages.push(message.text()));
    page.on('pageerror', (error) => messages.push(error.message));
    await page.goto(url);
    expect(page.workers()).toEqual([]);
    await page.getByRole('button', { name: 'Start' }).click();
    const output = page.locator('output', { hasText: /^0000[0-9a-f]{60} / });
    await output.waitFor({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Start' }).waitFor();
    const mined = (await output.textContent())!.replace(/^\w+ /, '');
    return { mined, messages, workersLeft: page.workers().length, page };
  }

  it('gives a build that mines in workers by URL, under the policy that it names', async () => {
    await vite.build(config);
    const [name, policy] = namedBlock('docs/vite.md', 'policy').trim().split(': ');
    const site = await serveDirectory(join(directory, 'dist'), { [name!]: policy! });
    const { page, ...seen } = await mineAt(site.url);
    expect(seen).toEqual({ mined: 'simd url', messages: [], workersLeft: 0 });
    await page.close();
    site.close();
  });

  it('is told to need wasm-unsafe-eval: without it the kernel is JavaScript, and the console says what to add', async () => {
    const [name, policy] = namedBlock('docs/vite.md', 'policy').trim().split(': ');
    const site = await serveDirectory(join(directory, 'dist'), { [name!]: policy!.replace(" 'wasm-unsafe-eval'", '') });
    const { page, mined, messages } = await mineAt(site.url);
    expect(mined).toBe('js url');
    expect(messages.filter((text) => text.startsWith('midstate: '))).toEqual([
      expect.stringContaining("Add 'wasm-unsafe-eval' to script-src"),
    ]);
    await page.close();
    site.close();
  });

  it('stops when it is asked to', async () => {
    const site = await serveDirectory(join(directory, 'dist'));
    const page = await browser.newPage();
    await page.goto(site.url);
    // at once, so that no solution comes first
    await page.evaluate(() => {
      const button = document.querySelector('button')!;
      button.click();
      button.click();
    });
    await page.locator('output', { hasText: 'Stopped' }).waitFor();
    expect(page.workers()).toEqual([]);
    await page.close();
    site.close();
  });

  it('works on the development server too', async () => {
    const server = await vite.createServer({ ...config, server: { port: 0, host: '127.0.0.1' } });
    await server.listen();
    const { page, mined } = await mineAt(server.resolvedUrls!.local[0]!);
    expect(mined).toBe('simd url');
    await page.close();
    await server.close();
  });
});
