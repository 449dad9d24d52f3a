/** Bitcoin's serialized transactions, as far as their ids need it: what is hashed is the transaction without its witnesses. */
import { assertByteArray } from './arguments.ts';
import { concatBytes, copyBytes } from './bytes.ts';
import { decodeCompactSize } from './compact-size.ts';

/**
 * A transaction without its witnesses (BIP-0144); a copy of one that has none. Its sha256d is the transaction's id.
 * @throws TypeError for no bytes, RangeError for bytes that are not one whole transaction
 */
export function stripWitnesses(transaction: Uint8Array): Uint8Array {
  assertByteArray('transaction', transaction);
  let at = 0;
  const skip = (size: number): void => {
    at += size;
    if (at > transaction.length) throw new RangeError('transaction: it is cut off');
  };
  const readCount = (): number => {
    const { value, end } = decodeCompactSize(transaction, at);
    at = end;
    return value;
  };

  skip(4);
  // no inputs and a flag of 1 stand for witnesses
  const hasWitnesses = transaction[at] === 0 && transaction[at + 1] === 1;
  if (hasWitnesses) skip(2);
  const start = at;
  const inputs = readCount();
  for (let left = inputs; left > 0; left--) {
    skip(36);
    skip(readCount());
    skip(4);
  }
  for (let left = readCount(); left > 0; left--) {
    skip(8);
    skip(readCount());
  }
  const end = at;
  for (let left = hasWitnesses ? inputs : 0; left > 0; left--)
    for (let items = readCount(); items > 0; items--) skip(readCount());
  const lockTime = at;
  skip(4);
  if (at !== transaction.length)
    throw new RangeError(`transaction: expected it to end after ${at} bytes, got ${transaction.length}`);
  if (!hasWitnesses) return copyBytes(transaction);
  return concatBytes(transaction.subarray(0, 4), transaction.subarray(start, end), transaction.subarray(lockTime));
}
