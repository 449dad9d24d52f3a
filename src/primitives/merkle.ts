/**
 * Merkle trees as Bitcoin builds them: sha256d of pairs, an odd last node paired with itself.
 *
 * Two different lists can have the same root, because the odd node is repeated (CVE-2012-2459): `mutated` tells that
 * two equal nodes stand side by side at some level. A branch proves that a leaf is under a root; a 64-byte
 * transaction can be mistaken for an inner node, so a verifier must know that the leaf is a whole transaction.
 */
import { assertBytes, assertInteger } from './arguments.ts';
import { concatBytes, copyBytes, equalBytes } from './bytes.ts';
import { sha256d } from './sha256.ts';

/** The root of a merkle tree. */
export interface MerkleRoot {
  /** 32 bytes, wire order. */
  readonly root: Uint8Array;
  /** Two equal nodes stand side by side: another list of leaves has this root too. */
  readonly mutated: boolean;
}

function parentLevel(level: readonly Uint8Array[]): Uint8Array[] {
  const parents: Uint8Array[] = [];
  for (let i = 0; i < level.length; i += 2) parents.push(sha256d(concatBytes(level[i]!, level[i + 1] ?? level[i]!)));
  return parents;
}

function assertLeaves(leaves: readonly Uint8Array[]): void {
  if (leaves.length === 0) throw new RangeError('leaves: expected at least one, got none');
  leaves.forEach((leaf, i) => assertBytes(`leaves[${i}]`, leaf, 32));
}

/**
 * The root over leaves of 32 bytes in wire order (transaction ids).
 * @throws RangeError for no leaves or a leaf of another size
 */
export function merkleRoot(leaves: readonly Uint8Array[]): MerkleRoot {
  assertLeaves(leaves);
  let mutated = false;
  let level = leaves;
  while (level.length > 1) {
    for (let i = 0; i + 1 < level.length; i += 2) mutated ||= equalBytes(level[i]!, level[i + 1]!);
    level = parentLevel(level);
  }
  return { root: copyBytes(level[0]!), mutated };
}

/**
 * The siblings on the way from a leaf to the root, lowest first.
 * @throws RangeError for an index outside the leaves
 */
export function merkleBranch(leaves: readonly Uint8Array[], index: number): Uint8Array[] {
  assertLeaves(leaves);
  assertInteger('index', index, 0, leaves.length - 1);
  const branch: Uint8Array[] = [];
  let level = leaves;
  for (let at = index; level.length > 1; at >>>= 1) {
    branch.push(copyBytes(level[at ^ 1] ?? level[at]!));
    level = parentLevel(level);
  }
  return branch;
}

/**
 * The root that a leaf at an index has under these siblings. Equal to the header's `merkleRoot` if and only if the
 * branch proves the leaf.
 * @throws RangeError for nodes of another size than 32 bytes, or an index too large for the branch
 */
export function merkleRootFromBranch(leaf: Uint8Array, branch: readonly Uint8Array[], index: number): Uint8Array {
  assertBytes('leaf', leaf, 32);
  assertInteger('index', index, 0, 2 ** branch.length - 1);
  let node = copyBytes(leaf);
  branch.forEach((sibling, depth) => {
    assertBytes(`branch[${depth}]`, sibling, 32);
    const isRight = Math.floor(index / 2 ** depth) % 2 === 1;
    node = sha256d(isRight ? concatBytes(sibling, node) : concatBytes(node, sibling));
  });
  return node;
}
