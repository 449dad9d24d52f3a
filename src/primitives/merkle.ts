/**
 * Merkle trees as Bitcoin builds them: sha256d of pairs, an odd last node paired with itself (Bitcoin Core
 * consensus/merkle.cpp). A level is one packed array, so that a fast hasher takes it whole.
 *
 * Two different lists can have the same root, because the odd node is repeated (CVE-2012-2459): `mutated` tells that
 * two equal nodes stand side by side at some level. A branch leads from a leaf to the root; what that proves of a
 * transaction, and what it does not, is a question to consensus (`checkMerkleBranch`).
 */
import { assertBytes, assertInteger } from './arguments.ts';
import { concatBytes, copyBytes } from './bytes.ts';
import { referenceHasher, type PairHasher } from './hasher.ts';
import { HASH_SIZE_BYTES } from './header.ts';
import { sha256d } from './sha256.ts';

/** The root of a merkle tree. */
export interface MerkleRoot {
  /** 32 bytes, wire order. */
  readonly root: Uint8Array;
  /** Two equal nodes stand side by side: another list of leaves has this root too. */
  readonly mutated: boolean;
}

const PAIR_SIZE_BYTES = 2 * HASH_SIZE_BYTES;

/** The lowest level: the leaves one after another. */
function packLeaves(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) throw new RangeError('leaves: expected at least one, got none');
  const level = new Uint8Array(leaves.length * HASH_SIZE_BYTES);
  leaves.forEach((leaf, i) => {
    assertBytes(`leaves[${i}]`, leaf, HASH_SIZE_BYTES);
    level.set(leaf, i * HASH_SIZE_BYTES);
  });
  return level;
}

/** The level above: half as many nodes, rounded up. */
function parentLevel(level: Uint8Array, hasher: PairHasher): Uint8Array {
  const isOdd = level.length % PAIR_SIZE_BYTES !== 0;
  const pairs = isOdd ? concatBytes(level, level.subarray(-HASH_SIZE_BYTES)) : level;
  const parents = hasher.sha256dPairs(pairs);
  assertBytes('hasher.sha256dPairs(pairs)', parents, pairs.length / 2);
  return parents;
}

/** True when two equal nodes are a pair. The odd last node is no pair yet. */
function hasEqualPair(level: Uint8Array): boolean {
  for (let at = 0; at + PAIR_SIZE_BYTES <= level.length; at += PAIR_SIZE_BYTES) {
    let same = 0;
    while (same < HASH_SIZE_BYTES && level[at + same] === level[at + HASH_SIZE_BYTES + same]) same++;
    if (same === HASH_SIZE_BYTES) return true;
  }
  return false;
}

/**
 * The root over leaves of 32 bytes in wire order (transaction ids). Source: Bitcoin Core ComputeMerkleRoot.
 * @param hasher hashes each level; an engine is much faster. @default the readable reference
 * @throws TypeError, RangeError for no leaves, a leaf of another size, or a hasher that answers with another size
 */
export function merkleRoot(leaves: readonly Uint8Array[], hasher: PairHasher = referenceHasher): MerkleRoot {
  let mutated = false;
  let level = packLeaves(leaves);
  while (level.length > HASH_SIZE_BYTES) {
    mutated ||= hasEqualPair(level);
    level = parentLevel(level, hasher);
  }
  return { root: level, mutated };
}

/** A longer branch no block has room for, and an index of 32 bits no place in. */
export const MAX_MERKLE_DEPTH = 32;

/**
 * How many levels lie above the leaves: the length of every branch.
 * @throws TypeError, RangeError for no leaves
 */
export function merkleDepth(leafCount: number): number {
  assertInteger('leafCount', leafCount, 1, 0xffffffff);
  let depth = 0;
  for (let width = leafCount; width > 1; width = Math.ceil(width / 2)) depth++;
  return depth;
}

/**
 * The siblings on the way from a leaf to the root, lowest first: 32 bytes each, wire order.
 * @param hasher hashes each level; an engine is much faster. @default the readable reference
 * @throws TypeError, RangeError as `merkleRoot`, or for an index outside the leaves
 */
export function merkleBranch(
  leaves: readonly Uint8Array[],
  index: number,
  hasher: PairHasher = referenceHasher,
): Uint8Array[] {
  let level = packLeaves(leaves);
  assertInteger('index', index, 0, leaves.length - 1);
  const branch: Uint8Array[] = [];
  for (let at = index; level.length > HASH_SIZE_BYTES; at >>>= 1) {
    // the odd last node is its own sibling
    const sibling = Math.min((at ^ 1) * HASH_SIZE_BYTES, level.length - HASH_SIZE_BYTES);
    branch.push(copyBytes(level, sibling, sibling + HASH_SIZE_BYTES));
    level = parentLevel(level, hasher);
  }
  return branch;
}

/**
 * The root that a leaf at an index has under these siblings. That it equals the header's `merkleRoot` is not enough to
 * believe a stranger: see `checkMerkleBranch`. Each level waits for the one below, so a hasher of many pairs would gain nothing here.
 * @throws TypeError, RangeError for nodes of another size than 32 bytes, or an index too large for the branch
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
