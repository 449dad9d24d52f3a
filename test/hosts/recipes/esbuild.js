/** `node esbuild.js`: the worker is an entry point of its own. */
import { build } from 'esbuild';

await build({
  entryPoints: { main: './main-with-worker.js', 'midstate-worker': 'midstate/worker' },
  bundle: true,
  format: 'esm',
  minify: true,
  outdir: 'dist',
});
