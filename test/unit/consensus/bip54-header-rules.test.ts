import { describe, expect, test } from 'vitest';
import {
  bip54HeaderRules,
  bitcoinHeaderRules,
  checkHeaderInContext,
  defineNetwork,
  fixedDifficulty,
  networks,
  noNegativeInterval,
  noTimewarpBeyondGrace,
  type HeaderVerdict,
  type NetworkParams,
} from '../../../src/consensus/index.ts';
import { decodeHeader } from '../../../src/primitives/index.ts';
import { ArrayChain, steadyBlocks } from './array-chain.ts';

const START = 1_700_000_000;
// Periods of 144 blocks, no retarget.
const params: NetworkParams = defineNetwork({
  ...networks.regtest,
  difficulty: fixedDifficulty(),
  headerRules: bip54HeaderRules,
});
const BITS = 0x207fffff;

/** The verdict on a header at the tip of `chain`. */
function judge(chain: ArrayChain, time: number, network: NetworkParams = params): HeaderVerdict {
  const header = { ...decodeHeader(network.genesis), version: 0x20000000, time, bits: BITS };
  return checkHeaderInContext(header, chain.tip, network, START + 10_000_000);
}

/** Blocks a second apart up to `height`, so that a time long before the tip's is still after the median, then one ahead. */
function chainWithLead(height: number, lead: number): ArrayChain {
  const blocks = steadyBlocks(height + 1, BITS, 1, START);
  blocks[height] = { time: START + height + lead, bits: BITS };
  return new ArrayChain(blocks);
}

const accepted = (verdict: HeaderVerdict): void => expect(verdict).toEqual({ ok: true, unchecked: [] });

describe('the first block of a period', () => {
  test('may be two hours before its parent, and not a second more', () => {
    const chain = chainWithLead(143, 20_000);
    const earliest = START + 143 + 20_000 - 7200;
    accepted(judge(chain, earliest));
    expect(judge(chain, earliest - 1)).toEqual({
      ok: false,
      reject: {
        id: 'time-timewarp-attack',
        reason: 'time-timewarp-attack',
        permanence: 'permanent',
        time: earliest - 1,
        earliestTime: earliest,
      },
    });
  });

  test.each([142, 144])('is no other: a child of height %i may be earlier', (height) => {
    accepted(judge(chainWithLead(height, 20_000), START + height));
  });
});

describe('the last block of a period', () => {
  /** The first block of the second period, at 144, is `lead` seconds ahead of the rest; up to `height`. */
  const withEarlyLead = (height: number, lead: number, lowest = 0): ArrayChain => {
    const blocks = steadyBlocks(height + 1, BITS, 1, START);
    blocks[144] = { time: START + 144 + lead, bits: BITS };
    return new ArrayChain(blocks.slice(lowest), lowest);
  };

  test('may be as early as the first, and not a second earlier', () => {
    const chain = withEarlyLead(286, 5000);
    const first = START + 144 + 5000;
    accepted(judge(chain, first));
    accepted(judge(chain, first + 1));
    expect(judge(chain, first - 1)).toEqual({
      ok: false,
      reject: {
        id: 'time-negative-interval',
        reason: 'time-negative-interval',
        permanence: 'permanent',
        time: first - 1,
        earliestTime: first,
      },
    });
  });

  test.each([285, 287])('is no other: a child of height %i may be earlier', (height) => {
    accepted(judge(withEarlyLead(height, 5000), START + height + 1));
  });

  test('is unchecked when the first is not known', () => {
    expect(judge(withEarlyLead(286, 5000, 145), START + 300)).toEqual({
      ok: true,
      unchecked: ['time-negative-interval'],
    });
    expect(judge(withEarlyLead(286, 5000, 144), START + 300).ok).toBe(false);
  });

  test('is the first where periods are of one block', () => {
    const single = { ...params, targetTimespan: params.targetSpacing };
    accepted(judge(chainWithLead(50, 0), START + 51, single));
  });
});

describe('the list', () => {
  test('is that of Bitcoin with two rules more, where BIP-0094 has its own', () => {
    expect(bip54HeaderRules.map((rule) => rule.id)).toEqual([
      'high-hash',
      'duplicate-invalid',
      'prev-blk-not-found',
      'bad-prevblk',
      'bad-diffbits',
      'time-too-old',
      'time-timewarp-attack',
      'time-negative-interval',
      'time-too-new',
      'bad-version',
      'too-little-chainwork',
    ]);
    expect(bip54HeaderRules.filter((rule) => rule !== noTimewarpBeyondGrace && rule !== noNegativeInterval)).toEqual(
      bitcoinHeaderRules,
    );
  });

  test('is that of no known network', () => {
    for (const { headerRules } of Object.values(networks)) {
      expect(headerRules).not.toContain(noTimewarpBeyondGrace);
      expect(headerRules).not.toContain(noNegativeInterval);
    }
  });
});

test('a period of one block is its own first and last: its time may not go back, and no block above it is asked for', () => {
  const single = defineNetwork({ ...params, targetTimespan: params.targetSpacing });
  const chain = new ArrayChain(steadyBlocks(20, BITS, 600, START));
  expect(judge(chain, chain.tip.time - 2999, single)).toEqual({ ok: true, unchecked: [] });
  expect(judge(chain, chain.tip.time - 3000, single)).toMatchObject({ reject: { id: 'time-too-old' } });
});

test('at other heights neither rule asks for any block but the parent', () => {
  const young = new ArrayChain(steadyBlocks(20, BITS, 600, START));
  expect(judge(young, young.tip.time - 2999)).toEqual({ ok: true, unchecked: [] });
  const anchored = new ArrayChain(steadyBlocks(20, BITS, 600, START), 10_000);
  expect(judge(anchored, anchored.tip.time - 2999)).toEqual({ ok: true, unchecked: [] });
});
