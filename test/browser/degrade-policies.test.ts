/** What a site or a page forbids: the answer is right all the same, and one warning says what happened and what to change. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { namedBlock } from '../docs/code-blocks.ts';
import { launchChromium, serveSite, type SiteOptions } from './chromium.ts';
import { canMineInPage, mineInPage, WORKER, type Mined, type PageMinerOptions } from './mined-header.ts';

/** The site's own page has its scripts in it. */
const PAGE_SCRIPTS = "script-src 'self' 'unsafe-inline'";
const documentedPolicy = /^Content-Security-Policy: (.*)$/m.exec(namedBlock('docs/pages.md', 'policy'))![1]!;
const SERVE = 'Serve the worker file (midstate/worker) where the page looks for it, or pass createWorker.';
const ALLOW =
  "Allow workers in the Content-Security-Policy (worker-src 'self', and blob: where the worker file is not served).";
const NO_WASM =
  "Add 'wasm-unsafe-eval' to script-src in the Content-Security-Policy, or pass a compiled kernel as `module`.";
const unloaded = 'The worker could not be loaded';

interface Case {
  readonly forbidden: string;
  readonly site: SiteOptions;
  readonly options?: PageMinerOptions;
  readonly prepare?: string;
  readonly mined: Omit<Mined, 'solved' | 'warnings'>;
  /** Of the one warning; none where there is to be none. */
  readonly warned?: { readonly message: string | RegExp; readonly advice: string };
}

const byUrl = { backend: 'simd', mode: 'workers', workerKind: 'url', threads: 2 };
const onThread = { backend: 'simd', mode: 'this-thread', workerKind: 'none', threads: 1 };

const cases: Case[] = [
  {
    forbidden: 'all that the documented policy does not allow',
    site: { policy: `default-src 'none'; ${documentedPolicy.replace("script-src 'self'", PAGE_SCRIPTS)}` },
    mined: byUrl,
  },
  {
    forbidden: 'WebAssembly, by a backend that was asked for',
    site: { policy: PAGE_SCRIPTS },
    options: { threads: 2, backend: 'js' },
    mined: { ...byUrl, backend: 'js' },
  },
  {
    forbidden: 'WebAssembly',
    site: { policy: PAGE_SCRIPTS },
    mined: { ...byUrl, backend: 'js' },
    warned: {
      message: /^The kernel is js, not simd: No WebAssembly kernel can be used here \(.*\)\.$/,
      advice: NO_WASM,
    },
  },
  {
    forbidden: 'the worker file, which is missing',
    site: { missing: [WORKER] },
    mined: { ...byUrl, workerKind: 'blob' },
    warned: {
      message: `The workers run from a blob, because the worker file could not be loaded (worker by URL: ${unloaded}).`,
      advice: SERVE,
    },
  },
  {
    forbidden: 'an origin of its own, as in a sandboxed frame',
    site: { policy: 'sandbox allow-scripts' },
    mined: { ...byUrl, workerKind: 'blob' },
    warned: {
      message:
        /^The workers run from a blob, because the worker file could not be loaded \(.*from origin 'null'\.\)\.$/,
      advice: SERVE,
    },
  },
  {
    forbidden: 'workers',
    site: { policy: "worker-src 'none'" },
    mined: onThread,
    warned: {
      message: `The search runs on this thread, because no worker could be started (worker by URL: ${unloaded}; worker from a blob: ${unloaded}).`,
      advice: `${ALLOW} ${SERVE}`,
    },
  },
  {
    forbidden: 'blobs, where the worker file is missing',
    site: { policy: "worker-src 'self'", missing: [WORKER] },
    mined: onThread,
    warned: {
      message: `The search runs on this thread, because no worker could be started (worker by URL: ${unloaded}; worker from a blob: ${unloaded}).`,
      advice: `${ALLOW} ${SERVE}`,
    },
  },
  {
    forbidden: 'WebAssembly and workers',
    site: { policy: `${PAGE_SCRIPTS}; worker-src 'none'` },
    mined: { ...onThread, backend: 'js' },
    warned: {
      message:
        /^The kernel is js, not simd: .*\. The search runs on this thread, because no worker could be started \(.*\)\.$/,
      advice: `${NO_WASM} ${ALLOW} ${SERVE}`,
    },
  },
  {
    forbidden: 'nothing, but there is one core',
    site: {},
    options: {},
    prepare: "Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => 1 });",
    mined: { ...byUrl, threads: 1 },
    warned: {
      message: 'This host tells of one core: one worker shares it with the page.',
      advice: 'Pass threads where there are more; else pause the search while the page needs the core.',
    },
  },
  {
    forbidden: 'nothing, and of one core nobody was asked',
    site: {},
    options: { threads: 1 },
    prepare: "Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => 1 });",
    mined: { ...byUrl, threads: 1 },
  },
];

describe.skipIf(!canMineInPage)('a page in which is forbidden', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium('--host-resolver-rules=MAP insecure.test 127.0.0.1');
  });
  afterAll(() => browser?.close());

  it.each(cases)('$forbidden', async ({ site, options = { threads: 2 }, prepare = '', mined, warned }) => {
    const served = await serveSite(site);
    const page = await browser.newPage();
    try {
      await page.addInitScript(prepare);
      const found = await mineInPage(page, served.url, options);
      expect(found).toMatchObject(mined);
      const { message, advice } = warned ?? {};
      expect(found.warnings).toEqual(
        warned === undefined
          ? []
          : [
              {
                code: 'degraded',
                message: typeof message === 'string' ? message : expect.stringMatching(message!),
                advice,
              },
            ],
      );
    } finally {
      await page.close();
      served.close();
    }
  });

  /** What is at work in the workers alone under a stricter policy; this Chromium itself lets a compiled kernel pass. */
  const refusals = {
    'the kernel cannot be instantiated':
      "WebAssembly.instantiate = async () => { throw new WebAssembly.CompileError('blocked by CSP'); };",
    'the kernel does not arrive, as in Firefox': `addEventListener('message', (event) => {
      if (event.data.kernel?.module === undefined) return;
      event.stopImmediatePropagation();
      dispatchEvent(new MessageEvent('messageerror'));
    });`,
  };
  it.each(Object.entries(refusals))('WebAssembly in the workers alone, where %s', async (_, refusal) => {
    const served = await serveSite({});
    const page = await browser.newPage();
    try {
      await page.route(`**${WORKER}`, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: `${refusal}\n${await response.text()}` });
      });
      const found = await mineInPage(page, served.url, { threads: 2 });
      expect(found).toMatchObject({ ...byUrl, backend: 'js' });
      expect(found.warnings).toEqual([
        {
          code: 'degraded',
          message: expect.stringMatching(
            /^The kernel is js, not simd: The workers cannot run the simd kernel that this thread compiled \(.*\)\.$/,
          ),
          advice:
            "Serve the worker file with the same policy as the page: add 'wasm-unsafe-eval' to script-src in its Content-Security-Policy.",
        },
      ]);
      await expect(mineInPage(page, served.url, { threads: 2, backend: 'simd' })).rejects.toThrow(
        /engine(?: simd)?: the (?:module cannot be instantiated|compiled kernel cannot be read)/,
      );
    } finally {
      await page.close();
      served.close();
    }
  });

  it('a worker that throws before it is ready: the next way is tried', async () => {
    const served = await serveSite({});
    const page = await browser.newPage();
    try {
      await page.route(`**${WORKER}`, (route) =>
        route.fulfill({ contentType: 'text/javascript', body: "throw new Error('planted');" }),
      );
      const found = await mineInPage(page, served.url, { threads: 2 });
      expect(found).toMatchObject({ ...byUrl, workerKind: 'blob' });
      expect(found.warnings).toEqual([
        {
          code: 'degraded',
          message:
            'The workers run from a blob, because the worker file could not be loaded (worker by URL: Uncaught Error: planted).',
          advice: SERVE,
        },
      ]);
    } finally {
      await page.close();
      served.close();
    }
  });

  it('an origin that is not secure has all that mining needs, but tells nothing of its battery', async () => {
    const served = await serveSite({});
    const page = await browser.newPage();
    try {
      const url = served.url.replace('127.0.0.1', 'insecure.test');
      expect(await mineInPage(page, url, { threads: 2 })).toMatchObject({ ...byUrl, warnings: [] });
      expect(await page.evaluate('[isSecureContext, typeof crypto.subtle, typeof navigator.locks].join()')).toBe(
        'false,undefined,undefined',
      );
      const asked = await mineInPage(page, url, { threads: 2, pauseWhen: ['on-battery'] });
      expect(asked.warnings.map(({ code }) => code)).toEqual(['battery-unknown']);
      expect(asked.warnings[0]!.message).toContain('this host has no navigator.getBattery');
    } finally {
      await page.close();
      served.close();
    }
  });
});
