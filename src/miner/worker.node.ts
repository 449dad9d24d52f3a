/** The worker of Node: `worker_threads`. */
import { parentPort } from 'node:worker_threads';
import { serveSearch, WORKER_SLICE_MS } from './serve-search.ts';

serveSearch({
  post: (reply) => parentPort?.postMessage(reply),
  onCommand: (listener) => parentPort?.on('message', listener),
  tick: () => new Promise((resolve) => setImmediate(resolve)),
  sliceMs: WORKER_SLICE_MS,
});
