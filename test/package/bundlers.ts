/** The package in a page's bundle, by each bundler that is installed. */
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { KERNELS } from '../../src/engine/kernels.generated.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** The other bundlers are installed apart from this package. */
const hosts = createRequire(`${root}test/hosts/package.json`);

/** True when the bundlers of test/hosts are installed. */
export const hasHostBundlers: boolean = existsSync(`${root}test/hosts/node_modules/webpack/package.json`);

/** Bundles a file into a folder, minified where the bundler can do that itself. */
type Bundler = (entry: string, folder: string) => Promise<void>;

/** What the stores of Node need stays outside. */
const isExternal = (id: string): boolean => id.startsWith('node:') || id === 'classic-level';

async function byRolldown(input: string, dir: string): Promise<void> {
  const build = await rolldown({ input, platform: 'browser', external: isExternal });
  await build.write({ dir, format: 'esm', minify: true });
  await build.close();
}

/** What is used of the others, whose types are not installed where types are checked. */
interface Esbuild {
  readonly build: (options: object) => Promise<unknown>;
}
interface Rollup {
  readonly rollup: (options: object) => Promise<{ write(options: object): Promise<unknown>; close(): Promise<void> }>;
}
interface Webpack {
  (options: object, done: (error: Error | null, stats: { hasErrors(): boolean; toString(): string }) => void): void;
}

async function byEsbuild(entry: string, outdir: string): Promise<void> {
  const { build }: Esbuild = hosts('esbuild');
  await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    outdir,
    external: ['node:*', 'classic-level'],
  });
}

async function byRollup(input: string, dir: string): Promise<void> {
  const { rollup }: Rollup = hosts('rollup');
  const { nodeResolve } = hosts('@rollup/plugin-node-resolve') as { nodeResolve: (options: object) => unknown };
  const build = await rollup({ input, external: isExternal, plugins: [nodeResolve({ browser: true })] });
  await build.write({ dir, format: 'esm' });
  await build.close();
}

async function byWebpack(entry: string, path: string): Promise<void> {
  const webpack: Webpack = hosts('webpack');
  const options = { mode: 'production', target: 'web', context: root, entry, output: { path } };
  await new Promise<void>((resolve, reject) =>
    webpack(options, (error, stats) => {
      if (error !== null) reject(error);
      else if (stats.hasErrors()) reject(new Error(stats.toString()));
      else resolve();
    }),
  );
}

/** By name. Rolldown, which Vite bundles with, is this package's own tool. */
export const bundlers: Readonly<Record<string, Bundler>> = {
  rolldown: byRolldown,
  ...(hasHostBundlers && { esbuild: byEsbuild, rollup: byRollup, webpack: byWebpack }),
};

/** How every module of WebAssembly begins, as base64 and as hexadecimal digits. */
const MODULE = /AGFzbQ|0061736d/i;
/** What the worker alone says. */
const WORKER = /globalThis\.postMessage\(/;

/** True for a bundle with a kernel in it: both begin alike, in the text in which they are inlined. */
function hasKernels(text: string): boolean {
  return text.includes(KERNELS.scalar.slice(0, 16)) || MODULE.test(text);
}

/** What a page loads. A test compares this: the code itself is too long to be told of. */
export interface BundleContents {
  readonly gzippedBytes: number;
  readonly hasKernels: boolean;
  readonly hasWorker: boolean;
}

/**
 * Bundles a file that imports the package as it was built, from a project like a stranger's: in this repository, bundlers
 * would follow tsconfig.json to the sources.
 */
export async function contentsOf(bundler: Bundler, code: string): Promise<BundleContents> {
  const project = mkdtempSync(join(tmpdir(), 'midstate-bundle-'));
  try {
    const installed = join(project, 'node_modules/midstate');
    cpSync(`${root}dist`, join(installed, 'dist'), { recursive: true });
    copyFileSync(`${root}package.json`, join(installed, 'package.json'));
    const entry = join(project, 'entry.js');
    const page = join(project, 'page');
    writeFileSync(entry, code);
    await bundler(entry, page);
    const text = readdirSync(page)
      .map((name) => readFileSync(join(page, name), 'utf8'))
      .join('');
    return { gzippedBytes: gzipSync(text).length, hasKernels: hasKernels(text), hasWorker: WORKER.test(text) };
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}
