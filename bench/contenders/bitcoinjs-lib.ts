/** bitcoinjs-lib: blocks and merkle trees in TypeScript, over an older @noble/hashes. */
import type { Facts } from './contender.ts';
import { importRival, rivalVersion } from './rival-package.ts';

export interface Bitcoinjs extends Facts {
  /** sha256d; what its merkle trees are made with. */
  readonly hash256: (bytes: Uint8Array) => Uint8Array;
  /** Reads a header of 80 bytes, and compares its hash with the target that its bits stand for. */
  readonly hasProofOfWork: (header: Uint8Array) => boolean;
}

interface BitcoinjsLib {
  readonly Block: { fromBuffer(header: Uint8Array): { checkProofOfWork(): boolean } };
  readonly crypto: { hash256(bytes: Uint8Array): Uint8Array };
}

export async function loadBitcoinjs(): Promise<Bitcoinjs> {
  const { Block, crypto } = await importRival<BitcoinjsLib>('bitcoinjs-lib');
  return {
    name: 'bitcoinjs-lib',
    version: rivalVersion('bitcoinjs-lib'),
    backend: 'js',
    hash256: (bytes) => crypto.hash256(bytes),
    hasProofOfWork: (header) => Block.fromBuffer(header).checkProofOfWork(),
  };
}
