import { expect, test } from 'vitest';
import { blockSubsidy } from '../../../src/consensus/index.ts';

test.each([
  [0, 210_000, 5_000_000_000n],
  [209_999, 210_000, 5_000_000_000n],
  [210_000, 210_000, 2_500_000_000n],
  [419_999, 210_000, 2_500_000_000n],
  [840_000, 210_000, 312_500_000n],
  // The last coin that is paid, one unit, and nothing after it.
  [6_929_999, 210_000, 1n],
  [6_930_000, 210_000, 0n],
  [64 * 210_000, 210_000, 0n],
  [0x7fffffff, 1, 0n],
  [149, 150, 5_000_000_000n],
  [150, 150, 2_500_000_000n],
])('a block at height %i with a halving every %i blocks may pay %s', (height, interval, subsidy) => {
  expect(blockSubsidy(height, interval)).toBe(subsidy);
});

test('all blocks of mainnet together pay what Bitcoin Core adds up', () => {
  let sum = 0n;
  for (let halving = 0; halving < 40; halving++) sum += 210_000n * blockSubsidy(halving * 210_000, 210_000);
  expect(sum).toBe(2_099_999_997_690_000n);
});
