/** The genesis header of a Bitcoin network from the numbers that its documents give. */
import { displayHexToHash, encodeHeader } from '../../primitives/index.ts';

/** The merkle root of the first Bitcoin block, which most test networks took over ("The Times 03/Jan/2009 ..."). */
export const SATOSHI_MERKLE_ROOT = '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b';

/** The fields of a genesis header. */
interface GenesisFields {
  readonly version: number;
  /** Display order. */
  readonly merkleRoot: string;
  readonly time: number;
  readonly bits: number;
  readonly nonce: number;
}

/** The 80 bytes. The first block has no parent: 32 zero bytes. */
export function genesisHeader({ merkleRoot, ...fields }: GenesisFields): Uint8Array {
  return encodeHeader({ ...fields, prevBlockHash: new Uint8Array(32), merkleRoot: displayHexToHash(merkleRoot) });
}
