/** From which height on a network asks for which version: one block below, and at the height. Bitcoin Core's chainparams.cpp. */
import { describe, expect, test } from 'vitest';
import {
  checkHeaderInContext,
  defineNetwork,
  minimumVersion,
  networks,
  type NetworkName,
} from '../../../src/consensus/index.ts';
import { ArrayChain, steadyBlocks } from './array-chain.ts';

const START = 1_700_000_000;
const INT32_MIN = -0x80000000;

type Row = [network: NetworkName, height: number, refused: number | undefined, accepted: number];

describe('bad-version', () => {
  // The highest version that is refused, and the lowest that is not.
  test.each<Row>([
    ['mainnet', 227_930, undefined, INT32_MIN],
    ['mainnet', 227_931, 1, 2],
    ['mainnet', 363_724, 1, 2],
    ['mainnet', 363_725, 2, 3],
    ['mainnet', 388_380, 2, 3],
    ['mainnet', 388_381, 3, 4],
    ['testnet3', 21_110, undefined, INT32_MIN],
    ['testnet3', 21_111, 1, 2],
    ['testnet3', 330_775, 1, 2],
    ['testnet3', 330_776, 2, 3],
    ['testnet3', 581_884, 2, 3],
    ['testnet3', 581_885, 3, 4],
    ['testnet4', 1, 3, 4],
    ['signet', 1, 3, 4],
    ['regtest', 1, 3, 4],
    ['devnet', 1, 3, 4],
  ])('%s at height %i', (name, height, refused, accepted) => {
    const params = networks[name];
    // Away from the ends of periods, so that the bits of the parent are asked for; those of genesis at height 1.
    const bits = height === 1 ? new DataView(params.genesis.buffer).getUint32(72, true) : 0x1b0404cb;
    const known = Math.min(height, 20);
    const chain = new ArrayChain(steadyBlocks(known, bits, 600, START), height - known);
    const zeros = new Uint8Array(32);
    const answer = (version: number): unknown => {
      const header = { version, prevBlockHash: zeros, merkleRoot: zeros, time: chain.tip.time + 600, bits, nonce: 0 };
      const verdict = checkHeaderInContext(header, chain.tip, params, header.time);
      return verdict.ok ? verdict.unchecked : verdict.reject;
    };
    expect(answer(accepted)).toEqual([]);
    if (refused === undefined) return;
    expect(answer(refused)).toEqual({
      id: 'bad-version',
      reason: `bad-version(0x0000000${refused})`,
      permanence: 'permanent',
      version: refused,
      minimumVersion: accepted,
    });
  });

  test('versions are signed: those with the top bit set are below all', () => {
    expect(minimumVersion(0, networks.mainnet.deployments)).toBe(INT32_MIN);
    expect(minimumVersion(227_931, networks.mainnet.deployments)).toBe(2);
  });

  test('the bits that BIP-0320 leaves to miners, and those of deployments, refuse nothing', () => {
    const chain = new ArrayChain(steadyBlocks(20, 0x1b0404cb, 600, START), 900_000 - 20);
    const zeros = new Uint8Array(32);
    for (const version of [0x20000000, 0x3fffe000, 0x20000000 | 0x1fffe000, 0x7fffffff, 0x00000004, 0x1fffe004]) {
      const header = {
        version,
        prevBlockHash: zeros,
        merkleRoot: zeros,
        time: START + 12_000,
        bits: 0x1b0404cb,
        nonce: 0,
      };
      expect(checkHeaderInContext(header, chain.tip, networks.mainnet, START + 12_000)).toEqual({
        ok: true,
        unchecked: [],
      });
    }
  });

  test('a custom chain may put the heights in any order', () => {
    const { regtest } = networks;
    const { deployments } = defineNetwork({
      ...regtest,
      deployments: { ...regtest.deployments, bip34Height: 30, bip66Height: 20, bip65Height: 40 },
    });
    expect([19, 20, 29, 30, 39, 40].map((height) => minimumVersion(height, deployments))).toEqual([
      INT32_MIN,
      3,
      3,
      3,
      3,
      4,
    ]);
  });
});
