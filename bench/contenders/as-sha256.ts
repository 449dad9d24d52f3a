/** @chainsafe/as-sha256: SHA-256 in AssemblyScript; `digest` takes a message of any length. */
import { hashingContender, type Contender } from './contender.ts';
import { importRival, rivalVersion } from './rival-package.ts';

export async function loadAsSha256(): Promise<Contender> {
  const { digest } = await importRival<{ digest: (message: Uint8Array) => Uint8Array }>('@chainsafe/as-sha256');
  const facts = { name: '@chainsafe/as-sha256', version: rivalVersion('@chainsafe/as-sha256'), backend: 'wasm' };
  return hashingContender(facts, (header) => digest(digest(header)));
}
