/** The tests that a changed rule book has to face: those of consensus that are over in a moment. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'test/unit/consensus/**/*.test.ts',
      'test/property/compact-bits.test.ts',
      'test/conformance/consensus.test.ts',
    ],
    testTimeout: 20_000,
  },
});
