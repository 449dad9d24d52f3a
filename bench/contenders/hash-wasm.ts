/** hash-wasm: SHA-256 in C as WebAssembly; one instance made beforehand, then synchronous calls, its fastest way. */
import type { Bytes, Hasher, KeyDeriver } from './contender.ts';
import { importRival, rivalVersion } from './rival-package.ts';

interface HashWasm {
  readonly createSHA256: () => Promise<StreamingHasher>;
  readonly pbkdf2: (options: {
    password: Uint8Array;
    salt: Uint8Array;
    iterations: number;
    hashLength: number;
    hashFunction: Promise<StreamingHasher>;
    outputType: 'binary';
  }) => Promise<Uint8Array>;
}

interface StreamingHasher {
  init(): StreamingHasher;
  update(message: Bytes): StreamingHasher;
  digest(format: 'binary'): Uint8Array;
}

export async function loadHashWasm(): Promise<Hasher & KeyDeriver> {
  const { createSHA256, pbkdf2 } = await importRival<HashWasm>('hash-wasm');
  const hasher = await createSHA256();
  return {
    name: 'hash-wasm',
    version: rivalVersion('hash-wasm'),
    backend: 'wasm',
    sha256: (message) => hasher.init().update(message).digest('binary'),
    deriveKey: (password, salt, iterations) =>
      pbkdf2({ password, salt, iterations, hashLength: 32, hashFunction: createSHA256(), outputType: 'binary' }),
  };
}
