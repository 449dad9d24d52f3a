/**
 * Starts a compiled kernel: what a worker runs.
 *
 * The inlined kernels are not imported here, so that a worker's bundle stays small.
 */
import { MidstateError } from '../errors.ts';
import type { Engine } from './engine.ts';
import { createJsKernel } from './js-kernel.ts';
import { createKernelEngine } from './kernel-engine.ts';
import type { CompiledModule, KernelSource } from './kernel-source.ts';
import { selfTest } from './self-test.ts';
import { createWasmKernel } from './wasm-kernel.ts';

async function instantiate(source: KernelSource, module: CompiledModule): Promise<WebAssembly.Instance> {
  try {
    return await WebAssembly.instantiate(module as WebAssembly.Module, {});
  } catch (error) {
    const reason = `the module cannot be instantiated: ${String(error)}`;
    throw new MidstateError(
      'ERR_ENGINE_UNAVAILABLE',
      `engine ${source.backend}: ${reason}`,
      { backend: source.backend, reason },
      { cause: error },
    );
  }
}

/** An engine that is not tested yet. */
export async function untestedEngine(source: KernelSource): Promise<Engine> {
  const kernel =
    source.backend === 'js' || source.module === undefined
      ? createJsKernel()
      : createWasmKernel(source.backend, await instantiate(source, source.module), source.streams ?? 3);
  return createKernelEngine(kernel, source.reason);
}

/**
 * An engine over a kernel that `compileKernel` made, in this thread or another.
 * @throws MidstateError ERR_ENGINE_UNAVAILABLE when the module cannot be instantiated; ERR_ENGINE_SELF_TEST when it has
 *   another ABI than this build or answers wrongly
 */
export async function startEngine(source: KernelSource): Promise<Engine> {
  const engine = await untestedEngine(source);
  selfTest(engine);
  return engine;
}
