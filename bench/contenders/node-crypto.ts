/** node:crypto: OpenSSL, with the processor's own SHA instructions where it has them, behind a call per hash. */
import { createHash, hash } from 'node:crypto';
import { hashingContender, type Contender } from './contender.ts';

const facts = { version: process.versions.openssl, backend: 'native' };

export function loadCreateHash(): Contender {
  const sha256 = (message: Uint8Array): Uint8Array => createHash('sha256').update(message).digest();
  return hashingContender({ name: 'node:crypto createHash', ...facts }, (header) => sha256(sha256(header)));
}

export function loadCryptoHash(): Contender {
  const sha256 = (message: Uint8Array): Uint8Array => hash('sha256', message, 'buffer');
  return hashingContender({ name: 'node:crypto hash', ...facts }, (header) => sha256(sha256(header)));
}
