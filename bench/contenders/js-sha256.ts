/**
 * js-sha256: SHA-256 in JavaScript. In Node its main entry hands the work to node:crypto, so the build for browsers is
 * taken; of its outputs `array` is the fastest.
 */
import type { Bytes, Hasher } from './contender.ts';
import { importRival, rivalVersion } from './rival-package.ts';

interface JsSha256 {
  readonly default: { array(message: Bytes): number[] };
}

export async function loadJsSha256(): Promise<Hasher> {
  const { default: sha256 } = await importRival<JsSha256>('js-sha256/build/sha256.cjs');
  return {
    name: 'js-sha256',
    version: rivalVersion('js-sha256'),
    backend: 'js',
    sha256: (message) => sha256.array(message),
  };
}
