/** Browsers without SIMD, and without WebAssembly: the next best kernel gives the same answer, and one warning tells of it. */
import { describe, expect, it } from 'vitest';
import { launchChromium, serveSite } from './chromium.ts';
import { canMineInPage, mineInPage } from './mined-header.ts';

const inWorkers = { mode: 'workers', workerKind: 'url', threads: 2 };

const cases = [
  {
    name: 'without SIMD',
    // V8 has no WebAssembly SIMD on a processor without SSE4.1.
    flag: '--js-flags=--no-enable-sse4-1',
    isPossible: process.arch === 'x64',
    backend: 'scalar',
    message: 'The kernel is scalar, not simd: This host runs WebAssembly, but no SIMD.',
    advice:
      'Use a host with WebAssembly SIMD: Chrome 91, Firefox 89, Safari 16.4, Node 16.4 or newer, on x86 a processor with SSE4.1.',
  },
  {
    name: 'without WebAssembly, in its workers neither',
    flag: '--js-flags=--jitless',
    isPossible: true,
    backend: 'js',
    message:
      'The kernel is js, not simd: No WebAssembly kernel can be used here (engine scalar: this host has no WebAssembly).',
    advice: 'Turn WebAssembly on: the strictest modes of browsers and the option --jitless of Node turn it off.',
  },
];

describe.skipIf(!canMineInPage)('a browser', () => {
  it.each(cases.filter(({ isPossible }) => isPossible))('$name', async ({ flag, backend, message, advice }) => {
    const [browser, served] = await Promise.all([launchChromium(flag), serveSite({})]);
    try {
      const mined = await mineInPage(await browser.newPage(), served.url, { threads: 2 });
      expect(mined).toMatchObject({ ...inWorkers, backend, warnings: [{ code: 'degraded', message, advice }] });
      expect(mined.warnings).toHaveLength(1);
    } finally {
      await browser.close();
      served.close();
    }
  });
});
