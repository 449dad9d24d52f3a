/** @noble/hashes: SHA-256 and PBKDF2 in TypeScript, called as its documentation shows. */
import type { Bytes, Hasher, KeyDeriver } from './contender.ts';
import { importRival, rivalVersion } from './rival-package.ts';

type Sha256 = (message: Bytes) => Uint8Array;
type Pbkdf2 = (
  hash: Sha256,
  password: Uint8Array,
  salt: Uint8Array,
  options: { c: number; dkLen: number },
) => Uint8Array;

export async function loadNobleHashes(): Promise<Hasher & KeyDeriver> {
  const { sha256 } = await importRival<{ sha256: Sha256 }>('@noble/hashes/sha2.js');
  const { pbkdf2 } = await importRival<{ pbkdf2: Pbkdf2 }>('@noble/hashes/pbkdf2.js');
  return {
    name: '@noble/hashes',
    version: rivalVersion('@noble/hashes'),
    backend: 'js',
    sha256,
    deriveKey: (password, salt, iterations) => pbkdf2(sha256, password, salt, { c: iterations, dkLen: 32 }),
  };
}
