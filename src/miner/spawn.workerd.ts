/** Where a search runs in Cloudflare Workers: they can start no other thread, so on this one, and that is no fault to warn of. */
import { thisThread } from './this-thread.ts';
import type { SpawnWay } from './worker-handle.ts';

/** Lets other tasks run, by a timer: this host lets timers and requests wait as long as messages follow each other. */
export function hostTick(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** The one way. */
export const spawnWays: readonly SpawnWay[] = [thisThread(hostTick)];

/** Threads that a worker of Cloudflare has. */
export function hostThreads(): number {
  return 1;
}
