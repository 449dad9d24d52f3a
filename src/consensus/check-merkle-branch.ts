/**
 * The check that a transaction is in the block of a header, by its merkle branch.
 *
 * That a branch leads to the root does not prove it yet, because a tree of Bitcoin does not tell its leaves from its nodes:
 *
 * - Below a leaf (CVE-2017-12842): a real transaction of 64 bytes can be made to read as a pair of nodes, one of them the id of
 *   a payment that was never made; the branch is one step too long. It is found without knowing the tree: one of the pairs
 *   on the way has the form of a transaction, which a pair of hashes has once in 10^13.
 * - Above the leaves: a pair of nodes can be made to read as a transaction of 64 bytes; the branch is too short. Who has the
 *   transaction sees its size: none of 64 bytes is believed. Who has its id alone must know how many transactions the block
 *   has (from a source other than the prover), which fixes the length of every branch. Without either, the answer says
 *   that it is open whether the leaf is a transaction.
 * - Beside the tree (CVE-2012-2459): the odd last node of a level is repeated, so its branch leads to the root from the place
 *   behind it too. A node that comes from the right and equals its sibling is refused.
 */
import {
  assertBytes,
  assertByteArray,
  assertInteger,
  concatBytes,
  dataView,
  equalBytes,
  HASH_SIZE_BYTES,
  hashToDisplayHex,
  MAX_MERKLE_DEPTH,
  merkleDepth,
  sha256d,
  type Header,
} from '../primitives/index.ts';

/** What is claimed of a transaction, and what is known of it. */
export interface MerkleBranchClaim {
  /** 32 bytes, wire order. */
  readonly transactionId: Uint8Array;
  /** Its place among the block's transactions, from 0. */
  readonly index: number;
  /** The siblings on the way to the root, lowest first: 32 bytes each, wire order. */
  readonly branch: readonly Uint8Array[];
  /** The transaction as its id is the hash of it: without witnesses. @default not at hand */
  readonly transaction?: Uint8Array;
  /** How many transactions the block has; not from who made the branch. @default not known */
  readonly transactionCount?: number;
}

/** Why a branch proves nothing. */
export type MerkleBranchProblem =
  /** The branch leads to another root than the header's. */
  | 'root-differs'
  /** No tree has such a place: the index, or the length of the branch, does not fit the other or the count. */
  | 'no-such-place'
  /** The place is behind the last transaction: its node repeats the one before it. */
  | 'repeated-node'
  /** A pair of nodes on the way has the form of a transaction: the leaf may lie below it. */
  | 'pair-is-transaction'
  /** The transaction has 64 bytes: it may be a pair of nodes. */
  | 'transaction-of-64-bytes'
  /** The id is not the hash of the transaction. */
  | 'id-differs';

/** The judgement of a branch. */
export type MerkleBranchVerdict =
  | {
      readonly ok: true;
      /** Whether the leaf is known to be a transaction; `unchecked` where neither the bytes nor the count are given. */
      readonly leaf: 'transaction' | 'unchecked';
    }
  | { readonly ok: false; readonly problem: MerkleBranchProblem; readonly reason: string };

const PAIR_SIZE_BYTES = 2 * HASH_SIZE_BYTES;
/** 21 million coins. */
const MAX_MONEY = 2_100_000_000_000_000n;

/**
 * Judges whether a transaction is in the block of a header. The header itself is not judged.
 * @throws TypeError, RangeError for hashes of another size than 32 bytes, or numbers out of bounds
 */
export function checkMerkleBranch(header: Header, claim: MerkleBranchClaim): MerkleBranchVerdict {
  const { transactionId, index, branch, transaction, transactionCount } = claim;
  assertBytes('header.merkleRoot', header.merkleRoot, HASH_SIZE_BYTES);
  assertBytes('claim.transactionId', transactionId, HASH_SIZE_BYTES);
  assertInteger('claim.index', index, 0, 0xffffffff);
  branch.forEach((sibling, depth) => assertBytes(`claim.branch[${depth}]`, sibling, HASH_SIZE_BYTES));
  if (transaction !== undefined) {
    assertByteArray('claim.transaction', transaction);
    if (transaction.length === PAIR_SIZE_BYTES)
      return refused('transaction-of-64-bytes', 'a transaction of 64 bytes may be a pair of nodes');
    if (!equalBytes(sha256d(transaction), transactionId))
      return refused('id-differs', `the transaction has the id ${hashToDisplayHex(sha256d(transaction))}`);
  }
  const misplaced = placeProblem(index, branch.length, transactionCount);
  if (misplaced !== undefined) return refused('no-such-place', misplaced);

  let node = transactionId;
  let place = index;
  let isLast = false;
  for (const sibling of branch) {
    const isRight = place % 2 === 1;
    const isRepeated = equalBytes(node, sibling);
    if (isRepeated && isRight) return refused('repeated-node', 'the place is behind the last transaction');
    // once a node is the last of its level, so are all above it: each comes from the right, or is repeated
    if (isLast && !isRight && !isRepeated)
      return refused('no-such-place', 'the branch repeats a node that is not the last of its level');
    isLast ||= isRepeated;
    const pair = isRight ? concatBytes(sibling, node) : concatBytes(node, sibling);
    if (hasFormOfTransaction(pair))
      return refused('pair-is-transaction', 'a pair of nodes has the form of a transaction of 64 bytes');
    node = sha256d(pair);
    place = Math.floor(place / 2);
  }
  if (!equalBytes(node, header.merkleRoot)) {
    const roots = `${hashToDisplayHex(node)}, not to the header's ${hashToDisplayHex(header.merkleRoot)}`;
    return refused('root-differs', `the branch leads to ${roots}`);
  }
  const isKnown = transaction !== undefined || transactionCount !== undefined;
  return { ok: true, leaf: isKnown ? 'transaction' : 'unchecked' };
}

function refused(problem: MerkleBranchProblem, reason: string): MerkleBranchVerdict {
  return { ok: false, problem, reason };
}

function placeProblem(index: number, length: number, count: number | undefined): string | undefined {
  if (length > MAX_MERKLE_DEPTH) return `no tree has branches of ${length} nodes`;
  if (index >= 2 ** length) return `a tree with branches of ${length} nodes has no place ${index}`;
  if (count === undefined) return undefined;
  assertInteger('claim.transactionCount', count, 1, 0xffffffff);
  if (index >= count) return `a block of ${count} transactions has no place ${index}`;
  const depth = merkleDepth(count);
  return length === depth
    ? undefined
    : `a block of ${count} transactions has branches of ${depth} nodes, not ${length}`;
}

/**
 * Whether 64 bytes can be a transaction: one input and one output, whose scripts share the four bytes that are left. More
 * inputs or outputs have no room, and a valid transaction has no fewer.
 */
function hasFormOfTransaction(pair: Uint8Array): boolean {
  const inputScript = pair[41]!;
  const outputs = 46 + inputScript;
  // beyond four bytes what is left is less than nothing, and no byte is
  if (pair[4] !== 1 || pair[outputs] !== 1 || pair[outputs + 9] !== 4 - inputScript) return false;
  return dataView(pair).getBigUint64(outputs + 1, true) <= MAX_MONEY;
}
