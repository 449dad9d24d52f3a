/**
 * A header with the part of its merkle tree that leads to some of its transactions: BIP-0037's `merkleblock` message, which is
 * also what Bitcoin Core's `gettxoutproof` gives (CMerkleBlock, CPartialMerkleTree).
 *
 * | bytes | field                                                                          |
 * |-------|--------------------------------------------------------------------------------|
 * | 80    | header                                                                         |
 * | 4     | number of the block's transactions, uint32, little endian                      |
 * | 1-9   | number of hashes, compact size; then the hashes, 32 bytes each                 |
 * | 1-9   | number of flag bytes, compact size; then the flags, the lowest bit first       |
 *
 * The tree is walked from its root, left first. A flag of 1 at a node says that a transaction below it is meant, and its
 * children follow; at 0 its hash stands for all below. So the work is bounded by the bytes.
 */
import { assertByteArray } from './arguments.ts';
import { concatBytes, copyBytes, dataView, equalBytes } from './bytes.ts';
import { decodeCompactSize } from './compact-size.ts';
import { HASH_SIZE_BYTES, HEADER_SIZE_BYTES } from './header.ts';
import { merkleDepth } from './merkle.ts';
import { sha256d } from './sha256.ts';

/** A transaction that a merkle block leads to. Hashes are 32 bytes in wire order. */
export interface MerkleBlockMatch {
  /** 32 bytes, wire order. */
  readonly transactionId: Uint8Array;
  /** Its place among the block's transactions, from 0. */
  readonly index: number;
  /** The siblings on the way to the root, lowest first. */
  readonly branch: readonly Uint8Array[];
}

/** What a merkle block says. */
export interface MerkleBlock {
  /** 80 bytes. */
  readonly header: Uint8Array;
  /** As the sender says: no proof of it. */
  readonly transactionCount: number;
  /** The root that the tree leads to: the header's, or nothing is proven. 32 bytes, wire order. */
  readonly root: Uint8Array;
  /** In the order of the block. */
  readonly matches: readonly MerkleBlockMatch[];
}

/** The weight of a block over the least of a transaction (Bitcoin Core MAX_BLOCK_WEIGHT, MIN_TRANSACTION_WEIGHT). */
const MAX_TRANSACTIONS = Math.floor(4_000_000 / 240);

/** A match whose branch is still being collected. */
interface OpenMatch {
  readonly transactionId: Uint8Array;
  readonly index: number;
  readonly branch: Uint8Array[];
}

/**
 * Reads a merkle block as strictly as Bitcoin Core does (CPartialMerkleTree::ExtractMatches): every hash and every flag
 * byte is used, and no two siblings are equal.
 * @throws TypeError for no bytes, RangeError for bytes that are no merkle block, saying why
 */
export function decodeMerkleBlock(bytes: Uint8Array): MerkleBlock {
  assertByteArray('merkleBlock', bytes);
  if (bytes.length < HEADER_SIZE_BYTES + 4) throw malformed(`expected at least 84 bytes, got ${bytes.length}`);
  const header = copyBytes(bytes, 0, HEADER_SIZE_BYTES);
  const transactionCount = dataView(bytes).getUint32(HEADER_SIZE_BYTES, true);
  if (transactionCount === 0 || transactionCount > MAX_TRANSACTIONS)
    throw malformed(`expected 1 to ${MAX_TRANSACTIONS} transactions, got ${transactionCount}`);
  const hashCount = decodeCompactSize(bytes, HEADER_SIZE_BYTES + 4);
  if (hashCount.value > transactionCount)
    throw malformed(`expected at most a hash for each transaction, got ${hashCount.value}`);
  const flagsAt = hashCount.end + hashCount.value * HASH_SIZE_BYTES;
  if (flagsAt > bytes.length) throw malformed(`expected ${hashCount.value} hashes, got fewer bytes`);
  const flagBytes = decodeCompactSize(bytes, flagsAt);
  if (flagBytes.end + flagBytes.value !== bytes.length)
    throw malformed(`expected ${flagBytes.value} flag bytes and no more, got ${bytes.length - flagBytes.end}`);

  const flags = bytes.subarray(flagBytes.end);
  const matches: OpenMatch[] = [];
  let usedFlags = 0;
  let usedHashes = 0;

  function nextFlag(): boolean {
    const flag = flags[usedFlags >> 3];
    if (flag === undefined) throw malformed('it has too few flags');
    return ((flag >> (usedFlags++ & 7)) & 1) === 1;
  }

  function nextHash(): Uint8Array {
    if (usedHashes === hashCount.value) throw malformed('it has too few hashes');
    const at = hashCount.end + usedHashes++ * HASH_SIZE_BYTES;
    return copyBytes(bytes, at, at + HASH_SIZE_BYTES);
  }

  /** The hash of a node, and what it adds to the branches of the matches below it. */
  function walk(level: number, place: number): Uint8Array {
    const isMeant = nextFlag();
    if (!isMeant || level === 0) {
      const hash = nextHash();
      if (isMeant) matches.push({ transactionId: hash, index: place, branch: [] });
      return hash;
    }
    const firstBelow = matches.length;
    const left = walk(level - 1, 2 * place);
    const firstRight = matches.length;
    // the odd last node of a level is its own sibling
    const isAlone = 2 * place + 1 >= Math.ceil(transactionCount / 2 ** (level - 1));
    const right = isAlone ? left : walk(level - 1, 2 * place + 1);
    if (!isAlone && equalBytes(left, right)) throw malformed('two siblings are equal');
    for (let i = firstBelow; i < matches.length; i++) matches[i]!.branch.push(i < firstRight ? right : left);
    return sha256d(concatBytes(left, right));
  }

  const root = walk(merkleDepth(transactionCount), 0);
  if (usedHashes !== hashCount.value) throw malformed(`it uses ${usedHashes} of ${hashCount.value} hashes`);
  if (Math.ceil(usedFlags / 8) !== flags.length) throw malformed(`it uses ${usedFlags} flags of ${flags.length} bytes`);
  return { header, transactionCount, root, matches };
}

function malformed(problem: string): RangeError {
  return new RangeError(`merkleBlock: ${problem}`);
}
