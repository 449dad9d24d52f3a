import { describe, expect, test } from 'vitest';
import { checkMerkleRoot } from '../../../src/consensus/index.ts';
import { displayHexToHash, referenceHasher, type Header } from '../../../src/primitives/index.ts';

// Bitcoin block 100,000
const IDS = [
  '8c14f0db3df150123e6f3dbbf30f8b955a8249b62ac1d1ff16284aefa3d06d87',
  'fff2525b8931402dd09222c50775608f75787bd2b87e56995a7bdd30f79702c4',
  '6359f0868171b1d194cbee1af2f16ea598ae8fad666d9b012c8ed2b79a236ec4',
  'e9a66845e05d5abc0ad04ec80f774a7e585c6e8db975962d069a522137b80c1d',
].map(displayHexToHash);
const ROOT = 'f3e94742aca4b5ef85488dc37c06c3282295ffec960994b2c0d5ac2a25a95766';
// its first three transactions, computed with Python's hashlib
const ROOT_OF_THREE = 'fa435470825de273081dcc706b25514c936fa6dc80ab965ce6970d68ddd0b553';

const header = (merkleRoot: string): Header => ({
  version: 1,
  prevBlockHash: displayHexToHash('000000000002d01c1fccc21636b607dfd930d31d01c3a62104612a1719011250'),
  merkleRoot: displayHexToHash(merkleRoot),
  time: 1293623863,
  bits: 0x1b04864c,
  nonce: 274148111,
});

describe('bad-txnmrklroot', () => {
  test('passes the transactions of the header', () => {
    expect(checkMerkleRoot(header(ROOT), IDS)).toEqual({ ok: true });
    expect(checkMerkleRoot(header(ROOT_OF_THREE), IDS.slice(0, 3))).toEqual({ ok: true });
  });

  test('refuses a transaction too few', () => {
    expect(checkMerkleRoot(header(ROOT), IDS.slice(0, 3))).toEqual({
      ok: false,
      reject: {
        id: 'bad-txnmrklroot',
        reason: 'bad-txnmrklroot',
        permanence: 'mutated',
        merkleRoot: ROOT,
        computedRoot: ROOT_OF_THREE,
      },
    });
  });

  test('refuses another order', () => {
    expect(checkMerkleRoot(header(ROOT), IDS.toReversed())).toMatchObject({ reject: { id: 'bad-txnmrklroot' } });
  });

  test('refuses no transactions, unless the header names the root over nothing', () => {
    expect(checkMerkleRoot(header(ROOT), [])).toMatchObject({
      reject: { id: 'bad-txnmrklroot', computedRoot: '0'.repeat(64) },
    });
    // a block without transactions breaks another rule
    expect(checkMerkleRoot(header('0'.repeat(64)), [])).toEqual({ ok: true });
  });

  test('comes before bad-txns-duplicate', () => {
    const repeated = [...IDS.slice(0, 3), IDS[2]!];
    expect(checkMerkleRoot(header(ROOT), repeated)).toMatchObject({ reject: { id: 'bad-txnmrklroot' } });
  });
});

test('bad-txns-duplicate: a repeated tail has the same root', () => {
  expect(checkMerkleRoot(header(ROOT_OF_THREE), [...IDS.slice(0, 3), IDS[2]!])).toEqual({
    ok: false,
    reject: { id: 'bad-txns-duplicate', reason: 'bad-txns-duplicate', permanence: 'mutated' },
  });
});

test('the tree is hashed by the hasher that is passed in', () => {
  const levels: number[] = [];
  const counting = {
    sha256dPairs(pairs: Uint8Array): Uint8Array {
      levels.push(pairs.length / 64);
      return referenceHasher.sha256dPairs(pairs);
    },
  };
  expect(checkMerkleRoot(header(ROOT), IDS, counting)).toEqual({ ok: true });
  expect(levels).toEqual([2, 1]);
  const wrong = { sha256dPairs: (pairs: Uint8Array) => new Uint8Array(pairs.length / 2).fill(7) };
  expect(checkMerkleRoot(header(ROOT), IDS, wrong)).toMatchObject({ reject: { id: 'bad-txnmrklroot' } });
});

test('an id of another size is a bug of the caller', () => {
  expect(() => checkMerkleRoot(header(ROOT), [new Uint8Array(31)])).toThrow(RangeError);
});
