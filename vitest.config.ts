import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
  resolve: {
    alias: [
      {
        find: '#kernel-source',
        replacement: new URL('./src/engine/kernel-modules.inlined.ts', import.meta.url).pathname,
      },
      { find: '#spawn-worker', replacement: new URL('./src/miner/spawn.node.ts', import.meta.url).pathname },
      // the playground takes the package by its name; its tests take what is here
      {
        find: /^midstate\/store\/indexeddb$/,
        replacement: new URL('./src/store/indexeddb-store.ts', import.meta.url).pathname,
      },
      { find: /^midstate\/store\/memory$/, replacement: new URL('./src/store/index.ts', import.meta.url).pathname },
      { find: /^midstate$/, replacement: new URL('./src/index.ts', import.meta.url).pathname },
      { find: /^midstate\/(\w+)$/, replacement: new URL('./src/$1/index.ts', import.meta.url).pathname },
    ],
  },
});
