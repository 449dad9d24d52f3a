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
  const { stripped, end } = readTransaction(transaction, 0);
  if (end !== transaction.length)
    throw new RangeError(`transaction: expected it to end after ${end} bytes, got ${transaction.length}`);
  return stripped;
}

/**
 * Each transaction of a block without its witnesses, in the order of the block.
 * @param body what follows the header in the serialized block: a count and the transactions
 * @throws TypeError for no bytes, RangeError for bytes that are not that
 */
export function stripBlockBody(body: Uint8Array): Uint8Array[] {
  assertByteArray('body', body);
  const { value: count, end } = decodeCompactSize(body, 0);
  const transactions: Uint8Array[] = [];
  let at = end;
  while (transactions.length < count) {
    const next = readTransaction(body, at);
    transactions.push(next.stripped);
    at = next.end;
  }
  if (at !== body.length) throw new RangeError(`body: expected it to end after ${at} bytes, got ${body.length}`);
  return transactions;
}

/** The transaction that begins at a place, without its witnesses, and where it ends. */
function readTransaction(bytes: Uint8Array, begin: number): { readonly stripped: Uint8Array; readonly end: number } {
  let at = begin;
  const skip = (size: number): void => {
    at += size;
    if (at > bytes.length) throw new RangeError('transaction: it is cut off');
  };
  const readCount = (): number => {
    const { value, end } = decodeCompactSize(bytes, at);
    at = end;
    return value;
  };

  skip(4);
  // no inputs and a flag of 1 stand for witnesses
  const hasWitnesses = bytes[at] === 0 && bytes[at + 1] === 1;
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
  const stripped = hasWitnesses
    ? concatBytes(bytes.subarray(begin, begin + 4), bytes.subarray(start, end), bytes.subarray(lockTime, at))
    : copyBytes(bytes, begin, at);
  return { stripped, end: at };
}
