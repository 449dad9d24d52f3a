import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine, type Backend } from '../../src/engine/index.ts';
import {
  bytesToHex,
  displayHexToHash,
  hashToDisplayHex,
  merkleBranch,
  merkleRoot,
  merkleRootFromBranch,
  referenceHasher,
  type PairHasher,
} from '../../src/primitives/index.ts';

// Bitcoin block 100,000: its four transactions and its merkle root
const BLOCK_100000 = [
  '8c14f0db3df150123e6f3dbbf30f8b955a8249b62ac1d1ff16284aefa3d06d87',
  'fff2525b8931402dd09222c50775608f75787bd2b87e56995a7bdd30f79702c4',
  '6359f0868171b1d194cbee1af2f16ea598ae8fad666d9b012c8ed2b79a236ec4',
  'e9a66845e05d5abc0ad04ec80f774a7e585c6e8db975962d069a522137b80c1d',
].map(displayHexToHash);
const ROOT_100000 = 'f3e94742aca4b5ef85488dc37c06c3282295ffec960994b2c0d5ac2a25a95766';

// Block 464 of testnet3: an odd count at two levels
const TESTNET3_464 = [
  '84dfb74e22a07b456731d0d11ab73f4c754975e2db34736529e11ed4a5d08de7',
  'd4d30e49228051bffe1317a013c06ae53f5325302a03cdcacb3312d0998f512a',
  '0515fe3594b1cf80d2a4696513981ffbdfe29b904bc1f2c6bddcd8121be346c5',
  '0874465838e8ed66702b3476e40b7455adfaf680257b16832d00abd52e3c6674',
  '07159ed8f2841fd6c71a8c5c67f99629d3b9f6f652a048e62c00ce9db9b1183e',
  '7012c58df7e87ebb392d781153d19c45b7e13657694dc2a8e297372fc05fa75d',
  'a9050357997a63292041ab298343f8304650e50a34e7eae112d86169eaa37f76',
].map(displayHexToHash);
const ROOT_464 = '00ce29b0f09086ba7384aab749ef95c665068eafbe8999b099b35b6df1f30d5b';

const sha256d = (bytes: Uint8Array): Uint8Array => {
  const once = createHash('sha256').update(bytes).digest();
  return new Uint8Array(createHash('sha256').update(once).digest());
};

/** Leaf k is sha256d of the single byte k. */
const leavesOf = (bytes: readonly number[]): Uint8Array[] => bytes.map((byte) => sha256d(Uint8Array.of(byte)));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

// The roots over leaves 1 to n for n = 1 to 20, wire order, computed with Python's hashlib
const ROOTS = [
  '9c12cfdc04c74584d787ac3d23772132c18524bc7ab28dec4219b8fc5b425f70',
  'c4a837dc3d0abf884964c9641f2e27f9c9d668d609d3e45846af6cf710f1c193',
  '71c2019cacbda1abc3ed7f33b6adf0185e78ad73aca98d840120c47f68f33ff7',
  '754d8379df52a12e2f1ec30abb8cb9fe0154fde8d5dd9fb7a9a9495696d2c3dd',
  'ee09076c3684c63cc396165ebbb83858ea224cc404f27f696eb83b160cdfd88f',
  'df316ddf151a6d7f65a868df97de2168ed674371119b038bb97c9926b3f7948d',
  '90782a1fca1e73de2efa8d7f3af3bd9d02164815abd8d65e4f70e3dc4be91d7d',
  '84270fd86d4263922ba582916c7209d177045a7224127e68b6435106e45eea65',
  'f6ae5016d544407cb5bc3202fe7de39dbde2ceeb723e95a023ea55f0473ce7ed',
  '6a9f50110c6a0155e06b57f6c8529f7fb24c95373c4de9be1ec6b0a6d6f4dfb3',
  '1f026c0462325a3dbdfba27b7fbc64a18cff6318e78d492d647487dc31a12052',
  '0d947844d47b35148d5d2aeb783f6e1d63eb34b76580f0cfe1872e54b760ea30',
  '4e4e0f56c92407db813c40e26219bd2a698fe9cfe3ea10e7d3f809f0c71c8722',
  '6c09f7892e4dc5ce83d6f93f57cd2e85fc8d18e1087cd6b5a29454d9503703c7',
  'c1bbcdc59df1041c5fd3f9d0b93425a320a9fbd6bd2bdb7a5ff0d3fec1f01d68',
  '1f46277fc086a6d345dd07e40820d0d63a6fc6cce4507685f3a472d0f445ebe5',
  '88279190676c4e01a8933bf3af19ffadb5029c4b11e4f93b163a06743359cc4f',
  '1084c42cef0a314a1de8b0c83c7dd27498c50d569e4e9b0fdde20384f06da6a5',
  '9d81ee160bb9056adda6925591f045088745ce3836df228567841bba534e6128',
  'ebd3b8877738fb95c756d81651415abc33694d355d3b3ac65ee5c9efb6425831',
];

/** Lists in which an equal pair stands at some level, and the shorter list that has the same root (CVE-2012-2459). */
const MUTATED: [number[], number][] = [
  [[1, 2, 3, 3], 3],
  [[1, 2, 3, 4, 5, 5], 5],
  [[1, 2, 3, 4, 5, 6, 5, 6], 6],
  [[1, 2, 3, 4, 5, 5, 5, 5], 5],
  [[1, 2, 3, 4, 5, 6, 7, 7], 7],
];

const reference = (): Promise<PairHasher> => Promise.resolve(referenceHasher);
const engine = (backend: Backend) => (): Promise<PairHasher> => createEngine({ backend });

describe.each<[string, () => Promise<PairHasher>]>([
  ['the reference', reference],
  ['the simd engine', engine('simd')],
  ['the scalar engine', engine('scalar')],
  ['the js engine', engine('js')],
])('merkle root by %s', (_name, createHasher) => {
  it('is that of real blocks', async () => {
    const hasher = await createHasher();
    expect(hashToDisplayHex(merkleRoot(BLOCK_100000, hasher).root)).toBe(ROOT_100000);
    expect(hashToDisplayHex(merkleRoot(TESTNET3_464, hasher).root)).toBe(ROOT_464);
  });

  it('is right for 1 to 20 leaves', async () => {
    const hasher = await createHasher();
    const answers = ROOTS.map((_, i) => merkleRoot(leavesOf(upTo(i + 1)), hasher));
    expect(answers.map(({ root }) => bytesToHex(root))).toEqual(ROOTS);
    expect(answers.some(({ mutated }) => mutated)).toBe(false);
  });

  it('tells a list with a repeated tail apart from the list that it repeats (CVE-2012-2459)', async () => {
    const hasher = await createHasher();
    for (const [bytes, count] of MUTATED) {
      const { root, mutated } = merkleRoot(leavesOf(bytes), hasher);
      expect([bytesToHex(root), mutated]).toEqual([ROOTS[count - 1], true]);
    }
    expect(merkleRoot(leavesOf([1, 1]), hasher).mutated).toBe(true);
    // equal neighbours that are no pair
    expect(merkleRoot(leavesOf([1, 2, 2, 3]), hasher).mutated).toBe(false);
  });

  it('is right for a tree larger than a batch, and leaves the leaves as they were', async () => {
    const hasher = await createHasher();
    const leaves = Array.from({ length: 5001 }, (_, i) => sha256d(Uint8Array.of(i & 0xff, i >> 8)));
    const before = bytesToHex(sha256d(Buffer.concat(leaves)));
    // computed with Python's hashlib
    expect(bytesToHex(merkleRoot(leaves, hasher).root)).toBe(
      '0fb727e8d8a116406d1251633abb25108b7ee03a2f214ba05bb610d3a80b867b',
    );
    expect(bytesToHex(sha256d(Buffer.concat(leaves)))).toBe(before);
  });

  it('is what every branch leads to', async () => {
    const hasher = await createHasher();
    const leaves = leavesOf(upTo(7));
    leaves.forEach((leaf, index) => {
      const rebuilt = merkleRootFromBranch(leaf, merkleBranch(leaves, index, hasher), index);
      expect(bytesToHex(rebuilt)).toBe(ROOTS[6]);
    });
  });
});

describe('a hasher with a fault', () => {
  const swapped: PairHasher = {
    sha256dPairs(pairs) {
      const parents = referenceHasher.sha256dPairs(pairs);
      return parents.length < 64
        ? parents
        : Buffer.concat([parents.subarray(32, 64), parents.subarray(0, 32), parents.subarray(64)]);
    },
  };

  it('is seen in the root when it swaps two parents', () => {
    expect(hashToDisplayHex(merkleRoot(BLOCK_100000, swapped).root)).not.toBe(ROOT_100000);
    expect(hashToDisplayHex(merkleRoot(TESTNET3_464, swapped).root)).not.toBe(ROOT_464);
    expect(ROOTS.map((_, i) => bytesToHex(merkleRoot(leavesOf(upTo(i + 1)), swapped).root) === ROOTS[i])).toEqual(
      ROOTS.map((_, i) => i < 2),
    );
  });

  it('is refused when it answers with too few or too many parents', () => {
    const short: PairHasher = { sha256dPairs: () => new Uint8Array(32) };
    const long: PairHasher = { sha256dPairs: (pairs) => new Uint8Array(pairs.length) };
    expect(() => merkleRoot(BLOCK_100000, short)).toThrow('hasher.sha256dPairs(pairs): expected 64 bytes, got 32');
    expect(() => merkleBranch(BLOCK_100000, 0, long)).toThrow('hasher.sha256dPairs(pairs): expected 64 bytes, got 128');
  });
});

describe('merkle tree', () => {
  it('is its own root with one leaf', () => {
    expect(bytesToHex(merkleRoot([BLOCK_100000[0]!]).root)).toBe(bytesToHex(BLOCK_100000[0]!));
  });

  it('proves each leaf of a real block by its branch, and no other leaf', () => {
    BLOCK_100000.forEach((leaf, index) => {
      const branch = merkleBranch(BLOCK_100000, index);
      expect(hashToDisplayHex(merkleRootFromBranch(leaf, branch, index))).toBe(ROOT_100000);
      expect(hashToDisplayHex(merkleRootFromBranch(leaf, branch, index ^ 1))).not.toBe(ROOT_100000);
      expect(hashToDisplayHex(merkleRootFromBranch(BLOCK_100000[index ^ 1]!, branch, index))).not.toBe(ROOT_100000);
    });
  });

  it('proves every leaf of a tree of any width', () => {
    const leaves = fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(leaves, fc.nat(), (all, n) => {
        const index = n % all.length;
        const rebuilt = merkleRootFromBranch(all[index]!, merkleBranch(all, index), index);
        expect(bytesToHex(rebuilt)).toBe(bytesToHex(merkleRoot(all).root));
      }),
      { numRuns: 100 },
    );
  });

  it('refuses no leaves, a leaf of another size, an index outside', () => {
    expect(() => merkleRoot([])).toThrow('leaves: expected at least one, got none');
    expect(() => merkleRoot([new Uint8Array(31)])).toThrow('leaves[0]: expected 32 bytes, got 31');
    expect(() => merkleBranch(BLOCK_100000, 4)).toThrow('index: expected an integer from 0 to 3, got 4');
    expect(() => merkleRootFromBranch(BLOCK_100000[0]!, [], 1)).toThrow(RangeError);
  });
});
