/** One header, mined in a page by whatever the page allows, and what the miner says of it. */
import { existsSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type * as midstate from '../../src/index.ts';
import { chromiumPath, hasChromium } from './chromium.ts';

const isBuilt = existsSync(new URL('../../dist/index.js', import.meta.url));
if (!hasChromium)
  console.log(`Browser tests are skipped: there is no Chromium at ${chromiumPath} (CHROMIUM_PATH names another).`);
else if (!isBuilt) console.log('Browser tests are skipped: there is no build in dist (npm run build).');

/** True when the package can be run in a page. */
export const canMineInPage: boolean = hasChromium && isBuilt;

/** Where the site has the worker file. */
export const WORKER = '/dist/miner/worker.web.js';

/** Bytes 7i + 3; by Python's hashlib its lowest nonce with a hash at or below 2^235 is 111288. */
export const header: readonly number[] = Array.from({ length: 80 }, (_, i) => (7 * i + 3) & 0xff);
/** It, with that nonce. */
export const SOLVED = `${Buffer.from(header.slice(0, 76)).toString('hex')}b8b20100`;

/** Options of a miner that can be passed to a page. */
export type PageMinerOptions = Pick<midstate.MinerOptions, 'threads' | 'backend' | 'pauseWhen'>;

/** What a miner in a page was, and found. */
export interface Mined {
  readonly backend: string;
  readonly mode: string;
  readonly workerKind: string;
  readonly threads: number;
  readonly warnings: midstate.MinerWarning[];
  readonly solved: string;
}

/** Runs in the page. */
async function mineHere(input: { header: readonly number[]; options: PageMinerOptions }): Promise<Mined> {
  const { createMiner, bytesToHex } = (globalThis as unknown as { midstate: typeof midstate }).midstate;
  const warnings: midstate.MinerWarning[] = [];
  const miner = await createMiner({ ...input.options, onWarning: (warning) => warnings.push(warning) });
  const { backend, mode, workerKind, threads } = miner;
  // Few nonces: JavaScript that is not compiled hashes some hundreds a second.
  const job = { header: Uint8Array.from(input.header), target: 2n ** 235n, nonceStart: 111_000 };
  const result = await miner.mine(job, { pick: 'lowest' });
  await miner.close();
  const solved = result.status === 'found' ? bytesToHex(result.header) : '';
  return { backend, mode, workerKind, threads, warnings, solved };
}

/** Opens the site in the page, mines there, and judges the answer; nothing may go wrong unseen. */
export async function mineInPage(page: Page, url: string, options: PageMinerOptions): Promise<Mined> {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  const workers: string[] = [];
  page.on('worker', (worker) => workers.push(worker.url()));
  await page.goto(url);
  const mined = await page.evaluate(mineHere, { header, options });
  expect(problems).toEqual([]);
  expect(mined.solved).toBe(SOLVED);
  const fromBlobs = workers.filter((worker) => worker.startsWith('blob:')).length;
  // the first ones may have refused the kernel
  const isRefused = mined.warnings.some(({ message }) => message.includes('The workers cannot run'));
  const started = isRefused ? 2 * mined.threads : mined.threads;
  if (mined.workerKind === 'url')
    expect(workers.map((worker) => new URL(worker).pathname)).toEqual(Array(started).fill(WORKER));
  if (mined.workerKind === 'blob') expect(fromBlobs).toBe(mined.threads);
  return mined;
}
