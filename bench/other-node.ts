/** Runs the benchmark under a Node that cannot read TypeScript: bundled to one file, in a child process. */
import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { root } from './root.ts';

/** Runs `bench/main.ts` under another Node with the arguments given, and returns its exit code. */
export async function runUnder(node: string, args: readonly string[]): Promise<number> {
  const child = spawnSync(node, [await bundled('bench/main.ts'), ...args], { stdio: 'inherit' });
  if (child.error) throw child.error;
  return child.status ?? 1;
}

/** A script of this repository as one file of JavaScript: where that lies. */
export async function bundled(script: string): Promise<string> {
  // Below node_modules, so that it is neither in git nor in the package, and finds what it imports.
  const name = `${basename(script, '.ts')}.mjs`;
  const file = fileURLToPath(new URL(`node_modules/.cache/midstate-bench/${name}`, root));
  const bundle = await rolldown({
    input: fileURLToPath(new URL(script, root)),
    platform: 'node',
    external: [/^node:/, 'rolldown'],
  });
  try {
    await bundle.write({ file, format: 'esm', codeSplitting: false });
  } finally {
    await bundle.close();
  }
  return file;
}
