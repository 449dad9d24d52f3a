/**
 * The worker of browsers: a module worker. Bundled into one file by build/worker.ts, since import maps do not reach workers.
 *
 * @module midstate/worker
 */
import { messageTick } from '../engine/index.ts';
import { MidstateError } from '../errors.ts';
import { serveSearch, WORKER_SLICE_MS } from './serve-search.ts';
import { failedReply } from './worker-protocol.ts';
import type { WorkerCommand } from './worker-protocol.ts';

// Firefox does not even let a compiled kernel in where the policy of this file forbids WebAssembly.
globalThis.addEventListener('messageerror', () => {
  const reason = 'the compiled kernel cannot be read here, as where a Content-Security-Policy forbids WebAssembly';
  const details = { backend: 'WebAssembly', reason };
  globalThis.postMessage(failedReply(new MidstateError('ERR_ENGINE_UNAVAILABLE', `engine: ${reason}`, details)));
});

serveSearch({
  post: (reply) => globalThis.postMessage(reply),
  onCommand: (listener) => {
    globalThis.addEventListener('message', (event: MessageEvent<WorkerCommand>) => listener(event.data));
  },
  tick: messageTick,
  sliceMs: WORKER_SLICE_MS,
});
