import { describe, expect, test } from 'vitest';
import {
  bip54HeaderRules,
  bip94HeaderRules,
  bitcoinHeaderRules,
  createDifficulty,
  networks,
  nextBits,
  noForkBeforeCheckpoint,
  parseNetwork,
} from '../../../src/consensus/index.ts';
import { bytesToHex } from '../../../src/primitives/index.ts';
import { ArrayChain, steadyBlocks } from './array-chain.ts';

const { mainnet, regtest } = networks;

/** Regtest under another name, field by field, as Bitcoin Core's chainparams.cpp has it. */
const whole: Readonly<Record<string, unknown>> = {
  name: 'own',
  genesis: {
    version: 1,
    merkleRoot: '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b',
    time: 1296688602,
    bits: '207fffff',
    nonce: 2,
  },
  genesisHash: '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206',
  powLimit: `7f${'ff'.repeat(31)}`,
  targetSpacing: 600,
  targetTimespan: 86400,
  difficulty: { algorithm: 'bitcoin-2016', minDifficultyBlocks: true, retargets: false },
  rules: 'bitcoin',
  deployments: { bip34Height: 1, bip65Height: 1, bip66Height: 1, csvHeight: 1, segwitHeight: 0 },
  magic: 'fabfb5da',
  defaultPort: 18444,
  halvingInterval: 150,
};
const small = { extends: 'regtest', name: 'own' };
const parse = (changes: object): ReturnType<typeof parseNetwork> =>
  parseNetwork(JSON.parse(JSON.stringify({ ...whole, ...changes })));
const without = (field: string): object => Object.fromEntries(Object.entries(whole).filter(([name]) => name !== field));

describe('a network from JSON', () => {
  test('is what its fields say', () => {
    const params = parse({});
    const { difficulty, ...rest } = params;
    const { difficulty: _, ...known } = { ...regtest, name: 'own' };
    expect({ ...rest }).toEqual(known);
    expect(difficulty.name).toBe('bitcoin-2016');
    expect(Object.isFrozen(params)).toBe(true);
  });

  test('is a known network but for its name, and what else is given', () => {
    expect({ ...parseNetwork(small) }).toEqual({ ...regtest, name: 'own' });
    const params = parseNetwork({
      ...small,
      targetSpacing: 60,
      difficulty: { algorithm: 'asert', halfLife: 3600 },
      rules: 'bip94',
      deployments: { csvHeight: 500 },
    });
    expect(params).toMatchObject({ targetSpacing: 60, targetTimespan: 86400, genesisHash: regtest.genesisHash });
    expect(params.deployments).toEqual({ ...regtest.deployments, csvHeight: 500 });
    expect(params.headerRules.map((rule) => rule.id)).toContain('time-timewarp-attack');
    // an hour behind schedule in one block: one half-life
    const chain = new ArrayChain([...steadyBlocks(1, 0x1b0404cb), { time: 1_700_000_000 + 3660, bits: 0x1b0404cb }]);
    expect(nextBits(params, chain.tip, 0)).toBe(0x1b080996);
  });

  test('takes a genesis of 160 digits as well, and computes the hash that is not given', () => {
    const genesis = bytesToHex(mainnet.genesis);
    const params = parseNetwork({ extends: 'mainnet', name: 'own', genesis });
    expect(params.genesisHash).toBe('000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f');
    expect(parse({ genesisHash: undefined }).genesisHash).toBe(regtest.genesisHash);
    expect(parse({ genesis: bytesToHex(regtest.genesis).toUpperCase() }).genesis).toEqual(regtest.genesis);
  });

  test.each([
    ['207fffff', 0x7fffffn << 232n],
    ['0x207fffff', 0x7fffffn << 232n],
    [0x207fffff, 0x7fffffn << 232n],
    [`7f${'ff'.repeat(31)}`, (1n << 255n) - 1n],
  ])('has the limit that %s stands for', (powLimit, limit) => {
    expect(parse({ powLimit }).powLimit).toBe(limit);
  });

  test('asks its rules for its checkpoints, behind bad-diffbits, and keeps its own copy of them', () => {
    const checkpoints = { 0: regtest.genesisHash, 100: '11'.repeat(32) };
    const params = parseNetwork({ ...small, checkpoints });
    expect(params.checkpoints).toEqual(checkpoints);
    expect(Object.isFrozen(params.checkpoints)).toBe(true);
    const ids = params.headerRules.map((rule) => rule.id);
    expect(ids[ids.indexOf('bad-diffbits') + 1]).toBe('bad-fork-prior-to-checkpoint');
    expect(params.headerRules).toContain(noForkBeforeCheckpoint);
    expect(parseNetwork(small).headerRules).not.toContain(noForkBeforeCheckpoint);
  });

  test.each([
    ['bitcoin', bitcoinHeaderRules],
    ['bip94', bip94HeaderRules],
    ['bip54', bip54HeaderRules],
  ])('is judged by the rules of %s', (rules, headerRules) => {
    expect(parse({ rules }).headerRules).toEqual(headerRules);
  });

  test('has the algorithm that its definition makes', () => {
    const definition = { algorithm: 'lwma', window: 20 } as const;
    const params = parse({ difficulty: definition });
    const chain = new ArrayChain(steadyBlocks(50, 0x1b0404cb, 450));
    const expected = nextBits({ ...regtest, difficulty: createDifficulty(definition) }, chain.tip, 0);
    expect(nextBits(params, chain.tip, 0)).toBe(expected);
    expect(expected).not.toBe(0x1b0404cb);
  });
});

describe('a network from JSON is refused', () => {
  const genesis = whole['genesis'] as object;
  test.each<[string, object, string]>([
    ['a name that is no text', { name: 5 }, 'network.name: expected a name that is not taken'],
    ['an empty name', { name: '' }, 'network.name: expected a name'],
    ['the name of a known network', { name: 'mainnet' }, 'signet, regtest, devnet), got "mainnet"'],
    ['a base that is not known', { extends: 'litecoin' }, 'network.extends: expected one of mainnet, testnet3,'],
    ['a base that is inherited by objects', { extends: 'toString' }, 'network.extends: expected one of'],
    [
      'a field that is not known',
      { tagetSpacing: 5 },
      'network.tagetSpacing: expected one of the fields name, extends,',
    ],
    ['a genesis too short', { genesis: '00' }, 'network.genesis: expected 160 hexadecimal digits, or an object of'],
    ['a genesis of null', { genesis: null }, 'network.genesis: expected 160 hexadecimal digits'],
    ['a genesis in an array', { genesis: [] }, 'network.genesis: expected an object of fields, got'],
    ['a genesis with a parent', { genesis: { ...genesis, parent: '' } }, 'network.genesis.parent: expected one of'],
    ['a version of text', { genesis: { ...genesis, version: '1' } }, 'network.genesis.version: expected an integer'],
    ['a root too short', { genesis: { ...genesis, merkleRoot: '4a' } }, 'network.genesis.merkleRoot: expected 64'],
    ['a time of milliseconds', { genesis: { ...genesis, time: 1296688602000 } }, 'network.genesis.time: expected'],
    ['bits of six digits', { genesis: { ...genesis, bits: '7fffff' } }, 'network.genesis.bits: expected compact bits'],
    ['a nonce that is not there', { genesis: { ...genesis, nonce: undefined } }, 'network.genesis.nonce: expected'],
    [
      'another genesis than its hash says',
      { genesis: { ...genesis, nonce: 3 } },
      `network.genesisHash: expected the hash of genesis, `,
    ],
    [
      'a genesis without its work',
      { powLimit: '1d00ffff' },
      "network.genesis: expected a header that the network's own rules accept, got one refused as high-hash",
    ],
    ['a hash that is no text', { genesisHash: null }, 'network.genesisHash: expected 64 lower-case hexadecimal digits'],
    ['a limit of 62 digits', { powLimit: 'ff'.repeat(31) }, 'network.powLimit: expected 64 hexadecimal digits, or'],
    ['a limit below zero', { powLimit: '1d80ffff' }, 'network.powLimit: expected bits of a target, got "1d80ffff"'],
    ['a limit beyond 256 bits', { powLimit: 'ff7fffff' }, 'network.powLimit: expected bits of a target'],
    ['a limit of zero', { powLimit: 0 }, 'network.powLimit: expected a target above zero, got 0'],
    ['a spacing of text', { targetSpacing: '600' }, 'network.targetSpacing: expected an integer from 1'],
    ['a timespan in between', { targetTimespan: 1000 }, 'network.targetTimespan: expected a multiple of targetSpacing'],
    ['an algorithm by name alone', { difficulty: 'lwma' }, 'network.difficulty: expected an object, an algorithm and'],
    ['an unknown algorithm', { difficulty: { algorithm: 'x' } }, 'network.difficulty.algorithm: expected one of'],
    [
      'a setting of the wrong type',
      { difficulty: { algorithm: 'lwma', window: 'x' } },
      'network.difficulty.window: expected an integer',
    ],
    [
      'a setting out of bounds',
      { difficulty: { algorithm: 'lwma', window: 0 } },
      'network.difficulty.window: expected an integer',
    ],
    [
      'an unknown setting',
      { difficulty: { algorithm: 'lwma', size: 5 } },
      'network.difficulty.size: expected a setting',
    ],
    ['unknown rules', { rules: 'litecoin' }, 'network.rules: expected bitcoin, bip94, bip54, got "litecoin"'],
    ['deployments in an array', { deployments: [] }, 'network.deployments: expected an object of fields'],
    ['an unknown deployment', { deployments: { taproot: 1 } }, 'network.deployments.taproot: expected one of'],
    ['a missing deployment', { deployments: {} }, 'network.deployments.bip34Height: expected an integer'],
    ['a port of text', { defaultPort: '8333' }, 'network.defaultPort: expected an integer from 1 to 65535'],
    ['a magic number', { magic: 5 }, 'network.magic: expected 8 lower-case hexadecimal digits, got 5'],
    ['a halving of zero', { halvingInterval: 0 }, 'network.halvingInterval: expected an integer from 1'],
    [
      'checkpoints of null',
      { checkpoints: null },
      'network.checkpoints: expected an object, heights and hashes, got null',
    ],
    ['checkpoints in an array', { checkpoints: [] }, 'network.checkpoints: expected an object, heights and hashes'],
    [
      'a checkpoint without a height',
      { checkpoints: { first: '11'.repeat(32) } },
      'network.checkpoints: expected heights from 0 to 2147483647, got "first"',
    ],
    [
      'a height with a zero in front',
      { checkpoints: { '01': '11'.repeat(32) } },
      'network.checkpoints: expected heights',
    ],
    ['a height too high', { checkpoints: { 2147483648: '11'.repeat(32) } }, 'network.checkpoints: expected heights'],
    ['a checkpoint of half a hash', { checkpoints: { 5: '11' } }, 'network.checkpoints.5: expected 64 lower-case'],
    [
      'another block at the height of genesis',
      { checkpoints: { 0: '11'.repeat(32) } },
      `network.checkpoints.0: expected the hash of genesis, ${regtest.genesisHash}, got 1111`,
    ],
  ])('for %s', (_what, changes, message) => {
    expect(() => parse(changes)).toThrow(message);
    expect(() => parse(changes)).toThrow(/^network\.[\w.]+: expected /);
  });

  test.each(Object.keys(whole).filter((field) => field !== 'genesisHash'))('for want of %s', (field) => {
    expect(() => parseNetwork(without(field))).toThrow(new RegExp(`^network\\.${field}[\\w.]*: expected`));
    if (field !== 'name') expect(parseNetwork({ ...without(field), extends: 'regtest' }).name).toBe('own');
  });

  test.each([undefined, null, 5, 'regtest', []])('when it is %o', (definition) => {
    expect(() => parseNetwork(definition)).toThrow(/^network: expected an object of fields, got/);
  });

  test('for a field that only looks like none', () => {
    expect(() => parseNetwork(JSON.parse('{"__proto__": {"name": "own"}, "extends": "regtest"}'))).toThrow(
      'network.__proto__: expected one of the fields',
    );
  });
});
