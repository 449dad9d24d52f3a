/**
 * Kernels: load, choose and self-test one, and search with it.
 *
 * @module midstate/engine
 */
export type { Backend, Engine, MessageSearch, StreamCount } from './engine.ts';
export type { HeaderSearchJob, SearchEnd, SearchSteps, VersionSearchEnd, VersionSearchJob } from './search-job.ts';
export { GROUP_SIZE_MAX, NONCE_END, VERSIONS_MAX } from './search-job.ts';
export type { MessageHash, MessagePuzzle, MessageSearchJob, NonceEncoding } from './message-job.ts';
export { assertMessagePuzzle, copyPuzzle, digestOfNonce, digestOfNonceSteps } from './message-job.ts';
export { messageOfNonce, nonceLimit } from './message-job.ts';
export { compressionsOf } from './message-cost.ts';
export { assertDigestTarget, meetsTarget, winProbability, type DigestTarget } from './digest-target.ts';
export type { CompiledModule, KernelSource } from './kernel-source.ts';
export { startEngine, type Tick } from './start-engine.ts';
export { workerFallback } from './worker-fallback.ts';
export { messageTick } from './message-tick.ts';
// Last, with the kernels (create-engine.ts).
export { compileKernel, createEngine, type EngineOptions } from './create-engine.ts';
