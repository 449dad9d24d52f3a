/**
 * The kernels where a host forbids compiling and takes WebAssembly as imported modules alone: Cloudflare Workers, by the
 * condition `workerd` of package.json. There the default export of a `.wasm` file is a compiled module.
 */
import scalar from '../wasm/scalar.wasm';
import simd from '../wasm/simd.wasm';

/** The kernel that the host compiled. */
export async function compileKernelModule(backend: 'simd' | 'scalar'): Promise<WebAssembly.Module> {
  return backend === 'simd' ? simd : scalar;
}
