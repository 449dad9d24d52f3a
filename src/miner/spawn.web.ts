/** How workers are started in browsers: by URL, else from a blob, else on this thread. */
// First, so that bundles have it right before the engine: they compress together (build/worker.ts).
import { workerSourceParts } from './worker-source.generated.ts';
import { messageTick } from '../engine/index.ts';
import { thisThread } from './this-thread.ts';
import { holdWorker } from './worker-handle.ts';
import type { SpawnWay } from './worker-handle.ts';

/** The ways to start a worker, best first. */
export const spawnWays: readonly SpawnWay[] = [
  {
    name: 'worker by URL',
    kind: 'url',
    spawn(events) {
      // Bundlers find the worker by this very expression: it has to stay on one line.
      const worker = new Worker(new URL('./worker.web.js', import.meta.url), { type: 'module' });
      return holdWorker(worker, events);
    },
  },
  {
    name: 'worker from a blob',
    kind: 'blob',
    spawn(events) {
      const url = URL.createObjectURL(new Blob([...workerSourceParts].reverse(), { type: 'text/javascript' }));
      const forget = (): void => URL.revokeObjectURL(url);
      // Not a module: a page without an origin, such as a sandboxed frame, may start no module from its blobs.
      return holdWorker(new Worker(url), {
        reply(reply) {
          forget();
          events.reply(reply);
        },
        lost(cause) {
          forget();
          events.lost(cause);
        },
      });
    },
  },
  thisThread(messageTick),
];

/** Threads that this machine runs at the same time. */
export function hostThreads(): number {
  return globalThis.navigator?.hardwareConcurrency ?? 1;
}

/** Lets other tasks of this thread run, then resolves. */
export const hostTick: () => Promise<void> = messageTick;
