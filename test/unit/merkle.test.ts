import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytesToHex,
  displayHexToHash,
  hashToDisplayHex,
  merkleBranch,
  merkleRoot,
  merkleRootFromBranch,
} from '../../src/primitives/index.ts';

// Bitcoin block 100,000: its four transactions and its merkle root
const BLOCK_100000 = [
  '8c14f0db3df150123e6f3dbbf30f8b955a8249b62ac1d1ff16284aefa3d06d87',
  'fff2525b8931402dd09222c50775608f75787bd2b87e56995a7bdd30f79702c4',
  '6359f0868171b1d194cbee1af2f16ea598ae8fad666d9b012c8ed2b79a236ec4',
  'e9a66845e05d5abc0ad04ec80f774a7e585c6e8db975962d069a522137b80c1d',
].map(displayHexToHash);
const ROOT_100000 = 'f3e94742aca4b5ef85488dc37c06c3282295ffec960994b2c0d5ac2a25a95766';

describe('merkle tree', () => {
  it('has the root of a real block', () => {
    const { root, mutated } = merkleRoot(BLOCK_100000);
    expect(hashToDisplayHex(root)).toBe(ROOT_100000);
    expect(mutated).toBe(false);
  });

  it('is its own root with one leaf', () => {
    expect(bytesToHex(merkleRoot([BLOCK_100000[0]!]).root)).toBe(bytesToHex(BLOCK_100000[0]!));
  });

  it('tells a list with a repeated tail apart from the list that it repeats (CVE-2012-2459)', () => {
    const three = BLOCK_100000.slice(0, 3);
    const repeated = [...three, three[2]!];
    expect(bytesToHex(merkleRoot(repeated).root)).toBe(bytesToHex(merkleRoot(three).root));
    expect(merkleRoot(three).mutated).toBe(false);
    expect(merkleRoot(repeated).mutated).toBe(true);
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
