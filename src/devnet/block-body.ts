/** Whether a stored body is that of its header. */
import { checkMerkleRoot } from '../consensus/index.ts';
import { decodeHeader, type PairHasher } from '../primitives/index.ts';
import { transactionId } from './coinbase.ts';

/**
 * True when the body is a devnet block's, one coinbase, and its header commits to it.
 * @param header 80 bytes
 * @param body what follows the header in the serialized block
 */
export function isBodyOf(header: Uint8Array, body: Uint8Array, hasher?: PairHasher): boolean {
  return body[0] === 1 && checkMerkleRoot(decodeHeader(header), [transactionId(body.subarray(1))], hasher).ok;
}
