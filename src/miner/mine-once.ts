/** One search with a miner of its own. */
import type { MineJob, MineResult } from './mine-job.ts';
import { checkedSearch } from './mine-options.ts';
import type { MineOptions } from './mine-options.ts';
import { createMiner } from './miner.ts';
import type { MinerOptions } from './miner.ts';

/**
 * Searches one job with a miner of its own, which is closed at the end. For more than one job, `createMiner` saves the
 * start of the workers. An abort rejects at once, also while the workers start.
 * @throws what `createMiner` and `Miner.mine` throw
 */
export async function mine(job: MineJob, options: MinerOptions & MineOptions = {}): Promise<MineResult> {
  const { job: checked } = checkedSearch(job, options);
  const miner = await createMiner(options);
  try {
    return await miner.mine(checked, options);
  } finally {
    await miner.close();
  }
}
