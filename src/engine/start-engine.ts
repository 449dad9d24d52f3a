/**
 * Starts a compiled kernel: what a worker runs.
 *
 * The inlined kernels are not imported here, so that a worker's bundle stays small.
 */
import { MidstateError } from '../errors.ts';
import type { Engine, StreamCount } from './engine.ts';
import { createJsKernel } from './js-kernel.ts';
import { createKernelEngine } from './kernel-engine.ts';
import { DEFAULT_STREAMS } from './kernel-source.ts';
import type { KernelSource } from './kernel-source.ts';
import { selfTest } from './self-test.ts';
import { createWasmKernel } from './wasm-kernel.ts';

function unavailable(backend: string, reason: string, cause?: unknown): MidstateError<'ERR_ENGINE_UNAVAILABLE'> {
  return new MidstateError('ERR_ENGINE_UNAVAILABLE', `engine ${backend}: ${reason}`, { backend, reason }, { cause });
}

async function instantiate({ backend, module }: KernelSource): Promise<WebAssembly.Instance> {
  if (module === undefined) throw unavailable(backend, 'the source has no module');
  try {
    return await WebAssembly.instantiate(module as WebAssembly.Module, {});
  } catch (error) {
    throw unavailable(backend, `the module cannot be instantiated: ${String(error)}`, error);
  }
}

/** An engine that is not tested yet. */
export async function untestedEngine(source: KernelSource): Promise<Engine> {
  const { backend, streams = DEFAULT_STREAMS, reason } = source;
  const kernel = backend === 'js' ? createJsKernel() : createWasmKernel(backend, await instantiate(source), streams);
  return createKernelEngine(kernel, reason);
}

/** The JavaScript kernel has no module. */
const JS_KERNEL = {};
/** What passed the self-test in this thread, by its module. */
const passed = new WeakMap<object, Set<StreamCount>>();

/** Tests an engine, unless one of the same module and streams passed in this thread. */
function testOnce(engine: Engine, module: object = JS_KERNEL): void {
  const streams = passed.get(module) ?? new Set();
  if (streams.has(engine.streams)) return;
  selfTest(engine);
  passed.set(module, streams.add(engine.streams));
}

/**
 * An engine over a kernel that `compileKernel` made, in this thread or another.
 * @throws MidstateError ERR_ENGINE_UNAVAILABLE when there is no module or it cannot be instantiated; ERR_ENGINE_SELF_TEST when it has
 *   another ABI than this build or answers wrongly
 */
export async function startEngine(source: KernelSource): Promise<Engine> {
  const engine = await untestedEngine(source);
  testOnce(engine, source.module);
  return engine;
}
