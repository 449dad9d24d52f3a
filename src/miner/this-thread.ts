/** The last way: the worker's loop on the thread that created the miner, which other tasks share between slices. */
import { serveSearch } from './serve-search.ts';
import type { SpawnWay } from './worker-handle.ts';
import type { WorkerCommand } from './worker-protocol.ts';

/** Long, because nothing is done then. */
const HOLD_EVERY_MS = 1 << 30;

/** @param tick lets other tasks of this thread run, then resolves */
export function thisThread(tick: () => Promise<void>): SpawnWay {
  return {
    name: 'this thread',
    kind: 'none',
    spawn(events) {
      let listener: ((command: WorkerCommand) => void) | undefined;
      // Messages arrive later, as between threads: neither side is called in the middle of its own work.
      const stop = serveSearch({
        post: (reply) => queueMicrotask(() => events.reply(reply)),
        onCommand: (commandListener) => (listener = commandListener),
        tick,
        // Half of a frame: the page goes on moving.
        sliceMs: 8,
      });
      let held: ReturnType<typeof setInterval> | undefined;
      return {
        post: (command) => queueMicrotask(() => listener?.(command)),
        hold(isHeld) {
          clearInterval(held);
          // What keeps a Node process alive where there is no thread: a paused search does nothing else that would.
          if (isHeld) held = setInterval(() => undefined, HOLD_EVERY_MS);
        },
        async terminate() {
          clearInterval(held);
          stop();
        },
      };
    },
  };
}
