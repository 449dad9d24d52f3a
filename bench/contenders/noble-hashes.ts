/** @noble/hashes: SHA-256 in TypeScript, called as its documentation shows. */
import { hashingContender, type Contender } from './contender.ts';
import { importRival, rivalVersion } from './rival-package.ts';

export async function loadNobleHashes(): Promise<Contender> {
  const { sha256 } = await importRival<{ sha256: (message: Uint8Array) => Uint8Array }>('@noble/hashes/sha2.js');
  const facts = { name: '@noble/hashes', version: rivalVersion('@noble/hashes'), backend: 'js' };
  return hashingContender(facts, (header) => sha256(sha256(header)));
}
