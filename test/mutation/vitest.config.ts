/** The tests that a changed rule book has to face: those of consensus that are over in a moment. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'test/unit/consensus/**/*.test.ts',
      'test/property/compact-bits.test.ts',
      'test/property/merkle-branch.test.ts',
      'test/conformance/consensus.test.ts',
    ],
    testTimeout: 20_000,
    // One thread for all files: each mutant has a fresh one, and loading the sources once for each file took most of the time.
    isolate: false,
  },
});
