/**
 * The rule book of a block's transactions, as data: so far that they are those that its header commits to.
 *
 * The order is Bitcoin Core's order of checking: the first rule that refuses gives the reason. A refusal is `mutated`,
 * because whoever handed the block on may have changed its transactions: the header may be right all the same.
 */
import { equalBytes, hashToDisplayHex, type Header, type MerkleRoot } from '../primitives/index.ts';
import type { RejectFacts, RejectId } from './reject-facts.ts';
import type { Permanence } from './verdict.ts';

/** What a rule of the stage `body` sees. */
export interface BodyInput {
  /** The header of the block, decoded. */
  readonly header: Header;
  /** The merkle tree over the ids of the block's transactions. */
  readonly tree: MerkleRoot;
}

/** A rule over a body, its facts typed by its id. */
export interface BlockRuleOf<Id extends RejectId> {
  /** Bitcoin Core's reject string. */
  readonly id: Id;
  /** The rule needs the header and the ids of the transactions. */
  readonly stage: 'body';
  /** The document that defines it, and the function of Bitcoin Core that checks it. */
  readonly source: string;
  /** How long a refusal stands. */
  readonly permanence: Permanence;
  /** The facts when it refuses, nothing when it passes. */
  check(input: BodyInput): RejectFacts[Id] | undefined;
}

/** One rule: facts when it refuses, nothing when it passes. */
export type BlockRule<Id extends RejectId = RejectId> = { [K in Id]: BlockRuleOf<K> }[Id];

const merkleRootOfHeader: BlockRule<'bad-txnmrklroot'> = {
  id: 'bad-txnmrklroot',
  stage: 'body',
  source: 'Bitcoin Core CheckBlock, CheckMerkleRoot',
  permanence: 'mutated',
  check({ header, tree }) {
    if (equalBytes(header.merkleRoot, tree.root)) return undefined;
    return { merkleRoot: hashToDisplayHex(header.merkleRoot), computedRoot: hashToDisplayHex(tree.root) };
  },
};

const noRepeatedTransactions: BlockRule<'bad-txns-duplicate'> = {
  id: 'bad-txns-duplicate',
  stage: 'body',
  source: 'CVE-2012-2459; Bitcoin Core CheckBlock, CheckMerkleRoot',
  permanence: 'mutated',
  check({ tree }) {
    return tree.mutated ? {} : undefined;
  },
};

/** The rules of all networks. */
export const blockRules: readonly BlockRule[] = Object.freeze([merkleRootOfHeader, noRepeatedTransactions]);
