import { describe, expect, test } from 'vitest';
import {
  bip94HeaderRules,
  bitcoinDifficulty,
  defineNetwork,
  networks,
  type HeaderRule,
  type NetworkParams,
} from '../../../src/consensus/index.ts';

const { mainnet, regtest } = networks;

describe('defineNetwork', () => {
  test('makes a variant of a known network, frozen', () => {
    const bip94 = defineNetwork({
      ...regtest,
      name: 'regtest-bip94',
      headerRules: bip94HeaderRules,
      difficulty: bitcoinDifficulty({ minDifficultyBlocks: true, retargets: false, base: 'first' }),
    });
    expect(bip94).toMatchObject({
      name: 'regtest-bip94',
      genesisHash: regtest.genesisHash,
      powLimit: regtest.powLimit,
    });
    expect(bip94.headerRules).toHaveLength(10);
    expect(Object.isFrozen(bip94)).toBe(true);
  });

  test('keeps its own copy of what was passed in', () => {
    const headerRules = [...regtest.headerRules];
    const genesis = Buffer.from(regtest.genesis);
    const params = defineNetwork({ ...regtest, headerRules, genesis });
    headerRules.length = 0;
    genesis.fill(0);
    expect(params.headerRules).toHaveLength(9);
    expect(params.genesis).toEqual(regtest.genesis);
  });

  const flipped = regtest.genesis;
  flipped[79]! ^= 1;

  test.each<[string, Partial<Record<keyof NetworkParams, unknown>>, string]>([
    ['a name that is empty', { name: '' }, 'name: expected a name, got ""'],
    ['a name that is no text', { name: 5 }, 'name: expected a name, got 5'],
    ['a limit of zero', { powLimit: 0n }, 'powLimit: expected a target above zero, got 0'],
    ['a limit that is no bigint', { powLimit: 5 }, 'powLimit: expected a bigint'],
    ['a limit of 2^256', { powLimit: 1n << 256n }, 'powLimit: expected a bigint from 0 to 2^256 - 1'],
    ['a spacing of zero', { targetSpacing: 0 }, 'targetSpacing: expected an integer from 1'],
    ['a spacing with a fraction', { targetSpacing: 0.5 }, 'targetSpacing: expected an integer from 1 to 4294967295'],
    ['a timespan of zero', { targetTimespan: 0 }, 'targetTimespan: expected an integer from 1 to 4294967295, got 0'],
    ['a timespan of 2^32', { targetTimespan: 2 ** 32 }, 'targetTimespan: expected an integer from 1 to 4294967295'],
    [
      'a timespan that is no multiple',
      { targetTimespan: 86401 },
      'targetTimespan: expected a multiple of targetSpacing (600), got 86401',
    ],
    ['no algorithm', { difficulty: undefined }, 'difficulty: expected an algorithm with nextBits, got undefined'],
    ['no list of rules', { headerRules: 'all' }, 'headerRules: expected an array of rules, got "all"'],
    [
      'an algorithm without a function',
      { difficulty: { name: 'x', nextBits: 5 } },
      'difficulty: expected an algorithm',
    ],
    [
      'a rule of another stage',
      { headerRules: [{ id: 'x', stage: 'later', permanence: 'retry', check() {} }] },
      'headerRules[0]: expected a rule with an id, a stage and a check, got an object (Object)',
    ],
    [
      'a rule without an id',
      { headerRules: [...regtest.headerRules, { stage: 'alone', permanence: 'retry', check() {} }] },
      'headerRules[9]: expected a rule with an id, a stage and a check',
    ],
    [
      'a rule without a check',
      { headerRules: [...regtest.headerRules, { id: 'x', stage: 'alone', permanence: 'retry' }] },
      'headerRules[9]: expected a rule with an id, a stage and a check',
    ],
    ['a rule that is none', { headerRules: [undefined] }, 'headerRules[0]: expected a rule with an id'],
    [
      'a rule twice',
      { headerRules: [...regtest.headerRules, regtest.headerRules[0]] },
      'headerRules[9]: expected each id once, got "high-hash" again',
    ],
    [
      'a rule that does not say how long it stands',
      { headerRules: [...regtest.headerRules, { id: 'x', stage: 'alone', source: 'here', check: () => undefined }] },
      "headerRules[9].permanence: expected 'permanent', 'retry' or 'mutated', got undefined",
    ],
    ['no rules', { headerRules: [] }, 'headerRules: expected prev-blk-not-found among the rules'],
    ['a missing deployment', { deployments: { bip34Height: 1 } }, 'deployments.bip65Height: expected an integer'],
    ['no deployments', { deployments: undefined }, 'deployments.bip34Height: expected an integer'],
    ['a magic of three bytes', { magic: 'fabfb5' }, 'magic: expected 8 lower-case hexadecimal digits, got "fabfb5"'],
    ['a magic in capitals', { magic: 'FABFB5DA' }, 'magic: expected 8 lower-case hexadecimal digits, got "FABFB5DA"'],
    ['a magic with other characters behind', { magic: 'fabfb5dz' }, 'magic: expected 8 lower-case hexadecimal digits'],
    ['a magic with other characters in front', { magic: 'zfabfb5d' }, 'magic: expected 8 lower-case hexadecimal'],
    ['a magic that is an object', { magic: Object('fabfb5da') }, 'magic: expected 8 lower-case hexadecimal digits'],
    ['a port of zero', { defaultPort: 0 }, 'defaultPort: expected an integer from 1 to 65535'],
    ['a halving of zero', { halvingInterval: 0 }, 'halvingInterval: expected an integer from 1'],
    ['a port of 65536', { defaultPort: 65536 }, 'defaultPort: expected an integer from 1 to 65535, got 65536'],
    ['a genesis of 79 bytes', { genesis: new Uint8Array(79) }, 'genesis: expected 80 bytes, got 79'],
    [
      'a hash in capitals',
      { genesisHash: regtest.genesisHash.toUpperCase() },
      'genesisHash: expected 64 lower-case hexadecimal digits',
    ],
    [
      'the hash of another genesis',
      { genesisHash: mainnet.genesisHash },
      `genesisHash: expected the hash of genesis, ${regtest.genesisHash}, got ${mainnet.genesisHash}`,
    ],
    ['a changed genesis', { genesis: flipped }, 'genesisHash: expected the hash of genesis'],
    [
      'a limit below the genesis',
      { powLimit: mainnet.powLimit },
      "genesis: expected a header that the network's own rules accept, got one refused as high-hash",
    ],
  ])('refuses %s', (_name, change, message) => {
    expect(() => defineNetwork({ ...regtest, ...change } as NetworkParams)).toThrow(message);
  });

  test('takes checkpoints up to the last height that there can be', () => {
    const checkpoints = { 2147483647: '11'.repeat(32) };
    expect(defineNetwork({ ...regtest, checkpoints }).checkpoints).toEqual(checkpoints);
    expect(() => defineNetwork({ ...regtest, checkpoints: { 2147483648: '11'.repeat(32) } })).toThrow(
      'checkpoints: expected heights from 0 to 2147483647, got "2147483648"',
    );
  });

  test('takes a rule that holds a refusal against the body alone', () => {
    const rule = { ...regtest.headerRules[0]!, id: 'bad-txnmrklroot', permanence: 'mutated' } as HeaderRule;
    expect(defineNetwork({ ...regtest, headerRules: [...regtest.headerRules, rule] }).headerRules[9]).toBe(rule);
  });

  test('refuses what is no set of parameters', () => {
    expect(() => defineNetwork(null as unknown as NetworkParams)).toThrow('definition: expected an object, got null');
  });
});
