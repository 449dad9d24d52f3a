/** Whether a stored body is that of its header. */
import { checkMerkleRoot } from '../consensus/index.ts';
import { decodeHeader, sha256d, stripBlockBody, type PairHasher } from '../primitives/index.ts';

/**
 * True when the body is a list of transactions in Bitcoin's format, and its header commits to them.
 * @param header 80 bytes
 * @param body what follows the header in the serialized block
 */
export function isBodyOf(header: Uint8Array, body: Uint8Array, hasher?: PairHasher): boolean {
  let transactions: Uint8Array[];
  try {
    transactions = stripBlockBody(body);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
  return checkMerkleRoot(decodeHeader(header), transactions.map(sha256d), hasher).ok;
}
