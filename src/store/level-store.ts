/**
 * The store on disk: the entry of it, apart from index.ts, as it needs Node and the optional package classic-level.
 *
 * @module midstate/store/level
 */
export { rebuildLevelStore, type LevelRebuild, type LevelRebuildOptions } from './level-rebuild.node.ts';
export { openLevelStore } from './open-level-store.ts';
export type { HeightRange } from './store-arguments.ts';
