/** A block is mined in a real browser, by every way to start a worker, and judged here by node:crypto. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as midstate from '../../src/index.ts';
import { chromiumPath, hasChromium, launchChromium, serveSite, type SiteOptions } from './chromium.ts';

const isBuilt = existsSync(new URL('../../dist/index.js', import.meta.url));
if (!hasChromium)
  console.log(`Browser tests are skipped: there is no Chromium at ${chromiumPath} (CHROMIUM_PATH names another).`);
else if (!isBuilt) console.log('Browser tests are skipped: there is no build in dist (npm run build).');

const WORKER = '/dist/miner/worker.web.js';

/** Bytes 7i + 3; by Python's hashlib its lowest nonce with a hash at or below 2^235 is 111288. */
const header = Array.from({ length: 80 }, (_, i) => (7 * i + 3) & 0xff);
const SOLVED = `${Buffer.from(header.slice(0, 76)).toString('hex')}b8b20100`;

/** Runs in the page. */
async function mineInPage(input: { header: number[]; threads: number }): Promise<{
  backend: string;
  mode: string;
  threads: number;
  warnings: string[];
  solved: string;
  attempts: number;
  cancelMs: number;
  isReasonKept: boolean;
  longestPauseMs: number;
  progress: midstate.MineProgress[];
}> {
  const { createMiner, bytesToHex } = (globalThis as unknown as { midstate: typeof midstate }).midstate;
  const warnings: string[] = [];
  const miner = await createMiner({ threads: input.threads, onWarning: ({ message }) => warnings.push(message) });
  const job = { header: Uint8Array.from(input.header), target: 2n ** 235n };
  const result = await miner.mine(job, { pick: 'lowest' });

  // A search without an end, aborted after a second: does the page stay alive, and how soon is the search over?
  const progress: midstate.MineProgress[] = [];
  let longestPauseMs = 0;
  let beatMs = performance.now();
  const heart = setInterval(() => {
    longestPauseMs = Math.max(longestPauseMs, performance.now() - beatMs);
    beatMs = performance.now();
  }, 1);
  const stop = new AbortController();
  const reason = new Error('enough');
  const endless = miner.mine(
    { ...job, target: 0n },
    { signal: stop.signal, onProgress: (report) => progress.push(report) },
  );
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const abortedMs = performance.now();
  stop.abort(reason);
  const rejection: unknown = await endless.catch((error: unknown) => error);
  const again = await miner.mine(job, { pick: 'lowest' });
  const cancelMs = performance.now() - abortedMs;
  clearInterval(heart);
  await miner.close();
  return {
    backend: miner.backend,
    mode: miner.mode,
    threads: miner.threads,
    warnings,
    solved:
      result.status === 'found' && again.status === 'found' && bytesToHex(again.header) === bytesToHex(result.header)
        ? bytesToHex(result.header)
        : '',
    attempts: result.attempts,
    cancelMs,
    isReasonKept: rejection === reason,
    longestPauseMs,
    progress,
  };
}

describe.skipIf(!hasChromium || !isBuilt)('Chromium', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  it.each<{ way: string; site: SiteOptions; expected: object; warned: RegExp[] }>([
    { way: 'in workers by URL', site: {}, expected: { mode: 'workers', threads: 2, backend: 'simd' }, warned: [] },
    {
      way: 'in workers from a blob, where the worker file is missing',
      site: { missing: [WORKER] },
      expected: { mode: 'workers', threads: 2, backend: 'simd' },
      warned: [/^The workers run from a blob/],
    },
    {
      way: 'on the thread of the page, where workers are forbidden',
      site: { policy: "worker-src 'none'" },
      expected: { mode: 'this-thread', threads: 1, backend: 'simd' },
      warned: [/^The search runs on this thread/],
    },
    {
      way: 'in workers in JavaScript, where WebAssembly is forbidden',
      site: { policy: "script-src 'self' 'unsafe-inline'" },
      expected: { mode: 'workers', threads: 2, backend: 'js' },
      warned: [],
    },
  ])('mines a block $way', async ({ way, site, expected, warned }) => {
    const served = await serveSite(site);
    const page: Page = await browser.newPage();
    try {
      const workers: string[] = [];
      page.on('worker', (worker) => workers.push(worker.url()));
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(error.message));
      await page.goto(served.url);
      expect(problems).toEqual([]);
      const mined = await page.evaluate(mineInPage, { header, threads: 2 });
      console.log(
        `${way}: ${mined.cancelMs.toFixed(0)} ms from abort to the end of the next search; longest pause of the page ${mined.longestPauseMs.toFixed(0)} ms`,
      );
      expect(mined).toMatchObject(expected);
      expect(mined.warnings.length).toBe(warned.length);
      mined.warnings.forEach((warning, i) => expect(warning).toMatch(warned[i]!));
      expect(mined.isReasonKept).toBe(true);

      expect(mined.solved).toBe(SOLVED);
      const once = createHash('sha256').update(Buffer.from(mined.solved, 'hex')).digest();
      const hash = Buffer.from(createHash('sha256').update(once).digest()).reverse().toString('hex');
      expect(BigInt(`0x${hash}`) <= 2n ** 235n).toBe(true);
      expect(mined.attempts).toBeGreaterThanOrEqual(111289);

      expect(mined.progress.length).toBeGreaterThan(1);
      expect(mined.progress.at(-1)!.hashRate10s).toBeGreaterThan(0);
      expect(mined.progress.at(-1)!.perThread).toHaveLength(mined.threads);
      // Loose on purpose: other programs use the machine as well.
      expect(mined.cancelMs).toBeLessThan(5000);
      expect(mined.longestPauseMs).toBeLessThan(1000);
      const fromBlob = workers.filter((worker) => worker.startsWith('blob:')).length;
      if (way.includes('blob')) expect(fromBlob).toBe(2);
      else if (mined.mode === 'workers') expect(workers.filter((worker) => worker.endsWith(WORKER)).length).toBe(2);
    } finally {
      await page.close();
      served.close();
    }
  });
});
