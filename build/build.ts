/**
 * Builds `dist/` from nothing: kernels, the browser worker, then every source file with its types.
 *
 *   node build/build.ts
 *
 * The order matters: two steps write sources (`*.generated.ts`) that the last one compiles.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
// TypeScript 7; the package `typescript` is the version 6 that other tools call as a library
const tsc = `${root}node_modules/@typescript/native/bin/tsc`;

function run(...args: string[]): void {
  execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
}

rmSync(`${root}dist`, { recursive: true, force: true });
run('build/kernels.ts');
run('build/worker.ts');
run(tsc, '-p', 'build/tsconfig.json');
// the worker that pages start by URL is one self-contained file, in place of the one with imports
copyFileSync(`${root}dist/worker.bundle.js`, `${root}dist/miner/worker.web.js`);
rmSync(`${root}dist/worker.bundle.js`);
