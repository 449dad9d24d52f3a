/** What a merkle branch proves of a transaction, and the ways in which one can deceive. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkMerkleBranch, type MerkleBranchClaim } from '../../../src/consensus/index.ts';
import {
  bytesToHex,
  displayHexToHash,
  hexToBytes,
  merkleBranch,
  merkleDepth,
  merkleRoot,
  merkleRootFromBranch,
  type Header,
} from '../../../src/primitives/index.ts';

// Bitcoin's block 100,000: its four transactions and its merkle root
const IDS = [
  '8c14f0db3df150123e6f3dbbf30f8b955a8249b62ac1d1ff16284aefa3d06d87',
  'fff2525b8931402dd09222c50775608f75787bd2b87e56995a7bdd30f79702c4',
  '6359f0868171b1d194cbee1af2f16ea598ae8fad666d9b012c8ed2b79a236ec4',
  'e9a66845e05d5abc0ad04ec80f774a7e585c6e8db975962d069a522137b80c1d',
].map(displayHexToHash);
const ROOT = displayHexToHash('f3e94742aca4b5ef85488dc37c06c3282295ffec960994b2c0d5ac2a25a95766');
/** The parent of its first two transactions, by Python's hashlib; wire order. */
const LEFT_NODE = '15b88c5107195bf09eb9da89b83d95b3d070079a3c5c5d3d17d0dcd873fbdacc';

const sha256d = (bytes: Uint8Array): Uint8Array => {
  const once = createHash('sha256').update(bytes).digest();
  return new Uint8Array(createHash('sha256').update(once).digest());
};
const leavesOf = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => sha256d(Uint8Array.of(i + 1)));

function headerOf(root: Uint8Array): Header {
  return { version: 1, prevBlockHash: new Uint8Array(32), merkleRoot: root, time: 0, bits: 0, nonce: 0 };
}

function problemOf(root: Uint8Array, claim: MerkleBranchClaim): string {
  const verdict = checkMerkleBranch(headerOf(root), claim);
  return verdict.ok ? verdict.leaf : verdict.problem;
}

/** A transaction of 64 bytes that spends an output of its own choice, with scripts of four bytes together. */
function smallTransaction(inputScript: number, value = 1n): Uint8Array {
  const bytes = Buffer.alloc(64, 0x5a);
  bytes.writeUInt32LE(2, 0);
  bytes[4] = 1;
  bytes[41] = inputScript;
  bytes[46 + inputScript] = 1;
  bytes.writeBigUInt64LE(value, 47 + inputScript);
  bytes[55 + inputScript] = 4 - inputScript;
  return new Uint8Array(bytes);
}

describe('the branch of a transaction', () => {
  it('proves each transaction of a real block, as far as it is known to be one', () => {
    IDS.forEach((transactionId, index) => {
      const claim = { transactionId, index, branch: merkleBranch(IDS, index) };
      expect(problemOf(ROOT, claim)).toBe('unchecked');
      expect(problemOf(ROOT, { ...claim, transactionCount: 4 })).toBe('transaction');
      expect(problemOf(ROOT, { ...claim, transactionCount: 3 })).toBe(index < 3 ? 'transaction' : 'no-such-place');
    });
  });

  it('says where it leads when that is not the root', () => {
    const branch = merkleBranch(IDS, 0);
    const verdict = checkMerkleBranch(headerOf(ROOT), { transactionId: IDS[2]!, index: 0, branch });
    expect(verdict).toMatchObject({ ok: false, problem: 'root-differs' });
    expect(!verdict.ok && verdict.reason).toMatch(
      /^the branch leads to [0-9a-f]{64}, not to the header's f3e94742aca4b5ef85488dc37c06c3282295ffec960994b2c0d5ac2a25a95766$/,
    );
  });

  it('is empty in a block of one transaction', () => {
    const transaction = Uint8Array.of(1, 2, 3);
    const transactionId = sha256d(transaction);
    expect(problemOf(transactionId, { transactionId, index: 0, branch: [], transaction })).toBe('transaction');
    expect(problemOf(transactionId, { transactionId, index: 1, branch: [] })).toBe('no-such-place');
  });

  it('belongs to the transaction whose bytes are given', () => {
    const transactions = [1, 2, 3].map((byte) => Uint8Array.of(byte));
    const ids = transactions.map(sha256d);
    const { root } = merkleRoot(ids);
    const claim = { transactionId: ids[2]!, index: 2, branch: merkleBranch(ids, 2) };
    expect(problemOf(root, { ...claim, transaction: transactions[2]! })).toBe('transaction');
    expect(problemOf(root, { ...claim, transaction: transactions[1]! })).toBe('id-differs');
  });

  it('is as long as the tree is deep', () => {
    expect([1, 2, 3, 4, 5, 8, 9, 4000, 0xffffffff].map(merkleDepth)).toEqual([0, 1, 2, 2, 3, 3, 4, 12, 32]);
    expect(() => merkleDepth(0)).toThrow('leafCount: expected an integer from 1 to 4294967295, got 0');
    const [transactionId] = IDS;
    const branch = merkleBranch(IDS, 0);
    for (const transactionCount of [1, 2, 5])
      expect(problemOf(ROOT, { transactionId: transactionId!, index: 0, branch, transactionCount })).toBe(
        'no-such-place',
      );
    expect(
      problemOf(ROOT, { transactionId: transactionId!, index: 0, branch: Array.from({ length: 33 }, () => ROOT) }),
    ).toBe('no-such-place');
  });

  it('may have 32 nodes, and no more', () => {
    const [transactionId] = IDS;
    const branch = Array.from({ length: 32 }, (_, i) => sha256d(Uint8Array.of(i)));
    for (const index of [0, 0xffffffff]) {
      const root = merkleRootFromBranch(transactionId!, branch, index);
      expect(problemOf(root, { transactionId: transactionId!, index, branch })).toBe('unchecked');
    }
  });

  it('that is refused comes with the reason', () => {
    const small = smallTransaction(2);
    const claim = { transactionId: IDS[2]!, index: 2, branch: merkleBranch(IDS, 2) };
    const reasonOf = (changes: Partial<MerkleBranchClaim>): string | undefined => {
      const verdict = checkMerkleBranch(headerOf(ROOT), { ...claim, ...changes });
      return verdict.ok ? undefined : verdict.reason;
    };
    expect(reasonOf({ transaction: small })).toBe('a transaction of 64 bytes may be a pair of nodes');
    // sha256d of nothing
    expect(reasonOf({ transaction: new Uint8Array(0) })).toBe(
      'the transaction has the id 56944c5d3f98413ef45cf54545538103cc9f298e0575820ad3591376e2e0f65d',
    );
    expect(reasonOf({ index: 3, branch: [IDS[2]!, ROOT] })).toBe('the place is behind the last transaction');
    expect(reasonOf({ branch: [IDS[2]!, IDS[3]!, ROOT] })).toBe(
      'the branch repeats a node that is not the last of its level',
    );
    expect(reasonOf({ transactionId: small.slice(0, 32), branch: [small.slice(32), ROOT] })).toBe(
      'a pair of nodes has the form of a transaction of 64 bytes',
    );
    expect(reasonOf({ branch: Array.from({ length: 33 }, () => ROOT) })).toBe('no tree has branches of 33 nodes');
    expect(reasonOf({ index: 4 })).toBe('a tree with branches of 2 nodes has no place 4');
    expect(reasonOf({ transactionCount: 2 })).toBe('a block of 2 transactions has no place 2');
    expect(reasonOf({ transactionCount: 5 })).toBe('a block of 5 transactions has branches of 3 nodes, not 2');
  });

  it('refuses malformed arguments', () => {
    const claim = { transactionId: IDS[0]!, index: 0, branch: merkleBranch(IDS, 0) };
    const check = (changes: object) => () => checkMerkleBranch(headerOf(ROOT), { ...claim, ...changes });
    expect(check({ transactionId: new Uint8Array(31) })).toThrow('claim.transactionId: expected 32 bytes, got 31');
    expect(check({ branch: [ROOT, new Uint8Array(1)] })).toThrow('claim.branch[1]: expected 32 bytes, got 1');
    expect(check({ index: -1 })).toThrow('claim.index: expected an integer from 0 to 4294967295, got -1');
    expect(() => checkMerkleBranch(headerOf(new Uint8Array(31)), claim)).toThrow(
      'header.merkleRoot: expected 32 bytes, got 31',
    );
    expect(check({ transaction: 'text' })).toThrow('claim.transaction: expected a Uint8Array, got "text"');
    expect(check({ transactionCount: 0 })).toThrow('claim.transactionCount: expected an integer from 1');
  });
});

describe('a leaf below a transaction of 64 bytes (CVE-2017-12842)', () => {
  it.each([0, 1, 2, 3, 4])('is refused whatever is known, with an input script of %i bytes', (inputScript) => {
    const small = smallTransaction(inputScript);
    const ids = [...leavesOf(4), sha256d(small)];
    const { root } = merkleRoot(ids);
    for (const half of [0, 1]) {
      const [left, right] = [small.slice(0, 32), small.slice(32)];
      const claim = {
        transactionId: half === 0 ? left : right,
        index: 8 + half,
        branch: [half === 0 ? right : left, ...merkleBranch(ids, 4)],
      };
      // the root itself does not tell
      expect(bytesToHex(merkleRootFromBranch(claim.transactionId, claim.branch, claim.index))).toBe(bytesToHex(root));
      expect(problemOf(root, claim)).toBe('pair-is-transaction');
      expect(problemOf(root, { ...claim, transactionCount: 5 })).toBe('no-such-place');
    }
  });

  it('is told from a pair of hashes by everything that a transaction must have', () => {
    const others = [
      smallTransaction(2, 2_100_000_000_000_001n),
      ...[4, 41, 48, 57].map((at) => {
        const bytes = smallTransaction(2);
        bytes[at]! += 1;
        return bytes;
      }),
      smallTransaction(5),
    ];
    for (const pair of [...others, smallTransaction(2, 2_100_000_000_000_000n)]) {
      const claim = { transactionId: pair.slice(0, 32), index: 0, branch: [pair.slice(32)] };
      expect(problemOf(sha256d(pair), claim)).toBe(others.includes(pair) ? 'unchecked' : 'pair-is-transaction');
    }
  });
});

describe('a pair of nodes passed off as a transaction of 64 bytes', () => {
  const pair = new Uint8Array([...IDS[0]!, ...IDS[1]!]);
  const node = hexToBytes(LEFT_NODE);
  const claim = { transactionId: node, index: 0, branch: [merkleBranch(IDS, 0)[1]!] };

  it('is refused for its size, or for the count of transactions, and else left open', () => {
    expect(problemOf(ROOT, { ...claim, transaction: pair })).toBe('transaction-of-64-bytes');
    expect(problemOf(ROOT, { ...claim, transactionCount: 4 })).toBe('no-such-place');
    expect(problemOf(ROOT, claim)).toBe('unchecked');
  });
});

describe('a place behind the last transaction (CVE-2012-2459)', () => {
  it.each([
    [3, 3, 2],
    [5, 5, 4],
    [5, 6, 4],
    [5, 7, 4],
    [6, 6, 4],
    [6, 7, 5],
    [7, 7, 6],
  ])('of %i transactions is refused: place %i repeats %i', (count, phantom, repeated) => {
    const ids = leavesOf(count);
    const { root } = merkleRoot(ids);
    // the tree as if the repeated nodes were leaves
    const width = 2 ** merkleDepth(count);
    const shown = [...ids];
    if (count === 5) shown.push(ids[4]!, ids[4]!, ids[4]!);
    else if (count === 6) shown.push(ids[4]!, ids[5]!);
    else shown.push(ids.at(-1)!);
    expect(shown).toHaveLength(width);
    expect(bytesToHex(merkleRoot(shown).root)).toBe(bytesToHex(root));
    const branch = merkleBranch(shown, phantom);
    const claim = { transactionId: ids[repeated]!, index: phantom, branch };
    expect(bytesToHex(merkleRootFromBranch(claim.transactionId, branch, phantom))).toBe(bytesToHex(root));
    expect(problemOf(root, claim)).toBe('repeated-node');
    expect(problemOf(root, { ...claim, transactionCount: count })).toBe('no-such-place');
  });

  it('cannot be hidden by a repeated pair inside the tree', () => {
    const [a, , c, d] = leavesOf(4);
    const ids = [a!, a!, c!, d!];
    const claim = { transactionId: a!, index: 0, branch: merkleBranch(ids, 0) };
    expect(problemOf(merkleRoot(ids).root, claim)).toBe('no-such-place');
  });
});
