/** Runs the benchmark under a Node that cannot read TypeScript: bundled to one file, in a child process. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { root } from './root.ts';

/** Runs `bench/main.ts` under another Node with the arguments given, and returns its exit code. */
export async function runUnder(node: string, args: readonly string[]): Promise<number> {
  // Below node_modules, so that it is neither in git nor in the package, and finds what it imports.
  const file = fileURLToPath(new URL('node_modules/.cache/midstate-bench/main.mjs', root));
  const bundle = await rolldown({
    input: fileURLToPath(new URL('bench/main.ts', root)),
    platform: 'node',
    external: [/^node:/, 'rolldown'],
  });
  try {
    await bundle.write({ file, format: 'esm', codeSplitting: false });
  } finally {
    await bundle.close();
  }
  const child = spawnSync(node, [file, ...args], { stdio: 'inherit' });
  if (child.error) throw child.error;
  return child.status ?? 1;
}
