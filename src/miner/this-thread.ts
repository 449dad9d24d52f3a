/** The last way: the worker's loop on the thread that created the miner, which other tasks share between slices. */
import { serveSearch } from './serve-search.ts';
import type { SpawnWay } from './worker-handle.ts';
import type { WorkerCommand } from './worker-protocol.ts';

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
      return {
        post: (command) => queueMicrotask(() => listener?.(command)),
        hold() {},
        async terminate() {
          stop();
        },
      };
    },
  };
}
