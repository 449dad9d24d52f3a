import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  defineNetwork,
  devnetGenesisBody,
  devnetParams,
  networks,
  targetToBitsLossy,
  type NetworkName,
} from '../../../src/consensus/index.ts';

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
const sha256d = (bytes: Uint8Array): Buffer => sha256(sha256(bytes));
const displayHex = (bytes: Uint8Array): string => Buffer.from(bytes.toReversed()).toString('hex');
const SATOSHI_ROOT = '3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a';
const ZEROS = '00'.repeat(32);

interface Expected {
  genesis: string;
  hash: string;
  powLimit: string;
  powLimitBits: number;
  timespan: number;
  spacing: number;
  heights: [bip34: number, bip66: number, bip65: number, csv: number, segwit: number];
  magic: string;
  port: number;
  halving: number;
}

/** Written down from Bitcoin Core's kernel/chainparams.cpp; genesis as raw bytes. */
const EXPECTED: Record<NetworkName, Expected> = {
  mainnet: {
    genesis: `01000000${ZEROS}${SATOSHI_ROOT}29ab5f49ffff001d1dac2b7c`,
    hash: '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
    powLimit: `00000000${'ff'.repeat(28)}`,
    powLimitBits: 0x1d00ffff,
    timespan: 1209600,
    spacing: 600,
    heights: [227931, 363725, 388381, 419328, 481824],
    magic: 'f9beb4d9',
    port: 8333,
    halving: 210000,
  },
  testnet3: {
    genesis: `01000000${ZEROS}${SATOSHI_ROOT}dae5494dffff001d1aa4ae18`,
    hash: '000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943',
    powLimit: `00000000${'ff'.repeat(28)}`,
    powLimitBits: 0x1d00ffff,
    timespan: 1209600,
    spacing: 600,
    heights: [21111, 330776, 581885, 770112, 834624],
    magic: '0b110907',
    port: 18333,
    halving: 210000,
  },
  testnet4: {
    genesis: `01000000${ZEROS}4e7b2b9128fe0291db0693af2ae418b767e657cd407e80cb1434221eaea7a07a046f3566ffff001dbb0c7817`,
    hash: '00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043',
    powLimit: `00000000${'ff'.repeat(28)}`,
    powLimitBits: 0x1d00ffff,
    timespan: 1209600,
    spacing: 600,
    heights: [1, 1, 1, 1, 1],
    magic: '1c163f28',
    port: 48333,
    halving: 210000,
  },
  signet: {
    genesis: `01000000${ZEROS}${SATOSHI_ROOT}008f4d5fae77031e8ad22203`,
    hash: '00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6',
    powLimit: `00000377ae${'00'.repeat(27)}`,
    powLimitBits: 0x1e0377ae,
    timespan: 1209600,
    spacing: 600,
    heights: [1, 1, 1, 1, 1],
    magic: '0a03cf40',
    port: 38333,
    halving: 210000,
  },
  regtest: {
    genesis: `01000000${ZEROS}${SATOSHI_ROOT}dae5494dffff7f2002000000`,
    hash: '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206',
    powLimit: `7f${'ff'.repeat(31)}`,
    powLimitBits: 0x207fffff,
    timespan: 86400,
    spacing: 600,
    heights: [1, 1, 1, 1, 0],
    magic: 'fabfb5da',
    port: 18444,
    halving: 150,
  },
  devnet: {
    genesis: `00000020${ZEROS}6dd8fae08067c15b44b795e1d6d0f1320fa73731a1298805d8371f631f71f7a980009265ffff0f1e6c081100`,
    hash: '00000107ec0105e3f7bc0549acebe6bba0df42d6850dec7b8f128018b2a9791a',
    powLimit: `0000${'ff'.repeat(30)}`,
    powLimitBits: 0x1f00ffff,
    timespan: 10080,
    spacing: 5,
    heights: [1, 1, 1, 1, 1],
    magic: 'd3e7a5b1',
    port: 28444,
    halving: 210000,
  },
};

describe.each(Object.entries(EXPECTED))('%s', (name, expected) => {
  const params = networks[name as NetworkName];

  test('its genesis is the published one, and hashes to the published hash by node:crypto', () => {
    expect(Buffer.from(params.genesis).toString('hex')).toBe(expected.genesis);
    expect(displayHex(sha256d(Buffer.from(expected.genesis, 'hex')))).toBe(expected.hash);
    expect(params.genesisHash).toBe(expected.hash);
  });

  test('its numbers are the published ones', () => {
    const { bip34Height, bip66Height, bip65Height, csvHeight, segwitHeight } = params.deployments;
    expect({
      name: params.name,
      powLimit: params.powLimit.toString(16).padStart(64, '0'),
      powLimitBits: targetToBitsLossy(params.powLimit),
      timespan: params.targetTimespan,
      spacing: params.targetSpacing,
      heights: [bip34Height, bip66Height, bip65Height, csvHeight, segwitHeight],
      magic: params.magic,
      port: params.defaultPort,
      halving: params.halvingInterval,
    }).toEqual({
      name,
      powLimit: expected.powLimit,
      powLimitBits: expected.powLimitBits,
      timespan: expected.timespan,
      spacing: expected.spacing,
      heights: expected.heights,
      magic: expected.magic,
      port: expected.port,
      halving: expected.halving,
    });
  });

  test('it stands up to the checks of custom networks, proof of work of its genesis included', () => {
    expect(defineNetwork(params)).toEqual(params);
  });

  test('it cannot be changed', () => {
    expect(Object.isFrozen(params) && Object.isFrozen(params.deployments) && Object.isFrozen(params.headerRules)).toBe(
      true,
    );
    params.genesis.fill(0);
    expect(Buffer.from(params.genesis).toString('hex')).toBe(expected.genesis);
  });
});

test('the magic of signet is the start of the hash of its challenge (BIP-0325)', () => {
  // OP_1, two public keys, OP_2, OP_CHECKMULTISIG; with its length of 71 bytes in front.
  const challenge =
    '512103ad5e0edad18cb1f0fc0d28a3d4f1f3e445640337489abb10404f2d1e086be430' +
    '210359ef5021964fe22d6f8e05b2463c9540ce96883fe3b278760f048f5189f2e6c452ae';
  const serialized = Buffer.from(`47${challenge}`, 'hex');
  expect(sha256d(serialized).subarray(0, 4).toString('hex')).toBe(networks.signet.magic);
});

describe('the genesis block of the devnet', () => {
  test('holds one coinbase transaction, whose hash is the merkle root', () => {
    const body = devnetGenesisBody();
    expect(body[0]).toBe(1);
    expect(sha256d(body.subarray(1)).toString('hex')).toBe(EXPECTED.devnet.genesis.slice(72, 136));
    expect(Buffer.from(body).toString('latin1')).toContain('midstate devnet genesis');
  });

  test('is older than any clock that is nearly right', () => {
    expect(Date.parse('2024-01-01T00:00:00Z') / 1000).toBe(1704067200);
    expect(Buffer.from(networks.devnet.genesis).readUInt32LE(68)).toBe(1704067200);
  });
});

describe('devnetParams', () => {
  test('changes the spacing and nothing of the genesis', () => {
    const slow = devnetParams({ targetSpacing: 60 });
    expect(slow).toMatchObject({ name: 'devnet', targetSpacing: 60, genesisHash: EXPECTED.devnet.hash });
    expect(devnetParams()).toEqual({ ...networks.devnet, difficulty: expect.anything() });
    expect(defineNetwork(devnetParams({ targetSpacing: 86400 })).targetSpacing).toBe(86400);
  });

  test.each([0, 86401, -5])('refuses a spacing of %i', (targetSpacing) => {
    expect(() => devnetParams({ targetSpacing })).toThrow(RangeError);
  });

  test('refuses a spacing with a fraction', () => {
    expect(() => devnetParams({ targetSpacing: 0.5 })).toThrow(
      'targetSpacing: expected an integer from 1 to 86400, got 0.5',
    );
  });
});
