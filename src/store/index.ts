/**
 * Where a chain is kept: the contract, and the store in memory. Those on disk and in browsers have entries of their own.
 *
 * @module midstate/store/memory
 */
export * from './memory-store.ts';
export * from './store.ts';
