/** A miner whose start can be stopped: many workers take seconds to be ready. */
import type { Worker } from 'node:worker_threads';
import { createMiner, type Miner, type MinerOptions } from '../miner/index.ts';

/**
 * A miner; warnings go to standard error.
 * @throws the signal's reason when it is aborted before the miner is ready; what `createMiner` throws
 */
export async function createStoppableMiner(options: MinerOptions, signal: AbortSignal): Promise<Miner> {
  signal.throwIfAborted();
  // The miner cannot be closed before it is there, and waits for its workers: they are ended under its hands. It then
  // warns that they could not be started, and what a warning throws ends the start.
  const workers: Worker[] = [];
  const endWorkers = (): void => workers.forEach((worker) => void worker.terminate());
  const heed = (worker: Worker): void => {
    workers.push(worker);
    if (signal.aborted) endWorkers();
  };
  process.on('worker', heed);
  signal.addEventListener('abort', endWorkers);
  try {
    return await createMiner({
      ...options,
      onWarning: (text) => {
        signal.throwIfAborted();
        process.stderr.write(`midstate: ${text}\n`);
      },
    });
  } finally {
    process.off('worker', heed);
    signal.removeEventListener('abort', endWorkers);
  }
}
