/**
 * Bundles each worker into one file: neither import maps nor package imports reach workers, and a worker that is one file can
 * be served or copied as it is, and starts sooner.
 *
 *   node build/worker.ts
 *
 * `dist/worker.{web,node}.bundle.js` take the place of `dist/miner/worker.{web,node}.js` after everything is compiled. The
 * browser's stands as text in `src/miner/worker-source.generated.ts` too, from which a page makes a blob where the file cannot
 * be loaded.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Above this the browser's has taken in what it should not: the inlined kernels, say. */
const MAX_SIZE_BYTES = 44_000;

/** One file of a worker. */
async function bundleWorker(name: 'web' | 'node'): Promise<string> {
  const entry = `worker.${name}.ts`;
  const bundle = await rolldown({
    input: `${root}src/miner/${entry}`,
    platform: name === 'web' ? 'browser' : 'node',
    // package.json leads to the build, which is not there yet; of the kernels nothing stays
    resolve: { alias: { '#kernel-source': `${root}src/engine/kernel-modules.inlined.ts` } },
    treeshake: { moduleSideEffects: (id) => id.endsWith(entry) },
  });
  // a page loads it, so it is small; for Node its errors tell of lines that can be read
  const { output } = await bundle.generate(
    name === 'web' ? { format: 'iife', minify: true, strict: true } : { format: 'esm' },
  );
  await bundle.close();
  const [{ code, imports }, ...others] = output;
  if (others.length > 0 || imports.some((specifier) => !specifier.startsWith('node:')))
    throw new Error(`${entry}: expected one self-contained file`);
  if (name === 'web' && code.length > MAX_SIZE_BYTES)
    throw new Error(`${entry}: expected at most ${MAX_SIZE_BYTES} bytes, got ${code.length}`);
  return code;
}

mkdirSync(`${root}dist`, { recursive: true });
writeFileSync(`${root}dist/worker.node.bundle.js`, await bundleWorker('node'));
const code = await bundleWorker('web');
writeFileSync(`${root}dist/worker.web.bundle.js`, code);

/*
 * gzip finds again what it saw in the last 32 kB. The worker holds the same engine as the page, in nearly the same words when
 * a bundler has minified both: where they stand close, they are compressed as one, and 6 kB are saved. So the text comes
 * right before the engine (spawn.web.ts), and its end, in which there is little of it, comes first.
 */
const cut = Math.floor(0.7 * code.length);
const parts = [code.slice(cut), code.slice(0, cut)];
writeFileSync(
  `${root}src/miner/worker-source.generated.ts`,
  `/** The worker's file in two parts, the second first. Made by build/worker.ts. */
export const workerSourceParts: readonly string[] = [
  ${parts.map((part) => JSON.stringify(part)).join(',\n  ')},
];
`,
);
