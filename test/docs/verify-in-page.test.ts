/** docs/verify-headers.md, the part for pages: a file is given to its input in Chromium, valid, broken, and not whole. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networks } from '../../src/consensus/index.ts';
import { hasChromium, launchChromium } from '../browser/chromium.ts';
import { root } from './code-blocks.ts';
import { serveDirectory, writeProject } from './guide-project.ts';

const html = `<!doctype html><meta charset="utf-8"><title>Verify</title>
<script type="importmap">{ "imports": {
  "midstate": "/node_modules/midstate/dist/index.js",
  "#kernel-source": "/node_modules/midstate/dist/engine/kernel-modules.inlined.js",
  "#spawn-worker": "/node_modules/midstate/dist/miner/spawn.web.js"
} }</script>
<input type="file"><output></output>
<script type="module" src="/verify-page.js"></script>
`;

describe.skipIf(!hasChromium)('the guide to verifying a file in a page', () => {
  const directory = mkdtempSync(join(tmpdir(), 'midstate-verify-'));
  let browser: Browser;
  let page: Page;
  let site: Awaited<ReturnType<typeof serveDirectory>>;
  const errors: string[] = [];
  beforeAll(async () => {
    writeProject(directory, 'docs/verify-headers.md', { 'index.html': html });
    [browser, site] = await Promise.all([launchChromium(), serveDirectory(directory)]);
    page = await browser.newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(site.url, { waitUntil: 'networkidle' });
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const mainnet = Buffer.concat([networks.mainnet.genesis, readFileSync(`${root}bench/works/mainnet-headers.bin`)]);

  async function give(name: string, bytes: Uint8Array): Promise<void> {
    writeFileSync(join(directory, name), bytes);
    await page.locator('input').setInputFiles(join(directory, name));
  }

  it('says that a valid file is valid, and up to where', async () => {
    await give('valid.bin', mainnet);
    await page.getByText('valid up to height 256', { exact: true }).waitFor();
    expect(errors).toEqual([]);
  });

  it('names the header that is refused, and the rule', async () => {
    const broken = Buffer.from(mainnet);
    broken[80 * 100 + 79]! ^= 1;
    await give('broken.bin', broken);
    await page.getByText('refused at height 100: high-hash', { exact: true }).waitFor();
    expect(errors).toEqual([]);
  });

  it('throws for a file that is cut off within a header', async () => {
    await give('cut.bin', mainnet.subarray(0, 1000));
    await expect.poll(() => errors).toEqual([expect.stringMatching(/headers: expected .*80 bytes/)]);
  });
});
