/**
 * @chainsafe/as-sha256: SHA-256 in AssemblyScript. `digest` takes a message of any length; an object of `SHA256` that is
 * kept does so too, and allocates less; `hashInto` hashes pairs of nodes (64 bytes) four at a time, and nothing else.
 */
import type { Bytes, Facts, Hasher } from './contender.ts';
import { importRival, rivalVersion } from './rival-package.ts';

interface AsSha256 {
  readonly digest: (message: Bytes) => Uint8Array;
  readonly hashInto: (pairs: Uint8Array, digests: Uint8Array) => void;
  readonly SHA256: new () => StreamingHasher;
}

interface StreamingHasher {
  init(): StreamingHasher;
  update(message: Bytes): StreamingHasher;
  final(): Uint8Array;
}

/** A library with a call for many messages of 64 bytes, packed one after another: SHA-256 once, for each. */
export interface PairBatchHasher extends Facts {
  readonly hashPairsOnce: (pairs: Uint8Array, digests: Uint8Array) => void;
  readonly sha256: (message: Bytes) => Bytes;
}

export interface AsSha256Ways {
  readonly digest: Hasher;
  readonly object: Hasher;
  readonly batch: PairBatchHasher;
}

export async function loadAsSha256(): Promise<AsSha256Ways> {
  const { digest, hashInto, SHA256 } = await importRival<AsSha256>('@chainsafe/as-sha256');
  const hasher = new SHA256();
  const facts = { name: '@chainsafe/as-sha256', version: rivalVersion('@chainsafe/as-sha256'), backend: 'wasm' };
  const object = (message: Bytes): Uint8Array => hasher.init().update(message).final();
  return {
    digest: { ...facts, variant: 'digest', sha256: digest },
    object: { ...facts, variant: 'SHA256', sha256: object },
    batch: { ...facts, variant: 'hashInto', backend: 'wasm simd', hashPairsOnce: hashInto, sha256: object },
  };
}
