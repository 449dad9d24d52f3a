/** Searches headers over many workers; each solution is confirmed by the readable reference. */
export { createMiner, mine } from './miner.ts';
export type { MineOptions, Miner, MinerOptions } from './miner.ts';
export type { ExhaustedResult, FoundResult, MineJob, MineResult } from './mine-job.ts';
export type { ExpectedSeconds, MineProgress } from './progress.ts';
export { expectedSeconds } from './progress.ts';
export type { SolutionPick } from './search-run.ts';
export type { MinerMode, NodeStyleWorker, WebStyleWorker } from './worker-handle.ts';
