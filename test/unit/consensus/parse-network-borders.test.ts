/** What a network from JSON does not take: other types that read alike, digits too many, numbers beyond a border. */
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { networks, parseNetwork } from '../../../src/consensus/index.ts';
import { bytesToHex } from '../../../src/primitives/index.ts';

const { regtest } = networks;
const small = { extends: 'regtest', name: 'own' };
const GENESIS = bytesToHex(regtest.genesis);
const ROOT = '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b';
const fields = { version: 1, merkleRoot: ROOT, time: 1296688602, bits: '207fffff', nonce: 2 };
const LIMIT = `7f${'ff'.repeat(31)}`;

function failureOf(changes: object): Error {
  try {
    parseNetwork({ ...small, ...changes });
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('expected a refusal');
}

test('objects may be of another realm, or have no prototype', () => {
  const deployments = Object.assign(Object.create(null), { csvHeight: 7 });
  expect(parseNetwork({ ...small, deployments }).deployments.csvHeight).toBe(7);
  const foreign = runInNewContext(`JSON.parse('{ "csvHeight": 8 }')`);
  expect(parseNetwork({ ...small, deployments: foreign }).deployments.csvHeight).toBe(8);
});

test('what is given goes before what is extended', () => {
  // Regtest's genesis a second later, with its hash by Python's hashlib.
  const later = parseNetwork({ ...small, genesis: { ...fields, time: 1296688603, nonce: 1 } });
  expect(later.genesisHash).toBe('4b795ffab08cfd275e8afb7ff775eed15fded322e91c06dcb81161c0d695ecdd');
  expect(bytesToHex(later.genesis)).toBe(`${GENESIS.slice(0, 136)}dbe5494dffff7f2001000000`);
  expect(parseNetwork({ ...small, powLimit: '207fffff' }).powLimit).toBe(0x7fffffn << 232n);
  expect(parseNetwork({ ...small, difficulty: { algorithm: 'none' } }).difficulty.name).toBe('none');
});

describe('refuses', () => {
  test.each<[string, object, string]>([
    ['an empty name', { name: '' }, 'network.name: expected a name that is not taken (mainnet, testnet3,'],
    ['a base in an array', { extends: ['regtest'] }, 'network.extends: expected one of mainnet, testnet3,'],
    ['a genesis in an array', { genesis: [GENESIS] }, 'network.genesis: expected an object of fields, got'],
    [
      'a genesis with digits in front',
      { genesis: `00${GENESIS}` },
      'network.genesis: expected 160 hexadecimal digits, or an object of version, merkleRoot, time, bits, nonce, got "00',
    ],
    ['a genesis with digits behind', { genesis: `${GENESIS}00` }, 'network.genesis: expected 160 hexadecimal digits'],
    ['a root in an array', { genesis: { ...fields, merkleRoot: [ROOT] } }, 'network.genesis.merkleRoot: expected 64'],
    ['a root with digits in front', { genesis: { ...fields, merkleRoot: `00${ROOT}` } }, 'network.genesis.merkleRoot'],
    ['a root with digits behind', { genesis: { ...fields, merkleRoot: `${ROOT}00` } }, 'network.genesis.merkleRoot'],
    ['a limit in an array', { powLimit: [LIMIT] }, 'network.powLimit: expected 64 hexadecimal digits, or compact'],
    ['a limit with digits in front', { powLimit: `00${LIMIT}` }, 'network.powLimit: expected 64 hexadecimal digits'],
    ['a limit with digits behind', { powLimit: `${LIMIT}00` }, 'network.powLimit: expected 64 hexadecimal digits'],
    ['an algorithm of null', { difficulty: null }, 'network.difficulty: expected an object, an algorithm and its'],
    ['algorithms in an array', { difficulty: [] }, 'network.difficulty: expected an object, an algorithm and its'],
    ['checkpoints that are a date', { checkpoints: new Date(0) }, 'heights and hashes, got an object (Date)'],
    [
      'deployments that are a map',
      { deployments: new Map() },
      'network.deployments: expected an object of fields, got',
    ],
    [
      'an algorithm that is a date',
      { difficulty: new Date(0) },
      'network.difficulty: expected an object, an algorithm',
    ],
    ['the last number that bits can be', { powLimit: 0xffffffff }, 'network.powLimit: expected bits of a target, got'],
  ])('%s', (_what, changes, message) => {
    expect(failureOf(changes).message).toContain(message);
  });

  const notBits = [
    { bits: ['207fffff'] },
    ...['0x207fffff0', 'x207fffff', -1, 1.5, 2 ** 32, null, true].map((bits) => ({ bits })),
  ];
  test.each(notBits)('$bits for bits', ({ bits }) => {
    const expected = 'network.genesis.bits: expected compact bits, a number or eight hexadecimal digits, got ';
    expect(failureOf({ genesis: { ...fields, bits } }).message).toContain(expected);
  });
});

test('a fault keeps its kind, and the fault that it names by its path', () => {
  const ofRange = failureOf({ targetSpacing: 0 });
  expect(ofRange).toBeInstanceOf(RangeError);
  expect(ofRange.message).toMatch(/^network\.targetSpacing: expected/);
  expect((ofRange.cause as Error).message).toMatch(/^targetSpacing: expected/);
  const ofType = failureOf({ targetSpacing: '600' });
  expect(ofType).toBeInstanceOf(TypeError);
  expect((ofType.cause as Error).message).toMatch(/^targetSpacing: expected/);
});
