/** How workers are started in Node, Bun and Deno: `worker_threads`, else this thread. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { thisThread } from './this-thread.ts';
import { holdWorker } from './worker-handle.ts';
import type { SpawnWay } from './worker-handle.ts';

// Beside this file stands the worker: as TypeScript before the build, as JavaScript after it.
const workerUrl = new URL(import.meta.url.endsWith('.ts') ? './worker.node.ts' : './worker.node.js', import.meta.url);

/** The ways to start a worker, best first. */
export const spawnWays: readonly SpawnWay[] = [
  {
    name: 'worker thread',
    kind: 'thread',
    // Flags of the process, such as those of `node --eval`, can keep a worker from loading its file.
    spawn: (events) => holdWorker(new Worker(workerUrl, { name: 'midstate', execArgv: [] }), events),
  },
  thisThread(hostTick),
];

/** Threads that this machine runs at the same time. */
export function hostThreads(): number {
  return availableParallelism();
}

/** Lets other tasks of this thread run, then resolves. */
export function hostTick(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
