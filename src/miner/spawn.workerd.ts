/** Where a search runs in Cloudflare Workers: they can start no other thread, so on this one, and that is no fault to warn of. */
import { thisThread } from './this-thread.ts';
import type { SpawnWay } from './worker-handle.ts';

/** The one way. The tick is a timer: this host lets timers and requests wait as long as messages follow each other. */
export const spawnWays: readonly SpawnWay[] = [thisThread(() => new Promise((resolve) => setTimeout(resolve, 0)))];

/** Threads that a worker of Cloudflare has. */
export function hostThreads(): number {
  return 1;
}

/** Lets other tasks of this thread run, then resolves. */
export const hostTick: () => Promise<void> = messageTick;
