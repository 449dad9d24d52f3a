/**
 * The best chain of headers alone against that of Bitcoin Core, block after block, through the reorganisations of its own
 * tests: most work, first seen on ties, back to the next best when a body fails.
 */
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createHeaderChain } from '../../src/chain/index.ts';
import { BODY_ALONE, CORE_CORPUS, isUnjudged, networkOf, readCorpus } from '../fixtures/core-corpus.ts';
import { cryptoHasher } from '../fixtures/easy-headers.ts';

/** Blocks after which the tips were compared, and branches whose body failed when Core connected them. */
interface Outcome {
  compared: number;
  failedWhenConnected: number;
  reorgs: number;
}

function follow(name: string): Outcome {
  const { args, records } = readCorpus(name);
  const chain = createHeaderChain({ params: networkOf(args), hasher: cryptoHasher });
  const outcome: Outcome = { compared: 0, failedWhenConnected: 0, reorgs: 0 };
  for (const record of records) {
    // The header of a body that is refused alone never comes into Core's tree.
    if ('restart' in record || isUnjudged(record) || BODY_ALONE.has(record.result)) continue;
    const { seq, hash, now, result, tip } = record;
    const bytes = Uint8Array.from(Buffer.from(record.raw.slice(0, 160), 'hex'));
    const { rejected, reorg } = chain.accept(bytes, now);
    if (reorg !== undefined) outcome.reorgs++;
    if (rejected !== undefined) {
      expect(rejected.reject.reason, `${name} ${seq}`).toBe(result);
    } else if (result === 'inconclusive' && chain.tip.hashHex === hash && tip !== hash) {
      // More work, and Core stays where it is: a body below failed when it was connected.
      chain.invalidate(hash);
      outcome.failedWhenConnected++;
    } else if (result !== null && result !== 'inconclusive' && result !== 'duplicate') {
      chain.invalidate(hash);
    }
    expect(chain.tip.hashHex, `${name} ${seq}`).toBe(tip);
    outcome.compared++;
  }
  return outcome;
}

describe.skipIf(!existsSync(CORE_CORPUS))("the tip is Bitcoin Core's after every block", () => {
  test.each<[string, Outcome]>([
    ['feature_block', { compared: 354, failedWhenConnected: 3, reorgs: 17 }],
    ['feature_cltv', { compared: 119, failedWhenConnected: 0, reorgs: 0 }],
    ['feature_csv_activation', { compared: 909, failedWhenConnected: 0, reorgs: 6 }],
    ['feature_dersig', { compared: 106, failedWhenConnected: 0, reorgs: 0 }],
    ['feature_nulldummy', { compared: 110, failedWhenConnected: 0, reorgs: 0 }],
    ['mining_basic', { compared: 204, failedWhenConnected: 0, reorgs: 0 }],
  ])('of its test %s', (name, expected) => {
    expect(follow(name)).toEqual(expected);
  });
});
