/** One search with a miner of its own. */
import { checkedMessageJob } from './message-job.ts';
import type { MessageJob, MessageResult } from './message-job.ts';
import { checkedJob } from './mine-job.ts';
import type { MineJob, MineResult } from './mine-job.ts';
import { checkedOptions } from './mine-options.ts';
import type { MineOptions } from './mine-options.ts';
import { createMiner } from './miner.ts';
import type { Miner } from './miner.ts';
import type { MinerOptions } from './miner-options.ts';

/**
 * Searches one job with a miner of its own, which is closed at the end. For more than one job, `createMiner` saves the
 * start of the workers. An abort rejects at once, also while the workers start.
 * @throws what `createMiner` and `Miner.mine` throw
 */
export async function mine(job: MineJob, options: MinerOptions & MineOptions = {}): Promise<MineResult> {
  const checked = checkedJob(job);
  return withOwnMiner(options, (miner) => miner.mine(checked, options));
}

/**
 * Searches one message with a miner of its own, as `mine` searches a header. How a solution of a costly hash is confirmed:
 * see `Miner.searchMessage`.
 * @throws what `createMiner` and `Miner.searchMessage` throw
 */
export async function searchMessage(job: MessageJob, options: MinerOptions & MineOptions = {}): Promise<MessageResult> {
  const checked = checkedMessageJob(job);
  return withOwnMiner(options, (miner) => miner.searchMessage(checked, options));
}

async function withOwnMiner<Result>(
  options: MinerOptions & MineOptions,
  search: (miner: Miner) => Promise<Result>,
): Promise<Result> {
  checkedOptions(options);
  const miner = await createMiner(options);
  try {
    return await search(miner);
  } finally {
    await miner.close();
  }
}
