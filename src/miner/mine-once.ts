/** One search with a miner of its own. */
import type { MineJob, MineResult } from './mine-job.ts';
import { checkedSearch } from './mine-options.ts';
import type { MineOptions } from './mine-options.ts';
import { createMiner } from './miner.ts';
import type { Miner, MinerOptions } from './miner.ts';

/**
 * Searches one job with a miner of its own, which is closed at the end. For more than one job, `createMiner` saves the
 * start of the workers. An abort rejects at once, also while the workers start.
 * @throws what `createMiner` and `Miner.mine` throw
 */
export async function mine(job: MineJob, options: MinerOptions & MineOptions = {}): Promise<MineResult> {
  const { job: checked, signal } = checkedSearch(job, options);
  signal?.throwIfAborted();
  const miner = await unlessAborted(createMiner(options), signal);
  try {
    return await miner.mine(checked, options);
  } finally {
    await miner.close();
  }
}

/** The miner; one that comes after the abort is closed as soon as it is there. */
async function unlessAborted(starting: Promise<Miner>, signal: AbortSignal | undefined): Promise<Miner> {
  if (signal === undefined) return starting;
  let onAbort!: () => void;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason);
  });
  signal.addEventListener('abort', onAbort);
  try {
    return await Promise.race([starting, aborted]);
  } catch (error) {
    // Nobody waits for it any more, neither for the miner nor for why there is none.
    starting.then((miner) => miner.close()).catch(() => undefined);
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
