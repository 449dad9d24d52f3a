/**
 * Bundles the browser worker into one file, because neither import maps nor package imports reach workers.
 *
 *   node build/worker.ts
 *
 * It is written twice: `dist/worker.bundle.js`, which takes the place of `dist/miner/worker.web.js` after everything is
 * compiled, and the same text in `src/miner/worker-source.generated.ts`, from which a page makes a blob where
 * the file cannot be loaded.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Above this the worker has taken in what it should not: the inlined kernels, say. */
const MAX_SIZE_BYTES = 44_000;

const bundle = await rolldown({
  input: `${root}src/miner/worker.web.ts`,
  platform: 'browser',
  // package.json leads to the build, which is not there yet; of the kernels nothing stays
  resolve: { alias: { '#kernel-source': `${root}src/engine/kernel-modules.inlined.ts` } },
  treeshake: { moduleSideEffects: (id) => id.endsWith('worker.web.ts') },
});
const { output } = await bundle.generate({ format: 'iife', minify: true });
await bundle.close();

const [chunk, ...others] = output;
if (others.length > 0 || chunk.imports.length > 0) throw new Error('The worker is not one self-contained file');
if (chunk.code.length > MAX_SIZE_BYTES)
  throw new Error(`The worker has ${chunk.code.length} bytes, more than ${MAX_SIZE_BYTES}`);

mkdirSync(`${root}dist`, { recursive: true });
writeFileSync(`${root}dist/worker.bundle.js`, chunk.code);
/*
 * gzip finds again what it saw in the last 32 kB. The worker holds the same engine as the page, in nearly the same words when
 * a bundler has minified both: where they stand close, they are compressed as one, and 6 kB are saved. So the text comes
 * right before the engine (spawn.web.ts), and its end, in which there is little of it, comes first.
 */
const cut = Math.floor(0.7 * chunk.code.length);
const parts = [chunk.code.slice(cut), chunk.code.slice(0, cut)];
writeFileSync(
  `${root}src/miner/worker-source.generated.ts`,
  `/** The worker's file in two parts, the second first. Made by build/worker.ts. */
export const workerSourceParts: readonly string[] = [
  ${parts.map((part) => JSON.stringify(part)).join(',\n  ')},
];
`,
);
