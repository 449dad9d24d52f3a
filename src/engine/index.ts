/** Kernels: load, choose and self-test one, and search with it. */
export type { Backend, Engine } from './engine.ts';
export type { HeaderSearchJob, SearchEnd } from './search-job.ts';
export { NONCE_END } from './search-job.ts';
export type { CompiledModule, KernelSource } from './kernel-source.ts';
export { compileKernel, createEngine, type EngineOptions } from './create-engine.ts';
export { startEngine } from './start-engine.ts';
