/** A chain of one's own: rules at every stage, a retarget that is none of Bitcoin's, and two rule books side by side. */
import { describe, expect, test } from 'vitest';
import {
  bitcoinHeaderRules,
  checkHeader,
  checkHeaderInChain,
  checkHeaderInContext,
  checkHeaderWork,
  defineNetwork,
  networks,
  nextBits,
  permittedDifficultyTransition,
  UNCHECKED,
  type DifficultyAlgorithm,
  type HeaderRule,
  type HeaderVerdict,
} from '../../../src/consensus/index.ts';
import type { Header } from '../../../src/primitives/index.ts';
import { ArrayChain, steadyBlocks } from './array-chain.ts';

declare module '../../../src/consensus/reject-facts.ts' {
  interface RejectFacts {
    'test-odd-nonce': { readonly nonce: number };
    'test-orphan': { readonly network: string };
    'test-slow': { readonly seconds: number };
    'test-light': { readonly missing: string };
  }
}

const { regtest } = networks;
const START = 1_700_000_000;
const EASY = 0x207fffff;
const ZEROS = new Uint8Array(32);
const rejectOf = (verdict: HeaderVerdict): unknown => (verdict.ok ? verdict.unchecked : verdict.reject);

const evenNonces: HeaderRule<'test-odd-nonce'> = {
  id: 'test-odd-nonce',
  stage: 'alone',
  source: 'this test',
  permanence: 'permanent',
  check: ({ header: { nonce } }) => (nonce % 2 === 0 ? undefined : { nonce }),
};

const noOrphans: HeaderRule<'test-orphan'> = {
  id: 'test-orphan',
  stage: 'in-chain',
  source: 'this test',
  permanence: 'retry',
  check: ({ position, params }) => (position.parent === 'unknown' ? { network: params.name } : undefined),
};

/** At most an hour from the grandparent: needs an ancestor, and may not know it. */
const noSlowPairs: HeaderRule<'test-slow'> = {
  id: 'test-slow',
  stage: 'in-context',
  source: 'this test',
  permanence: 'permanent',
  reason: ({ seconds }) => `test-slow(${seconds})`,
  check({ header, parent }) {
    const grandparent = parent.ancestor(parent.height - 1);
    if (grandparent === undefined) return UNCHECKED;
    const seconds = header.time - grandparent.time;
    return seconds <= 3600 ? undefined : { seconds };
  },
};

const heavyTwice: HeaderRule<'test-light'> = {
  id: 'test-light',
  stage: 'by-work',
  source: 'this test',
  permanence: 'retry',
  check: ({ chainWork, minimumChainWork }) =>
    chainWork >= 2n * minimumChainWork ? undefined : { missing: `${2n * minimumChainWork - chainWork}` },
};

/** A retarget of one's own: twice the target after a block slower than the spacing, half of it after a faster one. */
const upAndDown: DifficultyAlgorithm = {
  name: 'up and down',
  nextBits({ targetSpacing, powLimit }, parent) {
    if (parent.height === 0) return parent.bits;
    const below = parent.ancestor(parent.height - 1);
    if (below === undefined) return UNCHECKED;
    expect(powLimit).toBe(regtest.powLimit);
    return parent.time - below.time > targetSpacing ? EASY : 0x203fffff;
  },
};

const mine = defineNetwork({
  ...regtest,
  name: 'mine',
  difficulty: upAndDown,
  headerRules: [noOrphans, ...bitcoinHeaderRules, evenNonces, noSlowPairs, heavyTwice],
});

const header = (fields: Partial<Header>): Header => ({
  version: 4,
  prevBlockHash: ZEROS,
  merkleRoot: ZEROS,
  time: START,
  bits: EASY,
  nonce: 0,
  ...fields,
});

describe('a rule of its own', () => {
  test('alone', () => {
    expect(checkHeader(header({ nonce: 4 }), mine, { hash: ZEROS })).toEqual({ ok: true, unchecked: [] });
    expect(rejectOf(checkHeader(header({ nonce: 5 }), mine, { hash: ZEROS }))).toEqual({
      id: 'test-odd-nonce',
      reason: 'test-odd-nonce',
      permanence: 'permanent',
      nonce: 5,
    });
    // Behind high-hash in the list, so behind it in the answer.
    const tooHigh = new Uint8Array(32).fill(255);
    expect(rejectOf(checkHeader(header({ nonce: 5 }), mine, { hash: tooHigh }))).toMatchObject({ id: 'high-hash' });
  });

  test('in the chain, in front of the rule that it goes beyond', () => {
    expect(checkHeaderInChain({ parent: 'valid' }, mine)).toEqual({ ok: true, unchecked: [] });
    expect(rejectOf(checkHeaderInChain({ parent: 'unknown' }, mine))).toEqual({
      id: 'test-orphan',
      reason: 'test-orphan',
      permanence: 'retry',
      network: 'mine',
    });
  });

  test('in context, with a text that carries a value', () => {
    const chain = new ArrayChain(steadyBlocks(20, EASY, 601, START));
    const { time } = chain.tip;
    expect(rejectOf(checkHeaderInContext(header({ time: time + 2999 }), chain.tip, mine, time))).toEqual([]);
    expect(rejectOf(checkHeaderInContext(header({ time: time + 3000 }), chain.tip, mine, time))).toEqual({
      id: 'test-slow',
      reason: 'test-slow(3601)',
      permanence: 'permanent',
      seconds: 3601,
    });
  });

  test('in context, is reported as unchecked where its ancestor is not known, in the order of the list', () => {
    const anchored = new ArrayChain(steadyBlocks(1, EASY, 601, START), 77);
    expect(rejectOf(checkHeaderInContext(header({ time: START + 9 }), anchored.tip, mine, START))).toEqual([
      'bad-diffbits',
      'time-too-old',
      'test-slow',
    ]);
    // A rule that can be judged still refuses, whatever could not be told before it.
    expect(
      rejectOf(checkHeaderInContext(header({ time: START + 9, version: 3 }), anchored.tip, mine, START)),
    ).toMatchObject({ id: 'bad-version' });
  });

  test('by work', () => {
    expect(checkHeaderWork(10n, 5n, mine)).toEqual({ ok: true, unchecked: [] });
    expect(rejectOf(checkHeaderWork(9n, 5n, mine))).toEqual({
      id: 'test-light',
      reason: 'test-light',
      permanence: 'retry',
      missing: '1',
    });
    expect(rejectOf(checkHeaderWork(4n, 5n, mine))).toMatchObject({ id: 'too-little-chainwork' });
  });
});

test('a retarget of its own decides which bits are required', () => {
  const slow = new ArrayChain(steadyBlocks(12, EASY, 601, START));
  const fast = new ArrayChain(steadyBlocks(12, EASY, 600, START));
  expect(nextBits(mine, slow.tip, 0)).toBe(EASY);
  expect(nextBits(mine, fast.tip, 0)).toBe(0x203fffff);
  expect(permittedDifficultyTransition(mine, 1, EASY, 1)).toBe(true);
  const { time } = fast.tip;
  expect(rejectOf(checkHeaderInContext(header({ time: time + 1 }), fast.tip, mine, time))).toMatchObject({
    id: 'bad-diffbits',
    bits: EASY,
    requiredBits: 0x203fffff,
  });
  expect(rejectOf(checkHeaderInContext(header({ time: time + 1, bits: 0x203fffff }), fast.tip, mine, time))).toEqual(
    [],
  );
});

test('networks with different books are judged side by side, each by its own', () => {
  const odd = header({ nonce: 5 });
  for (let round = 0; round < 3; round++) {
    expect(checkHeader(odd, mine, { hash: ZEROS }).ok).toBe(false);
    expect(checkHeader(odd, regtest, { hash: ZEROS }).ok).toBe(true);
    expect(rejectOf(checkHeaderInChain({ parent: 'unknown' }, mine))).toMatchObject({ id: 'test-orphan' });
    expect(rejectOf(checkHeaderInChain({ parent: 'unknown' }, regtest))).toMatchObject({ id: 'prev-blk-not-found' });
    expect(checkHeaderWork(5n, 5n, mine).ok).toBe(false);
    expect(checkHeaderWork(5n, 5n, regtest).ok).toBe(true);
  }
});

test('a book may leave out what it does not want, but for the rule that a tree cannot do without', () => {
  const lax = defineNetwork({
    ...regtest,
    headerRules: bitcoinHeaderRules.filter(({ id }) => id === 'prev-blk-not-found'),
  });
  const chain = new ArrayChain(steadyBlocks(20, EASY, 600, START));
  const wrong = header({ bits: 1, version: -1, time: 0 });
  expect(checkHeader(wrong, lax, { hash: new Uint8Array(32).fill(255) })).toEqual({ ok: true, unchecked: [] });
  expect(checkHeaderInContext(wrong, chain.tip, lax, 0)).toEqual({ ok: true, unchecked: [] });
  expect(checkHeaderInChain({ known: 'failed', parent: 'failed' }, lax)).toEqual({ ok: true, unchecked: [] });
  expect(checkHeaderWork(0n, 1n, lax)).toEqual({ ok: true, unchecked: [] });
});
