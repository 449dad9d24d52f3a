/** hash-wasm: SHA-256 in C as WebAssembly; one instance made beforehand, then synchronous calls, its fastest way. */
import { hashingContender, type Contender } from './contender.ts';
import { importRival, rivalVersion } from './rival-package.ts';

interface Hasher {
  init(): Hasher;
  update(message: Uint8Array): Hasher;
  digest(format: 'binary'): Uint8Array;
}

export async function loadHashWasm(): Promise<Contender> {
  const { createSHA256 } = await importRival<{ createSHA256: () => Promise<Hasher> }>('hash-wasm');
  const hasher = await createSHA256();
  const sha256 = (message: Uint8Array): Uint8Array => hasher.init().update(message).digest('binary');
  const facts = { name: 'hash-wasm', version: rivalVersion('hash-wasm'), backend: 'wasm' };
  return hashingContender(facts, (header) => sha256(sha256(header)));
}
