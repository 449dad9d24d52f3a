/** The kernels where a host compiles WebAssembly from bytes: as text in the source, so that no bundler can lose a file. */
import { KERNELS_HEX } from './kernels.generated.ts';

/** The value of the character code of a digit, 0-9 or a-f. */
function digitOf(code: number): number {
  return (code & 15) + 9 * (code >> 6);
}

/** The build wrote the digits: they are not checked. */
function decodeHex(digits: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = 16 * digitOf(digits.charCodeAt(2 * i)) + digitOf(digits.charCodeAt(2 * i + 1));
  return bytes;
}

/** Compiles a kernel, anew each time. Rejects with the host's error where it refuses. */
export function compileKernelModule(backend: 'simd' | 'scalar'): Promise<WebAssembly.Module> {
  return WebAssembly.compile(decodeHex(KERNELS_HEX[backend]));
}
