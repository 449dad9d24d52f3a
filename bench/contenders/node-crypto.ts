/** node:crypto: OpenSSL, with the processor's own SHA instructions where it has them, behind a call per hash or key. */
import { createHash, hash, pbkdf2Sync } from 'node:crypto';
import type { Hasher, KeyDeriver } from './contender.ts';

const facts = { version: process.versions.openssl, backend: 'native' };

// What it is handed is a Uint8Array: a message, or one of its own digests.

export function loadCreateHash(): Hasher {
  return {
    name: 'node:crypto createHash',
    ...facts,
    sha256: (message) =>
      createHash('sha256')
        .update(message as Uint8Array)
        .digest(),
  };
}

export function loadCryptoHash(): Hasher {
  return {
    name: 'node:crypto hash',
    ...facts,
    sha256: (message) => hash('sha256', message as Uint8Array, 'buffer'),
  };
}

export function loadPbkdf2Sync(): KeyDeriver {
  return {
    name: 'node:crypto pbkdf2Sync',
    ...facts,
    deriveKey: (password, salt, iterations) => pbkdf2Sync(password, salt, iterations, 32, 'sha256'),
  };
}
