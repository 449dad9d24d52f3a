/**
 * A proof of work as bytes, to be handed to someone else. All integers are little endian, all hashes in wire order.
 *
 * | bytes  | field                                                                |
 * |--------|----------------------------------------------------------------------|
 * | 4      | `6d737066`, "mspf"                                                   |
 * | 1      | version of this format: 1                                            |
 * | 32     | hash of the network's genesis                                        |
 * | 4      | height of the first header                                           |
 * | 4      | number of headers, 1 or more                                         |
 * | 80 * n | the headers                                                          |
 * | 2      | number of transactions                                               |
 *
 * and for each transaction
 *
 * | bytes  | field                                                                |
 * |--------|----------------------------------------------------------------------|
 * | 4      | height of its block                                                  |
 * | 4      | its place in the block, from 0                                       |
 * | 32     | its id                                                               |
 * | 1      | nodes of its branch, at most 32                                      |
 * | 32 * n | the branch, lowest first                                             |
 * | 4      | size of the transaction; 0 where it is not told                      |
 * | n      | the transaction, without witnesses                                   |
 *
 * One proof has one encoding: nothing may follow, and no count may promise more than there is.
 */
import {
  assertByteArray,
  assertBytes,
  assertInteger,
  assertObject,
  assertWholeHeaders,
  bytesToHex,
  concatBytes,
  copyBytes,
  dataView,
  displayHexToHash,
  HASH_SIZE_BYTES,
  hashToDisplayHex,
  HEADER_SIZE_BYTES,
  MAX_MERKLE_DEPTH,
} from '../primitives/index.ts';
import { MAX_PROOF_HEIGHT, type TransactionInProof, type WorkProof } from './work-proof.ts';

const MAGIC = '6d737066';
const VERSION = 1;

/**
 * The bytes of a proof.
 * @throws TypeError, RangeError for a field that does not fit
 */
export function encodeWorkProof(proof: WorkProof): Uint8Array {
  assertObject('proof', proof);
  const { genesisHash, height, headers, transactions } = proof;
  assertWholeHeaders(headers);
  const count = headers.length / HEADER_SIZE_BYTES;
  assertInteger('proof.headers: number', count, 1, MAX_PROOF_HEIGHT);
  assertInteger('proof.height', height, 0, MAX_PROOF_HEIGHT + 1 - count);
  assertInteger('proof.transactions: number', transactions.length, 0, 0xffff);
  return concatBytes(
    Uint8Array.of(0x6d, 0x73, 0x70, 0x66, VERSION),
    displayHexToHash(genesisHash),
    uint32(height),
    uint32(count),
    headers,
    uint32(transactions.length).subarray(0, 2),
    ...transactions.map((transaction, i) => encodeTransaction(transaction, `proof.transactions[${i}]`)),
  );
}

function encodeTransaction(claim: TransactionInProof, name: string): Uint8Array {
  const { height, index, transactionId, branch, transaction = new Uint8Array(0) } = claim;
  assertInteger(`${name}.height`, height, 0, 0xffffffff);
  assertInteger(`${name}.index`, index, 0, 0xffffffff);
  assertBytes(`${name}.transactionId`, transactionId, HASH_SIZE_BYTES);
  assertInteger(`${name}.branch: number`, branch.length, 0, MAX_MERKLE_DEPTH);
  branch.forEach((node, depth) => assertBytes(`${name}.branch[${depth}]`, node, HASH_SIZE_BYTES));
  assertByteArray(`${name}.transaction`, transaction);
  return concatBytes(
    uint32(height),
    uint32(index),
    transactionId,
    Uint8Array.of(branch.length),
    ...branch,
    uint32(transaction.length),
    transaction,
  );
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  dataView(bytes).setUint32(0, value, true);
  return bytes;
}

/** Takes bytes off the front. */
class ProofReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = dataView(bytes);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** A copy. */
  take(what: string, size: number): Uint8Array {
    if (size > this.left) throw malformed(`expected ${size} bytes of ${what}, got ${this.left}`);
    this.#at += size;
    return copyBytes(this.#bytes, this.#at - size, this.#at);
  }

  integer(what: string, size: 1 | 2 | 4): number {
    if (size > this.left) throw malformed(`expected ${size} bytes of ${what}, got ${this.left}`);
    const at = this.#at;
    this.#at += size;
    if (size === 1) return this.#view.getUint8(at);
    return size === 2 ? this.#view.getUint16(at, true) : this.#view.getUint32(at, true);
  }
}

/**
 * Reads a proof. What it says is not judged: see `checkWorkProof`.
 * @throws TypeError for no bytes, RangeError for bytes that are no proof, saying why
 */
export function decodeWorkProof(bytes: Uint8Array): WorkProof {
  assertByteArray('proof', bytes);
  const reader = new ProofReader(bytes);
  const magic = bytesToHex(reader.take('the magic', 4));
  if (magic !== MAGIC) throw malformed(`expected it to begin with ${MAGIC}, got ${magic}`);
  const version = reader.integer('the version', 1);
  if (version !== VERSION) throw malformed(`expected version ${VERSION}, got ${version}`);
  const genesisHash = hashToDisplayHex(reader.take("the genesis's hash", HASH_SIZE_BYTES));
  const height = reader.integer('the height', 4);
  const count = reader.integer('the number of headers', 4);
  if (count === 0) throw malformed('expected headers, got none');
  if (height + count - 1 > MAX_PROOF_HEIGHT)
    throw malformed(`expected heights up to ${MAX_PROOF_HEIGHT}, got ${height + count - 1}`);
  const headers = reader.take('headers', count * HEADER_SIZE_BYTES);
  const transactions: TransactionInProof[] = [];
  for (let left = reader.integer('the number of transactions', 2); left > 0; left--)
    transactions.push(decodeTransaction(reader));
  if (reader.left > 0) throw malformed(`expected nothing behind it, got ${reader.left} bytes`);
  return { genesisHash, height, headers, transactions };
}

function decodeTransaction(reader: ProofReader): TransactionInProof {
  const height = reader.integer("a transaction's height", 4);
  const index = reader.integer("a transaction's place", 4);
  const transactionId = reader.take("a transaction's id", HASH_SIZE_BYTES);
  const nodes = reader.integer('the size of a branch', 1);
  if (nodes > MAX_MERKLE_DEPTH) throw malformed(`expected a branch of at most ${MAX_MERKLE_DEPTH} nodes, got ${nodes}`);
  const branch = Array.from({ length: nodes }, () => reader.take('a branch', HASH_SIZE_BYTES));
  const size = reader.integer('the size of a transaction', 4);
  const transaction = reader.take('a transaction', size);
  return { height, index, transactionId, branch, ...(size > 0 && { transaction }) };
}

function malformed(problem: string): RangeError {
  return new RangeError(`proof: ${problem}`);
}
