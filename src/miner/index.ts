/**
 * Searches headers and messages over many workers; each solution is confirmed by the readable reference.
 *
 * @module midstate/miner
 */
// First, and so the worker's text comes before the engine (spawn.web.ts).
export { createMiner } from './miner.ts';
export { mine, searchMessage } from './mine-once.ts';
export type { Miner } from './miner.ts';
export type { MinerOptions } from './miner-options.ts';
export type { MinerWarning, WarningListener } from './miner-warning.ts';
export type { FoundMessage, MessageJob, MessageResult } from './message-job.ts';
export type { ExhaustedResult, FoundResult, MineJob, MineResult } from './mine-job.ts';
export type { PauseCondition, PauseReason } from './pause-reasons.ts';
export type { ExpectedSeconds, MineProgress } from './progress.ts';
export { expectedSeconds } from './progress.ts';
export type { MineOptions, SolutionPick } from './mine-options.ts';
export type { MinerMode, NodeStyleWorker, WebStyleWorker, WorkerKind } from './worker-handle.ts';
