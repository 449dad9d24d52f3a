/** The kernels where a host compiles WebAssembly from bytes: as text in the source, so that no bundler can lose a file. */
import { decodeByteText } from './byte-text.ts';
import { KERNELS, SINGLES } from './kernels.generated.ts';

/** Compiles a kernel, anew each time. Rejects with the host's error where it refuses. */
export async function compileKernelModule(backend: 'simd' | 'scalar'): Promise<WebAssembly.Module> {
  return WebAssembly.compile(decodeByteText(KERNELS[backend], SINGLES));
}
