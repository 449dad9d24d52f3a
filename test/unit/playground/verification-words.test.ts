import { describe, expect, it } from 'vitest';
import {
  describeKept,
  describeProgress,
  describeResult,
  resultFacts,
} from '../../../examples/playground/src/verification-words.ts';
import { createHeaderChain } from '../../../src/chain/index.ts';
import { networks } from '../../../src/consensus/index.ts';

const params = networks.mainnet;
const { tip } = createHeaderChain({ params });
const rejected = {
  height: 50_001,
  hashHex: 'ab'.repeat(32),
  reject: {
    id: 'time-too-old',
    permanence: 'permanent',
    reason: 'time-too-old',
    time: 1231006505,
    medianTimePast: 1231006505,
  },
} as const;

describe('a verification in words', () => {
  it('has its rate, while it runs and when it has ended', () => {
    expect(describeProgress({ headers: 12_000, part: 0.5, seconds: 0.01 })).toBe(
      '12,000 headers judged, 1,200,000 headers/s',
    );
    expect(describeResult({ headers: 50_000, duplicates: 1, seconds: 0.25, tip })).toBe(
      '50,000 headers valid, in 250 ms, 200,000 headers/s.',
    );
    expect(describeResult({ headers: 1, duplicates: 0, seconds: 0, tip })).toBe('1 header valid, in 0 ms.');
  });

  it('says when nothing was new, and which rule stopped it', () => {
    expect(describeResult({ headers: 2, duplicates: 2, seconds: 1, tip })).toBe(
      '2 headers valid, all of them known before, in 1.0 s, 2 headers/s.',
    );
    expect(describeResult({ headers: 50_000, duplicates: 1, seconds: 1, tip, rejected })).toBe(
      '50,000 headers valid, then one breaks the rule time-too-old at height 50,001.',
    );
  });

  it('lists what is known of the chain, and of the header that was refused', () => {
    const chain = [
      ['Network', 'mainnet'],
      ['Height', '0'],
      ['Tip', params.genesisHash],
      ['Chain work', '0x100010001 (2^32.0 hashes)'],
    ];
    expect(resultFacts({ headers: 1, duplicates: 1, seconds: 1, tip }, params)).toEqual(chain);
    expect(resultFacts({ headers: 9, duplicates: 2, seconds: 1, tip, rejected }, params)).toEqual([
      ...chain,
      ['Known before', '2 headers'],
      ['Refused at height', '50,001'],
      ['Refused header', 'ab'.repeat(32)],
      ['Reject', 'time-too-old (permanent: for ever)'],
      ['time', '1231006505 (2009-01-03 18:15:05 UTC)'],
      ['medianTimePast', '1231006505 (2009-01-03 18:15:05 UTC)'],
    ]);
  });

  it('says what is kept, where, and what is to know about it', () => {
    const chain = { params, tip, accept: () => Promise.reject(new Error('not asked')) };
    expect(describeKept(undefined, false, 'mainnet')).toEqual([]);
    expect(describeKept(undefined, true, 'mainnet').join()).toContain('tick the box to go on');
    expect(describeKept({ chain, isStored: true, notes: [] }, true, 'mainnet')).toEqual([
      'Kept in this browser: mainnet to height 0, work 0x100010001 (2^32.0 hashes).',
    ]);
    expect(describeKept({ chain, isStored: false, notes: ['It is private.'] }, false, 'mainnet')).toEqual([
      'Kept in this tab alone: mainnet to height 0, work 0x100010001 (2^32.0 hashes).',
      'It is private.',
    ]);
    expect(describeKept({ chain: undefined, isStored: true, notes: ['Damaged.'] }, true, 'mainnet')).toEqual([
      'Damaged.',
    ]);
  });
});
