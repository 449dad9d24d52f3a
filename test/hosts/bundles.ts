/** The consumer as each bundler makes a page of it, with the settings that a reader of its documentation would begin with. */
import { execFile } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { policyNames, type PolicyName } from './cell.ts';
import { policyHeaders, type Mount } from './sites.ts';
import type { StrangerProject } from './stranger-project.ts';
import { importTool } from './tools.ts';

/** What of the bundlers' interfaces is used. */
interface Vite {
  readonly build: (config: object) => Promise<unknown>;
  readonly createServer: (config: object) => Promise<ViteServer>;
}
interface ViteServer {
  listen(): Promise<unknown>;
  readonly resolvedUrls: { readonly local: readonly string[] } | null;
  close(): Promise<void>;
}
interface Webpack {
  readonly default: (
    config: object,
    done: (error: Error | null, stats?: { hasErrors(): boolean; toString(): string }) => void,
  ) => { close(done: () => void): void };
}
interface Esbuild {
  readonly build: (options: object) => Promise<unknown>;
}
interface Rollup {
  readonly rollup: (options: object) => Promise<{ write(options: object): Promise<unknown>; close(): Promise<void> }>;
}
interface NodeResolve {
  readonly nodeResolve: (options?: object) => unknown;
}

/** A page, ready to be served. */
export interface Bundle {
  readonly mount: Mount;
  close?(): Promise<void>;
}

/** Makes a page of the project. Rejects when the bundler refuses. */
export type BundleMaker = (project: StrangerProject, name: string) => Promise<Bundle>;

const MODULE_SCRIPT = '<script type="module" src="./main.js"></script>\n';
const plainPage = `<!doctype html>
<meta charset="utf-8">
<title>midstate</title>
`;

function writePage(folder: string, script: string): void {
  writeFileSync(join(folder, 'index.html'), plainPage + script);
}

const viteBuild: BundleMaker = async (project, name) => {
  const { build } = await importTool<Vite>('vite');
  const outDir = project.outputFolder(name);
  await build({
    root: project.folder,
    configFile: false,
    logLevel: 'warn',
    base: './',
    build: { outDir, emptyOutDir: true },
  });
  return { mount: outDir };
};

/** One server for each policy, since a development server sets the headers itself; each optimises the package anew. */
const viteDev: BundleMaker = async (project, name) => {
  const { createServer } = await importTool<Vite>('vite');
  const servers = await Promise.all(
    policyNames.map(async (policy) => {
      const server = await createServer({
        root: project.folder,
        configFile: false,
        logLevel: 'warn',
        cacheDir: project.outputFolder(`${name}-${policy}`),
        server: { host: '127.0.0.1', port: 0, headers: policyHeaders[policy], watch: null },
      });
      await server.listen();
      return { policy, server, url: server.resolvedUrls?.local[0] ?? '' };
    }),
  );
  return {
    mount: Object.fromEntries(servers.map(({ policy, url }) => [policy, url])) as Record<PolicyName, string>,
    close: async () => void (await Promise.all(servers.map(({ server }) => server.close()))),
  };
};

const webpack: BundleMaker = async (project, name) => {
  const { default: run } = await importTool<Webpack>('webpack');
  const path = project.outputFolder(name);
  const config = { mode: 'production', context: project.folder, entry: './main.js', output: { path } };
  await new Promise<void>((resolve, reject) => {
    const compiler = run(config, (error, stats) => {
      if (error !== null || stats === undefined) reject(error ?? new Error('webpack told nothing'));
      else if (stats.hasErrors()) reject(new Error(stats.toString()));
      else compiler.close(resolve);
    });
  });
  writePage(path, '<script defer src="main.js"></script>\n');
  return { mount: path };
};

const esbuild: BundleMaker = async (project, name) => {
  const { build } = await importTool<Esbuild>('esbuild');
  const outdir = project.outputFolder(name);
  await build({
    absWorkingDir: project.folder,
    entryPoints: ['./main.js'],
    bundle: true,
    format: 'esm',
    minify: true,
    outdir,
    logLevel: 'silent',
  });
  writePage(outdir, MODULE_SCRIPT);
  return { mount: outdir };
};

const rollup: BundleMaker = async (project, name) => {
  const [{ rollup: run }, { nodeResolve }] = await Promise.all([
    importTool<Rollup>('rollup'),
    importTool<NodeResolve>('@rollup/plugin-node-resolve'),
  ]);
  const dir = project.outputFolder(name);
  const build = await run({ input: join(project.folder, 'main.js'), plugins: [nodeResolve({ browser: true })] });
  await build.write({ dir, format: 'es' });
  await build.close();
  writePage(dir, MODULE_SCRIPT);
  return { mount: dir };
};

/** Runs a file of `recipes/`, as the documentation shows it, in a copy of the project. */
function recipe(...args: (string | URL)[]): BundleMaker {
  return async (project, name) => {
    const folder = project.outputFolder(name);
    cpSync(project.folder, folder, { recursive: true });
    const paths = args.map((arg) => (typeof arg === 'string' ? arg : fileURLToPath(arg)));
    await promisify(execFile)(process.execPath, paths, { cwd: folder });
    writePage(join(folder, 'dist'), MODULE_SCRIPT);
    return { mount: join(folder, 'dist') };
  };
}

/** The import map of a page without a bundler: what `exports` and `imports` of the package's package.json do elsewhere. */
export function importMap(packageJson: string | URL): string {
  const { exports, imports } = JSON.parse(readFileSync(packageJson, 'utf8')) as {
    exports: Record<string, { default: string }>;
    imports: Record<string, { default: string }>;
  };
  const targets = { midstate: exports['.']!, ...imports };
  const lines = Object.entries(targets).map(
    ([name, target]) => `    "${name}": "${target.default.replace(/^\./, './node_modules/midstate')}"`,
  );
  return `<script type="importmap">\n{\n  "imports": {\n${lines.join(',\n')}\n  }\n}\n</script>`;
}

const unbundled: BundleMaker = async (project, name) => {
  const folder = project.outputFolder(name);
  cpSync(project.folder, folder, { recursive: true });
  const map = importMap(join(project.packageFolder, 'package.json'));
  writePage(folder, `${map}\n${MODULE_SCRIPT}`);
  return { mount: folder };
};

/** By the names that their pages are served under. */
export const bundleMakers = {
  'vite-build': viteBuild,
  'vite-dev': viteDev,
  webpack,
  esbuild,
  'esbuild-with-worker': recipe(new URL('recipes/esbuild.js', import.meta.url)),
  rollup,
  'rollup-with-worker': recipe(
    new URL('node_modules/rollup/dist/bin/rollup', import.meta.url),
    '--silent',
    '--config',
    new URL('recipes/rollup.config.js', import.meta.url),
  ),
  unbundled,
} as const satisfies Record<string, BundleMaker>;
export type BundleName = keyof typeof bundleMakers;
