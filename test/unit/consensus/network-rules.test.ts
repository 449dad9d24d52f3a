/** What each network does differently: signet, testnet3, testnet4, regtest. Figures from Bitcoin Core's chainparams.cpp. */
import { describe, expect, test } from 'vitest';
import {
  bip94HeaderRules,
  bitcoinHeaderRules,
  bitsToTarget,
  checkHeader,
  checkHeaderInContext,
  networks,
  nextBits,
  type NetworkName,
} from '../../../src/consensus/index.ts';
import { decodeHeader, type Header } from '../../../src/primitives/index.ts';
import { ArrayChain, steadyBlocks } from './array-chain.ts';

const { mainnet, testnet3, testnet4, signet, regtest } = networks;
const START = 1_700_000_000;
const BITS = 0x1b0404cb;
const LIMIT = 0x1d00ffff;
const ZEROS = new Uint8Array(32);

/** One period of blocks, its last at `timespan` after its first. */
const period = (blocks: number, timespan: number, bits: number): ArrayChain =>
  new ArrayChain([...steadyBlocks(blocks - 1, bits, 1, START), { time: START + timespan, bits }]);

/** 32 bytes in wire order of a number. */
const hashOf = (number: bigint): Uint8Array =>
  Uint8Array.from(Buffer.from(number.toString(16).padStart(64, '0'), 'hex')).toReversed();

const child = (fields: Partial<Header>): Header => ({
  version: 0x20000000,
  prevBlockHash: ZEROS,
  merkleRoot: ZEROS,
  time: START,
  bits: LIMIT,
  nonce: 0,
  ...fields,
});

describe('the limit of proof of work', () => {
  // The easiest bits, the largest hash that meets them, and the next easier bits.
  test.each<[NetworkName, number, bigint, number]>([
    ['mainnet', 0x1d00ffff, 0xffffn << 208n, 0x1d010000],
    ['testnet3', 0x1d00ffff, 0xffffn << 208n, 0x1d010000],
    ['testnet4', 0x1d00ffff, 0xffffn << 208n, 0x1d010000],
    ['signet', 0x1e0377ae, 0x377aen << 216n, 0x1e0377af],
    ['regtest', 0x207fffff, 0x7fffffn << 232n, 0x21008000],
    ['devnet', 0x1f00ffff, 0xffffn << 224n, 0x1f010000],
  ])('of %s: the border, one hash beyond it, and the next easier bits', (name, bits, hash, easier) => {
    const params = networks[name];
    expect(checkHeader(child({ bits }), params, { hash: hashOf(hash) })).toEqual({ ok: true, unchecked: [] });
    expect(checkHeader(child({ bits }), params, { hash: hashOf(hash + 1n) })).toMatchObject({
      reject: { id: 'high-hash', bits, target: hash.toString(16).padStart(64, '0') },
    });
    expect(checkHeader(child({ bits: easier }), params, { hash: ZEROS })).toMatchObject({
      reject: { id: 'high-hash', bits: easier, target: null },
    });
  });

  // Bitcoin Core's own checks of its parameters (pow_tests.cpp, ChainParams sanity).
  test.each(Object.values(networks))('of $name stands for sane parameters', (params) => {
    const genesis = bitsToTarget(decodeHeader(params.genesis).bits);
    expect(genesis).toMatchObject({ negative: false, overflow: false });
    expect(genesis.target > 0n && genesis.target <= params.powLimit).toBe(true);
    expect(params.targetTimespan % params.targetSpacing).toBe(0);
    // A retarget multiplies before it divides; only regtest, which has none, would not fit into 256 bits.
    expect(params.powLimit * BigInt(4 * params.targetTimespan) < 1n << 256n).toBe(params !== regtest);
  });
});

describe('which rules hold', () => {
  test.each<[NetworkName, boolean]>([
    ['mainnet', false],
    ['testnet3', false],
    ['testnet4', true],
    ['signet', false],
    ['regtest', false],
    ['devnet', false],
  ])('on %s: BIP-0094 %s', (name, bip94) => {
    expect(networks[name].headerRules).toEqual(bip94 ? bip94HeaderRules : bitcoinHeaderRules);
  });
});

describe('signet', () => {
  test('retargets as mainnet does, up to its own limit', () => {
    expect(nextBits(signet, period(2016, 604_800, 0x1e0377ae).tip, 0)).toBe(0x1e01bbd7);
    expect(nextBits(signet, period(2016, 4_838_400, 0x1e0377ae).tip, 0)).toBe(0x1e0377ae);
    expect(nextBits(signet, period(2016, 1_209_601, 0x1e0377ae).tip, 0)).toBe(0x1e0377ae);
  });

  test('knows no 20-minute rule', () => {
    const chain = new ArrayChain(steadyBlocks(10, BITS, 600, START));
    expect(nextBits(signet, chain.tip, chain.tip.time + 9999)).toBe(BITS);
  });
});

describe('testnet3 and testnet4', () => {
  const chain = new ArrayChain([
    ...steadyBlocks(10, BITS, 600, START),
    { time: START + 5400 + 1201, bits: LIMIT },
    { time: START + 5400 + 2402, bits: LIMIT },
  ]);

  test.each<[NetworkName]>([['testnet3'], ['testnet4']])('%s: 20 minutes to the second', (name) => {
    const { time } = chain.tip;
    expect(nextBits(networks[name], chain.tip, time + 1201)).toBe(LIMIT);
    // Past the two exceptions, to the last bits that were none.
    expect(nextBits(networks[name], chain.tip, time + 1200)).toBe(BITS);
    expect(nextBits(networks[name], chain.at(9), START + 5400 + 1200)).toBe(BITS);
  });

  test('a period that ends with an exception: testnet3 goes on from it, testnet4 from the first block', () => {
    const blocks = [...steadyBlocks(2015, BITS, 1, START), { time: START + 2_419_200, bits: LIMIT }];
    const { tip } = new ArrayChain(blocks);
    expect(nextBits(testnet3, tip, 0)).toBe(LIMIT);
    expect(nextBits(testnet4, tip, 0)).toBe(0x1b080996);
    expect(nextBits(mainnet, tip, 0)).toBe(LIMIT);
  });

  test('testnet4: no time warp at the first block of a period of 2016', () => {
    const { tip } = period(2016, 1_209_600, BITS);
    const judge = (time: number, params = testnet4): unknown => {
      const verdict = checkHeaderInContext(child({ time, bits: BITS }), tip, params, tip.time);
      return verdict.ok ? 'valid' : verdict.reject;
    };
    expect(judge(tip.time - 600)).toBe('valid');
    expect(judge(tip.time - 601)).toEqual({
      id: 'time-timewarp-attack',
      reason: 'time-timewarp-attack',
      permanence: 'permanent',
      time: tip.time - 601,
      earliestTime: tip.time - 600,
    });
    expect(judge(tip.time - 601, testnet3)).toBe('valid');
  });
});

describe('regtest', () => {
  test('asks for the bits of the parent at the end of a period of 144 blocks, and for the regular ones within', () => {
    const blocks = [...steadyBlocks(142, 0x1f00ffff, 1, START), { time: START + 5000, bits: 0x207fffff }];
    const chain = new ArrayChain(blocks);
    expect(nextBits(regtest, chain.tip, 0)).toBe(0x1f00ffff);
    chain.push({ time: START + 6300, bits: 0x207fffff });
    expect(chain.tip.height).toBe(143);
    expect(nextBits(regtest, chain.tip, 0)).toBe(0x207fffff);
    chain.push({ time: START + 6301, bits: 0x207fffff });
    expect(nextBits(regtest, chain.tip, 0)).toBe(0x207fffff);
  });
});
