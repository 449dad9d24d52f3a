/**
 * The matrix: what the package is to show in each host. A cell that is less than the best is what it is, told by one
 * warning; the row below it is the same host set up so that it is the best.
 */
import type { BrowserName } from './browsers.ts';
import type { BundleName } from './bundles.ts';
import type { Expectation, PolicyName } from './cell.ts';
import type { RuntimeName } from './runtimes.ts';

/** A page in a browser, under each policy. */
export interface PageRow {
  /** The bundler, or none. */
  readonly host: string;
  /** How it is used. */
  readonly variant?: string;
  /** The package of test/hosts that makes the page. */
  readonly tool?: string;
  readonly bundle: BundleName;
  readonly browser: BrowserName;
  readonly cells: Readonly<Record<PolicyName, Expectation>>;
}

const WASM_ADVICE = "'wasm-unsafe-eval'";
const WORKER_ADVICE = ['midstate/worker', 'createWorker'];

/** The best there is. */
const byUrl: Expectation = { backend: 'simd', mode: 'workers', workerKind: 'url' };
const byUrlInJs: Expectation = { ...byUrl, backend: 'js', warned: [WASM_ADVICE] };
const byOwnWorker: Expectation = { ...byUrl, workerKind: 'custom' };
const byOwnWorkerInJs: Expectation = { ...byOwnWorker, backend: 'js', warned: [WASM_ADVICE] };
const fromBlob: Expectation = { ...byUrl, workerKind: 'blob', warned: WORKER_ADVICE };
/** The worker file is not there, and the policy forbids blobs. */
const onThePage: Expectation = {
  backend: 'simd',
  mode: 'this-thread',
  workerKind: 'none',
  warned: ['worker-src', ...WORKER_ADVICE],
};
const onThePageInJs: Expectation = {
  ...onThePage,
  backend: 'js',
  warned: [WASM_ADVICE, 'worker-src', ...WORKER_ADVICE],
};

const found: PageRow['cells'] = { none: byUrl, strict: byUrlInJs, 'strict-wasm': byUrl, isolated: byUrl };
const notFound: PageRow['cells'] = {
  none: fromBlob,
  strict: onThePageInJs,
  'strict-wasm': onThePage,
  isolated: fromBlob,
};
const passed: PageRow['cells'] = {
  none: byOwnWorker,
  strict: byOwnWorkerInJs,
  'strict-wasm': byOwnWorker,
  isolated: byOwnWorker,
};

export const pageRows: readonly PageRow[] = [
  { host: 'Vite', variant: 'build', tool: 'vite', bundle: 'vite-build', browser: 'Chromium', cells: found },
  { host: 'Vite', variant: 'development server', tool: 'vite', bundle: 'vite-dev', browser: 'Chromium', cells: found },
  { host: 'webpack', tool: 'webpack', bundle: 'webpack', browser: 'Chromium', cells: found },
  { host: 'esbuild', tool: 'esbuild', bundle: 'esbuild', browser: 'Chromium', cells: notFound },
  {
    host: 'esbuild',
    variant: 'with the worker',
    tool: 'esbuild',
    bundle: 'esbuild-with-worker',
    browser: 'Chromium',
    cells: passed,
  },
  { host: 'Rollup', tool: 'rollup', bundle: 'rollup', browser: 'Chromium', cells: notFound },
  {
    host: 'Rollup',
    variant: 'with the worker',
    tool: 'rollup',
    bundle: 'rollup-with-worker',
    browser: 'Chromium',
    cells: passed,
  },
  { host: 'no bundler', bundle: 'unbundled', browser: 'Chromium', cells: found },
  { host: 'Vite', variant: 'build', tool: 'vite', bundle: 'vite-build', browser: 'Firefox ESR', cells: found },
];

const threads: Expectation = { backend: 'simd', mode: 'workers', workerKind: 'thread' };

/** Processes, and the edge runtime, which can start no other thread: that is its normal way, and nothing to warn of. */
export const runtimeRows: Readonly<Record<RuntimeName | 'workerd', Expectation>> = {
  'Node 20': threads,
  'Node 22': threads,
  'Node 24': threads,
  'Node 26': threads,
  Bun: threads,
  Deno: threads,
  workerd: { backend: 'simd', mode: 'this-thread', workerKind: 'none' },
};
