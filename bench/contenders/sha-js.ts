/** sha.js: SHA-256 in JavaScript, the one that older bundles carry in place of node:crypto. */
import { hashingContender, type Contender } from './contender.ts';
import { importRival, rivalVersion } from './rival-package.ts';

interface Hasher {
  update(message: Uint8Array): Hasher;
  digest(): Uint8Array;
}

export async function loadShaJs(): Promise<Contender> {
  const { default: createHash } = await importRival<{ default: (algorithm: 'sha256') => Hasher }>('sha.js');
  const sha256 = (message: Uint8Array): Uint8Array => createHash('sha256').update(message).digest();
  const facts = { name: 'sha.js', version: rivalVersion('sha.js'), backend: 'js' };
  return hashingContender(facts, (header) => sha256(sha256(header)));
}
