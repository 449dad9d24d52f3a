/** Where a search runs in Cloudflare Workers: they can start no other thread, so on this one, and that is no fault to warn of. */
import { messageTick } from './message-tick.ts';
import { thisThread } from './this-thread.ts';
import type { SpawnWay } from './worker-handle.ts';

/** The one way. */
export const spawnWays: readonly SpawnWay[] = [thisThread(messageTick)];

/** Threads that a worker of Cloudflare has. */
export function hostThreads(): number {
  return 1;
}
