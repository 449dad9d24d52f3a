/**
 * The worker of browsers: a module worker. Bundled into one file by build/worker.ts, since import maps do not reach workers.
 *
 * @module midstate/worker
 */
import { messageTick } from '../engine/index.ts';
import { serveSearch, WORKER_SLICE_MS } from './serve-search.ts';
import type { WorkerCommand } from './worker-protocol.ts';

serveSearch({
  post: (reply) => globalThis.postMessage(reply),
  onCommand: (listener) => {
    globalThis.addEventListener('message', (event: MessageEvent<WorkerCommand>) => listener(event.data));
  },
  tick: messageTick,
  sliceMs: WORKER_SLICE_MS,
});
