import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  bip94HeaderRules,
  bitcoinHeaderRules,
  blockRules,
  networks,
  noForkBeforeCheckpoint,
  noNegativeInterval,
  noTimewarpBeyondGrace,
  retargetInterval,
  targetToBitsLossy,
  type BlockRule,
  type HeaderRule,
} from '../../../src/consensus/index.ts';

const DOCS = readFileSync(new URL('../../../docs/rules.md', import.meta.url), 'utf8');

/** The cells of the rows of the table under a heading. */
function tableUnder(heading: string): string[][] {
  const start = DOCS.indexOf(`${heading}\n`);
  expect(start, heading).toBeGreaterThanOrEqual(0);
  const rows = DOCS.slice(start + heading.length)
    .split(/^#/m)[0]!
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  return rows.map((row) => row.slice(2, -2).split(' | '));
}

test.each<[string, readonly (HeaderRule | BlockRule)[]]>([
  ['# The rules of a header', bip94HeaderRules],
  ['## Optional rules', [noForkBeforeCheckpoint, noTimewarpBeyondGrace, noNegativeInterval]],
  ["# The rules of a block's transactions", blockRules],
])('the table under "%s" has each rule, in order, with its stage, permanence and source', (heading, rules) => {
  const rows = tableUnder(heading).map(([id, stage, permanence, , source]) => ({ id, stage, permanence, source }));
  expect(rows).toEqual(
    rules.map(({ id, stage, permanence, source }) => ({ id: `\`${id}\``, stage, permanence, source })),
  );
});

test('the table of networks has the numbers of each', () => {
  const rows = tableUnder('## What differs from network to network');
  expect(rows.map(([name, bits, interval, , heights, bip94]) => [name, bits, interval, heights, bip94])).toEqual(
    Object.values(networks).map((params) => {
      const { bip34Height, bip66Height, bip65Height } = params.deployments;
      return [
        `\`${params.name}\``,
        `\`${targetToBitsLossy(params.powLimit).toString(16)}\``,
        `${retargetInterval(params)}`,
        `${bip34Height}, ${bip66Height}, ${bip65Height}`,
        params.headerRules.some(({ id }) => id === 'time-timewarp-attack') ? 'yes' : 'no',
      ];
    }),
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
