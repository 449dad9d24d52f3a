/**
 * What each entry costs a page: bundled for browsers, minified and gzipped, held to a budget some 8 % above what it was when
 * the budget was set. What has to be below a limit for good says so.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bundlers, contentsOf } from './bundlers.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { exports: entries }: { exports: Readonly<Record<string, unknown>> } = JSON.parse(
  readFileSync(`${root}package.json`, 'utf8'),
);

interface Budget {
  /** Bytes, gzipped. */
  readonly most: number;
  /** Whether the inlined kernels are in it. */
  readonly kernels?: true;
  /** Whether the worker is in it, as text to make a blob of or as the file itself. */
  readonly worker?: true;
}

const budgets: Readonly<Record<string, Budget>> = {
  // the limit for everything together
  '.': { most: 60_000, kernels: true, worker: true },
  './primitives': { most: 5300 },
  // the limit for a program that checks headers and hashes none
  './consensus': { most: 15_000 },
  './chain': { most: 17_100 },
  './engine': { most: 31_300, kernels: true },
  './miner': { most: 48_200, kernels: true, worker: true },
  './devnet': { most: 16_700 },
  './simulation': { most: 3800 },
  './compliance': { most: 14_600 },
  './store/memory': { most: 1800 },
  './store/level': { most: 12_700 },
  './store/indexeddb': { most: 8200 },
  './worker': { most: 15_800, worker: true },
};

describe('the size of an entry in a page', () => {
  it('has a budget for every entry that holds code', () => {
    const code = Object.keys(entries).filter((entry) => entry !== './package.json' && entry !== './wasm/*.wasm');
    expect(Object.keys(budgets).toSorted()).toEqual(code.toSorted());
  });

  it.each(Object.entries(budgets))(
    '%s stays within its budget, and brings along what it needs alone',
    async (entry, budget) => {
      const specifier = `midstate${entry.slice(1)}`;
      const code = entry === './worker' ? `import '${specifier}';` : `export * from '${specifier}';`;
      const { gzippedBytes, ...parts } = await contentsOf(bundlers['rolldown']!, code);
      expect(parts).toEqual({ hasKernels: budget.kernels ?? false, hasWorker: budget.worker ?? false });
      expect(gzippedBytes).toBeGreaterThan(500);
      expect(gzippedBytes).toBeLessThan(budget.most);
    },
  );
});

/** Of the front door, which leads to everything: what a program may use alone, and the most that it then loads. */
const functions: Readonly<Record<string, number>> = {
  checkHeader: 2600,
  createHeaderChain: 9000,
  decodeHeader: 1500,
  isMidstateError: 1000,
  networks: 8000,
  sha256: 2000,
};

describe.each(Object.keys(bundlers))('one name of the front door, by %s', (name) => {
  const bundler = bundlers[name]!;

  it.each(Object.entries(functions))('%s brings no kernel along, and no worker', async (used, most) => {
    const contents = await contentsOf(bundler, `import { ${used} } from 'midstate'; globalThis.used = ${used};`);
    expect(contents).toMatchObject({ hasKernels: false, hasWorker: false });
    // rollup minifies nothing
    expect(contents.gzippedBytes).toBeLessThan(name === 'rollup' ? 3 * most : most);
  });

  it('createMiner brings them all: the test can tell', async () => {
    const contents = await contentsOf(
      bundler,
      `import { createMiner } from 'midstate'; globalThis.used = createMiner;`,
    );
    expect(contents).toMatchObject({ hasKernels: true, hasWorker: true });
  });
});
