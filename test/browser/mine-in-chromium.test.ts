/** Long searches in a real browser, in workers and on the page's thread: progress, abort, a worker that dies. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as midstate from '../../src/index.ts';
import { launchChromium, serveSite, type SiteOptions } from './chromium.ts';
import { canMineInPage, header, SOLVED } from './mined-header.ts';

/** Runs in the page. */
async function mineInPage(given: { header: readonly number[] }): Promise<{
  mode: string;
  threads: number;
  warnings: string[];
  solved: string[];
  attempts: number;
  cancelMs: number;
  isReasonKept: boolean;
  longestPauseMs: number;
  progress: midstate.MineProgress[];
}> {
  const { createMiner, bytesToHex } = (globalThis as unknown as { midstate: typeof midstate }).midstate;
  const warnings: string[] = [];
  const miner = await createMiner({ threads: 2, onWarning: ({ code }) => warnings.push(code) });
  const job = { header: Uint8Array.from(given.header), target: 2n ** 235n };
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
    mode: miner.mode,
    threads: miner.threads,
    warnings,
    solved: [result, again].map((end) => (end.status === 'found' ? bytesToHex(end.header) : '')),
    attempts: result.attempts,
    cancelMs,
    isReasonKept: rejection === reason,
    longestPauseMs,
    progress,
  };
}

/** A page in which a miner was made. */
interface PageWithMiner {
  readonly midstate: typeof midstate;
  readonly miner: midstate.Miner;
  readonly warnings: midstate.MinerWarning[];
}

describe.skipIf(!canMineInPage)('Chromium', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  it.each<{ where: string; site: SiteOptions; expected: object }>([
    { where: 'in workers', site: {}, expected: { mode: 'workers', threads: 2, warnings: [] } },
    {
      where: 'on the thread of the page, where workers are forbidden',
      site: { policy: "worker-src 'none'" },
      expected: { mode: 'this-thread', threads: 1, warnings: ['degraded'] },
    },
  ])('searches $where, reports, stops when it is told, and searches again', async ({ where, site, expected }) => {
    const served = await serveSite(site);
    const page = await browser.newPage();
    try {
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(error.message));
      await page.goto(served.url);
      expect(problems).toEqual([]);
      const mined = await page.evaluate(mineInPage, { header });
      console.log(
        `${where}: ${mined.cancelMs.toFixed(0)} ms from abort to the end of the next search; longest pause of the page ${mined.longestPauseMs.toFixed(0)} ms`,
      );
      expect(mined).toMatchObject({ ...expected, solved: [SOLVED, SOLVED], isReasonKept: true });
      expect(mined.attempts).toBeGreaterThanOrEqual(111289);

      expect(mined.progress.length).toBeGreaterThan(1);
      // A report waits for its turn and is made a moment after it: each n-th one at n tenths of a second or later.
      expect(mined.progress.filter(({ seconds }, i) => seconds < i / 10)).toEqual([]);
      expect(mined.progress.at(-1)!.hashRate10s).toBeGreaterThan(0);
      expect(mined.progress.at(-1)!.perThread).toHaveLength(mined.threads);
      // Loose on purpose: other programs use the machine as well.
      expect(mined.cancelMs).toBeLessThan(5000);
      expect(mined.longestPauseMs).toBeLessThan(1000);
    } finally {
      await page.close();
      served.close();
    }
  });

  it.each([
    {
      how: 'that throws',
      script: "setTimeout(() => { throw new Error('planted'); })",
      message: 'A worker by URL was lost: Uncaught Error: planted',
    },
    {
      how: 'that ends in silence',
      script: 'self.close()',
      message: 'A worker by URL was lost: The worker was silent for 15 seconds',
    },
  ])('loses a worker $how in the middle of a search: another searches on in its place', async ({ script, message }) => {
    const served = await serveSite({});
    const page = await browser.newPage();
    try {
      await page.goto(served.url);
      const started = page.waitForEvent('worker');
      await page.evaluate(async () => {
        const { createMiner } = (globalThis as unknown as { midstate: typeof midstate }).midstate;
        const warnings: midstate.MinerWarning[] = [];
        const miner = await createMiner({ threads: 1, onWarning: (warning) => warnings.push(warning) });
        // From here on seconds pass five times as fast for who counts them.
        const { setInterval } = globalThis;
        Object.assign(globalThis, {
          miner,
          warnings,
          setInterval: (step: () => void, ms: number) => setInterval(step, ms / 5),
        });
      });
      const mining = page.evaluate(
        async (given) => {
          const { miner, warnings, midstate: entry } = globalThis as unknown as PageWithMiner;
          // It has a search without an end to do, which goes on when the worker is lost.
          const job = { header: Uint8Array.from(given.header), target: 2n ** 235n };
          const stop = new AbortController();
          let attempts = 0;
          const onProgress = (report: midstate.MineProgress): void => {
            if (warnings.length > 0 && attempts > 0 && report.attempts > attempts) stop.abort();
            if (warnings.length > 0) attempts = report.attempts;
          };
          await miner.mine({ ...job, target: 0n }, { signal: stop.signal, onProgress }).catch(() => undefined);
          const result = await miner.mine(job, { pick: 'lowest' });
          await miner.close();
          return { warnings, solved: result.status === 'found' ? entry.bytesToHex(result.header) : '' };
        },
        { header },
      );
      const worker = await started;
      await worker.evaluate(script);
      expect(await mining).toEqual({ warnings: [{ code: 'worker-lost', message }], solved: SOLVED });
    } finally {
      await page.close();
      served.close();
    }
  });
});
