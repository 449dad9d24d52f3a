/** sha.js: SHA-256 in JavaScript, the one that older bundles carry in place of node:crypto. */
import type { Bytes, Hasher } from './contender.ts';
import { importRival, rivalVersion } from './rival-package.ts';

interface StreamingHasher {
  update(message: Bytes): StreamingHasher;
  digest(): Uint8Array;
}

export async function loadShaJs(): Promise<Hasher> {
  const { default: createHash } = await importRival<{ default: (algorithm: 'sha256') => StreamingHasher }>('sha.js');
  return {
    name: 'sha.js',
    version: rivalVersion('sha.js'),
    backend: 'js',
    sha256: (message) => createHash('sha256').update(message).digest(),
  };
}
