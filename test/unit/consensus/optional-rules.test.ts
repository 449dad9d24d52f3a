/** The rules that stand in no network's list or wait for what the caller asks: checkpoints, and work that is worth keeping. */
import { describe, expect, test } from 'vitest';
import {
  bip94HeaderRules,
  bitcoinHeaderRules,
  checkHeaderInContext,
  checkHeaderWork,
  defineNetwork,
  networks,
  noForkBeforeCheckpoint,
  type HeaderVerdict,
} from '../../../src/consensus/index.ts';
import type { Header } from '../../../src/primitives/index.ts';
import { ArrayChain, steadyBlocks } from './array-chain.ts';

const START = 1_700_000_000;
const EASY = 0x207fffff;
const rejectOf = (verdict: HeaderVerdict): unknown => (verdict.ok ? 'valid' : verdict.reject);

describe('too-little-chainwork', () => {
  test('passes a chain that has just the work that is asked for', () => {
    expect(checkHeaderWork(0x100010001n, 0x100010001n, networks.mainnet)).toEqual({ ok: true, unchecked: [] });
    expect(checkHeaderWork(5n, 0n, networks.mainnet)).toEqual({ ok: true, unchecked: [] });
  });

  test('refuses, for now, a chain that has one less', () => {
    expect(checkHeaderWork(0x100010000n, 0x100010001n, networks.mainnet)).toEqual({
      ok: false,
      reject: {
        id: 'too-little-chainwork',
        reason: 'too-little-chainwork',
        permanence: 'retry',
        chainWork: '0000000000000000000000000000000000000000000000000000000100010000',
        minimumChainWork: '0000000000000000000000000000000000000000000000000000000100010001',
      },
    });
  });

  test('is a rule like others: a network whose list has it not asks for no work', () => {
    const params = defineNetwork({
      ...networks.regtest,
      headerRules: bitcoinHeaderRules.filter(({ id }) => id !== 'too-little-chainwork'),
    });
    expect(checkHeaderWork(0n, 1n, params)).toEqual({ ok: true, unchecked: [] });
  });

  test('takes uint256 only', () => {
    expect(() => checkHeaderWork(-1n, 0n, networks.mainnet)).toThrow('chainWork: expected a bigint from 0 to');
    expect(() => checkHeaderWork(0n, 1n << 256n, networks.mainnet)).toThrow('minimumChainWork: expected a bigint');
    expect(() => checkHeaderWork(5 as unknown as bigint, 0n, networks.mainnet)).toThrow(TypeError);
  });
});

describe('bad-fork-prior-to-checkpoint', () => {
  const params = defineNetwork({
    ...networks.regtest,
    headerRules: [...networks.regtest.headerRules, noForkBeforeCheckpoint],
  });
  const chain = new ArrayChain(steadyBlocks(20, EASY, 600, START));
  const zeros = new Uint8Array(32);
  const child: Header = {
    version: 4,
    prevBlockHash: zeros,
    merkleRoot: zeros,
    time: START + 12_000,
    bits: EASY,
    nonce: 0,
  };
  const judge = (checkpointHeight?: number, network = params): unknown =>
    rejectOf(
      checkHeaderInContext(
        child,
        chain.tip,
        network,
        START + 12_000,
        checkpointHeight === undefined ? {} : { checkpointHeight },
      ),
    );

  test('passes a header at the height of the checkpoint, and any where the chain holds none', () => {
    expect(judge(20)).toBe('valid');
    expect(judge(0)).toBe('valid');
    expect(judge()).toBe('valid');
  });

  test('refuses one below it', () => {
    expect(judge(21)).toEqual({
      id: 'bad-fork-prior-to-checkpoint',
      reason: 'bad-fork-prior-to-checkpoint',
      permanence: 'permanent',
      height: 20,
      checkpointHeight: 21,
    });
  });

  test('is no rule of Bitcoin since version 30 of Core', () => {
    expect(judge(21, networks.regtest)).toBe('valid');
    expect([...bip94HeaderRules, ...bitcoinHeaderRules]).not.toContain(noForkBeforeCheckpoint);
  });

  test('needs no ancestors but the parent', () => {
    const anchored = new ArrayChain(steadyBlocks(1, EASY, 600, START), 500);
    expect(checkHeaderInContext(child, anchored.tip, params, START + 12_000, { checkpointHeight: 501 })).toEqual({
      ok: true,
      unchecked: ['time-too-old'],
    });
    expect(
      rejectOf(checkHeaderInContext(child, anchored.tip, params, START + 12_000, { checkpointHeight: 502 })),
    ).toMatchObject({ id: 'bad-fork-prior-to-checkpoint', height: 501 });
  });
});
