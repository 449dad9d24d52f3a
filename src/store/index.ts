/** Where a chain is kept: the contract, and the store in memory. The store on disk has its own entry, level-store.ts. */
export * from './memory-store.ts';
export * from './store.ts';
