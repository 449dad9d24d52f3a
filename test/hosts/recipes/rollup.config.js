/** `rollup -c`: the worker is an entry point of its own. */
import { nodeResolve } from '@rollup/plugin-node-resolve';

export default {
  input: { main: './main-with-worker.js', 'midstate-worker': 'midstate/worker' },
  plugins: [nodeResolve({ browser: true })],
  output: { dir: 'dist', format: 'es', entryFileNames: '[name].js' },
};
