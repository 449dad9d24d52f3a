import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
  resolve: {
    alias: {
      '#kernel-source': new URL('./src/engine/kernel-modules.inlined.ts', import.meta.url).pathname,
      '#spawn-worker': new URL('./src/miner/spawn.node.ts', import.meta.url).pathname,
    },
  },
});
