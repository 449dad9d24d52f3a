/** WebCrypto: `crypto.subtle`, native code behind a promise per call; one call waits for the one before it. */
import type { AsyncHasher, KeyDeriver } from './contender.ts';

/** The version is that of OpenSSL, on which Node's WebCrypto stands. */
export function loadWebCrypto(): AsyncHasher & KeyDeriver {
  const { subtle } = globalThis.crypto;
  return {
    name: 'WebCrypto',
    version: process.versions.openssl,
    backend: 'native',
    sha256: async (message) => new Uint8Array(await subtle.digest('SHA-256', own(message))),
    async deriveKey(password, salt, iterations) {
      const key = await subtle.importKey('raw', own(password), 'PBKDF2', false, ['deriveBits']);
      const algorithm = { name: 'PBKDF2', hash: 'SHA-256', salt: own(salt), iterations };
      return new Uint8Array(await subtle.deriveBits(algorithm, key, 256));
    },
  };
}

/** None of the messages here lies in shared memory, which the interface refuses. */
function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>;
}
