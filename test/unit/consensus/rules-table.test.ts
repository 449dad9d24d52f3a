import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bip94HeaderRules, bitcoinHeaderRules, blockRules } from '../../../src/consensus/index.ts';

test('the tables of rules in the docs have each rule, in order, with its stage, permanence and source', () => {
  const table = readFileSync(new URL('../../../docs/rules.md', import.meta.url), 'utf8');
  const rows = [...table.matchAll(/^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \| [^|]+ \| ([^|]+) \|$/gm)];
  expect(rows.map(([, id, stage, permanence, source]) => ({ id, stage, permanence, source }))).toEqual(
    [...bip94HeaderRules, ...blockRules].map(({ id, stage, permanence, source }) => ({
      id,
      stage,
      permanence,
      source,
    })),
  );
});

test('the order is that of Bitcoin Core', () => {
  expect(bip94HeaderRules.map((rule) => rule.id)).toEqual([
    'high-hash',
    'duplicate-invalid',
    'prev-blk-not-found',
    'bad-prevblk',
    'bad-diffbits',
    'time-too-old',
    'time-timewarp-attack',
    'time-too-new',
    'bad-version',
    'too-little-chainwork',
  ]);
  expect(blockRules.map((rule) => rule.id)).toEqual(['bad-txnmrklroot', 'bad-txns-duplicate']);
  expect(bitcoinHeaderRules).toEqual(bip94HeaderRules.filter((rule) => rule.id !== 'time-timewarp-attack'));
});
