/** The check that the transactions of a block are those that its header commits to. */
import { HASH_SIZE_BYTES, merkleRoot, type Header, type MerkleRoot, type PairHasher } from '../primitives/index.ts';
import { blockRules } from './block-rules.ts';
import type { BlockVerdict, Reject } from './verdict.ts';

const VALID: BlockVerdict = Object.freeze({ ok: true });

/** Bitcoin Core's root over nothing. */
const NO_TRANSACTIONS: MerkleRoot = Object.freeze({ root: new Uint8Array(HASH_SIZE_BYTES), mutated: false });

/**
 * Judges whether the transactions have the header's merkle root, and no list with a repeated tail has it as well
 * (Bitcoin Core CheckMerkleRoot). A refusal is never held against the header: another body may be right.
 * @param transactionIds in the order of the block, 32 bytes each, wire order; witnesses are not part of an id
 * @param hasher hashes each level of the tree; an engine is much faster. @default the readable reference
 * @throws TypeError, RangeError for an id of another size
 */
export function checkMerkleRoot(
  header: Header,
  transactionIds: readonly Uint8Array[],
  hasher?: PairHasher,
): BlockVerdict {
  const tree = transactionIds.length === 0 ? NO_TRANSACTIONS : merkleRoot(transactionIds, hasher);
  const input = { header, tree };
  for (const rule of blockRules) {
    const facts = rule.check(input);
    const { id, permanence } = rule;
    if (facts !== undefined) return { ok: false, reject: { ...facts, id, permanence, reason: id } as Reject };
  }
  return VALID;
}
