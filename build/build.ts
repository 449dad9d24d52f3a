/**
 * Builds `dist/` from nothing: kernels, the workers, then every source file with its types.
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
// the workers that are started by URL are self-contained files, in place of those with imports
for (const name of ['web', 'node']) {
  const bundle = `${root}dist/worker.${name}.bundle.js`;
  copyFileSync(bundle, `${root}dist/miner/worker.${name}.js`);
  rmSync(bundle);
}
