/** docs/react.md: its hook and component, bundled by esbuild, used in Chromium: start, nonce, stop, unmount, StrictMode. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, launchChromium } from '../browser/chromium.ts';
import { namedBlock } from './code-blocks.ts';
import { hasTools, importTool, serveDirectory, writeProject } from './guide-project.ts';

/** What is used of esbuild. */
interface Esbuild {
  build(options: object): Promise<{ readonly errors: readonly unknown[]; readonly warnings: readonly unknown[] }>;
}

/** The page: the guide's component, or one that searches as it is mounted, and a way to take it away. `bits` of 0x03000001 are a target of 1: no hash is below. */
const main = `
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Miner } from './miner.jsx';
import { useMine } from './use-mine.js';
function SearchAtOnce() {
  const [job] = useState({ header: new Uint8Array(80), target: 0n });
  return <output>{useMine(job).progress?.attempts} hashes</output>;
}
const root = createRoot(document.querySelector('main'));
const hopeless = location.hash === '#hopeless' ? { bits: 0x03000001 } : {};
root.render(<StrictMode>{location.hash === '#at-once' ? <SearchAtOnce /> : <Miner {...hopeless} />}</StrictMode>);
globalThis.unmount = () => root.unmount();
`;
const html =
  '<!doctype html><meta charset="utf-8"><title>React</title><main></main><script type="module" src="main.js"></script>';

/** The hook without its cleanup: what the test must notice. */
const withoutCleanup = (code: string): string => code.replace('return () => stop.abort();', '');

if (!hasTools) console.log('The guide to React is not tested: there is no React (npm --prefix test/hosts ci).');

describe.skipIf(!hasTools || !hasChromium)('the guide to React', () => {
  const directory = mkdtempSync(join(tmpdir(), 'midstate-react-'));
  let browser: Browser;
  let esbuild: Esbuild;
  const opened: { close(): void }[] = [];
  beforeAll(async () => {
    [browser, esbuild] = await Promise.all([launchChromium(), importTool<Esbuild>('esbuild')]);
  });
  afterAll(async () => {
    await browser?.close();
    for (const site of opened) site.close();
    rmSync(directory, { recursive: true, force: true });
  });

  /** Bundles the guide for development, in which StrictMode mounts twice, and serves it. */
  async function serveGuide(name: string, change: (hook: string) => string = (hook) => hook): Promise<string> {
    const project = join(directory, name);
    const others = {
      'main.jsx': main,
      'index.html': html,
      'use-mine.js': change(namedBlock('docs/react.md', 'use-mine.js')),
    };
    writeProject(project, 'docs/react.md', others, ['react', 'react-dom', 'scheduler']);
    const { errors, warnings } = await esbuild.build({
      absWorkingDir: project,
      entryPoints: ['main.jsx'],
      bundle: true,
      format: 'esm',
      jsx: 'automatic',
      outfile: join(project, 'main.js'),
      define: { 'process.env.NODE_ENV': '"development"' },
      logLevel: 'silent',
    });
    expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
    // esbuild leaves the worker where the package has it
    cpSync(join(project, 'node_modules/midstate/dist/miner/worker.web.js'), join(project, 'worker.web.js'));
    const site = await serveDirectory(project);
    opened.push(site);
    return site.url;
  }

  /** The page, what its console was told, and how many workers were ever started. */
  async function open(url: string): Promise<{ page: Page; messages: string[]; started: () => number }> {
    const page = await browser.newPage();
    const messages: string[] = [];
    let workers = 0;
    page.on('console', (message) => message.type() !== 'info' && messages.push(message.text()));
    page.on('pageerror', (error) => messages.push(error.message));
    page.on('worker', () => workers++);
    await page.goto(url);
    return { page, messages, started: () => workers };
  }

  async function workersGone(page: Page, timeout = 10_000): Promise<void> {
    await expect.poll(() => page.workers().length, { timeout }).toBe(0);
  }

  it('finds a nonce at a click, and leaves no worker behind', async () => {
    const { page, messages, started } = await open(await serveGuide('found'));
    expect(started()).toBe(0);
    await page.getByRole('button', { name: 'Start' }).click();
    await page.locator('output', { hasText: /^nonce \d+$/ }).waitFor();
    expect(started()).toBeGreaterThan(0);
    await workersGone(page);
    expect(messages).toEqual([]);
    await page.close();
  });

  it('shows progress; stops at a click; starts anew; ends with the component', async () => {
    const { page, messages, started } = await open(`${await serveGuide('stopped')}#hopeless`);
    await page.getByRole('button', { name: 'Start' }).click();
    await page.locator('output', { hasText: /^[1-9]\d* hashes$/ }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Start' }).waitFor();
    expect(await page.locator('output').textContent()).toBe('');
    await workersGone(page);

    const before = started();
    await page.getByRole('button', { name: 'Start' }).click();
    await page.locator('output', { hasText: /^[1-9]\d* hashes$/ }).waitFor();
    expect(started()).toBeGreaterThan(before);
    await page.evaluate('unmount()');
    await workersGone(page);
    expect(messages).toEqual([]);
    await page.close();
  });

  it('searches once where StrictMode mounts twice', async () => {
    const { page, messages } = await open(`${await serveGuide('strict')}#at-once`);
    await page.locator('output', { hasText: /^[1-9]\d* hashes$/ }).waitFor();
    const threads = await page.evaluate(() => navigator.hardwareConcurrency);
    await expect.poll(() => page.workers().length, { timeout: 10_000 }).toBe(threads);
    await page.evaluate('unmount()');
    await workersGone(page);
    expect(messages).toEqual([]);
    await page.close();
  });

  it('would be seen to leak if its hook did not clean up', async () => {
    const { page } = await open(`${await serveGuide('leaking', withoutCleanup)}#hopeless`);
    await page.getByRole('button', { name: 'Start' }).click();
    await page.locator('output', { hasText: /^[1-9]\d* hashes$/ }).waitFor();
    await page.evaluate('unmount()');
    await expect(workersGone(page, 1000)).rejects.toThrow('to be +0');
    await page.close();
  });

  it('has a hook of about ten lines', () => {
    const lines = namedBlock('docs/react.md', 'use-mine.js').match(
      /useEffect\(\(\) => \{\n(.*?)\n {2}\}, \[job\]\)/s,
    )![1]!;
    expect(lines.split('\n').length).toBeLessThanOrEqual(10);
  });
});
