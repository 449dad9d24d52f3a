/** What a refused branch says in words, and the borders of what can be asked. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { checkMerkleBranch, type MerkleBranchClaim } from '../../../src/consensus/index.ts';
import type { Header } from '../../../src/primitives/index.ts';

const sha256d = (bytes: Uint8Array): Uint8Array => {
  const once = createHash('sha256').update(bytes).digest();
  return new Uint8Array(createHash('sha256').update(once).digest());
};
const pair = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256d(Buffer.concat([left, right]));
const display = (hash: Uint8Array): string => Buffer.from(hash).reverse().toString('hex');

const A = sha256d(Uint8Array.of(1));
const B = sha256d(Uint8Array.of(2));
const C = sha256d(Uint8Array.of(3));
const ROOT = pair(A, B);
const headerOf = (merkleRoot: Uint8Array): Header => ({
  version: 1,
  prevBlockHash: new Uint8Array(32),
  merkleRoot,
  time: 0,
  bits: 0,
  nonce: 0,
});
const judge = (claim: Partial<MerkleBranchClaim>, root = ROOT): unknown =>
  checkMerkleBranch(headerOf(root), { transactionId: A, index: 0, branch: [B], ...claim });

describe('a refused branch says why', () => {
  const longest = Array.from({ length: 33 }, () => B);

  test.each<[string, Partial<MerkleBranchClaim>, string]>([
    [
      'transaction-of-64-bytes',
      { transaction: new Uint8Array(64) },
      'a transaction of 64 bytes may be a pair of nodes',
    ],
    ['id-differs', { transaction: Uint8Array.of(2) }, `the transaction has the id ${display(B)}`],
    ['no-such-place', { branch: longest }, 'no tree has branches of 33 nodes'],
    ['no-such-place', { index: 2 }, 'a tree with branches of 1 nodes has no place 2'],
    ['no-such-place', { transactionCount: 1, index: 1 }, 'a block of 1 transactions has no place 1'],
    ['no-such-place', { transactionCount: 3 }, 'a block of 3 transactions has branches of 2 nodes, not 1'],
    ['repeated-node', { branch: [A], index: 1 }, 'the place is behind the last transaction'],
    ['no-such-place', { branch: [A, B] }, 'the branch repeats a node that is not the last of its level'],
    [
      'root-differs',
      { branch: [C] },
      `the branch leads to ${display(pair(A, C))}, not to the header's ${display(ROOT)}`,
    ],
  ])('%s: %o', (problem, claim, reason) => {
    expect(judge(claim)).toEqual({ ok: false, problem, reason });
  });

  test('a pair that has the form of a transaction', () => {
    const left = Buffer.alloc(32);
    const right = Buffer.alloc(32);
    left[4] = 1;
    right[46 - 32] = 1;
    right[55 - 32] = 4;
    expect(judge({ transactionId: new Uint8Array(left), branch: [new Uint8Array(right)] })).toEqual({
      ok: false,
      problem: 'pair-is-transaction',
      reason: 'a pair of nodes has the form of a transaction of 64 bytes',
    });
  });
});

test('a branch of 32 nodes is the longest', () => {
  const branch = Array.from({ length: 32 }, (_, i) => sha256d(Uint8Array.of(i, 7)));
  let root = A;
  for (const sibling of branch) root = pair(root, sibling);
  expect(judge({ branch }, root)).toEqual({ ok: true, leaf: 'unchecked' });
});

test('hashes of another size and numbers out of bounds are bugs of the caller, named', () => {
  expect(() => judge({}, new Uint8Array(31))).toThrow('header.merkleRoot: expected 32 bytes, got 31');
  expect(() => judge({ transactionId: new Uint8Array(33) })).toThrow('claim.transactionId: expected 32 bytes, got 33');
  expect(() => judge({ index: -1 })).toThrow('claim.index: expected an integer from 0 to 4294967295, got -1');
  expect(() => judge({ branch: [B, new Uint8Array(5)] })).toThrow('claim.branch[1]: expected 32 bytes, got 5');
  expect(() => judge({ transactionCount: 0 })).toThrow('claim.transactionCount: expected an integer from 1');
});
