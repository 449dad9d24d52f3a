/**
 * Starts a compiled kernel: what a worker runs.
 *
 * The inlined kernels are not imported here, so that a worker's bundle stays small.
 */
import { MidstateError } from '../errors.ts';
import { advanceSteps } from '../primitives/index.ts';
import type { Engine, StreamCount } from './engine.ts';
import { createJsKernel } from './js-kernel.ts';
import { createKernelEngine } from './kernel-engine.ts';
import { DEFAULT_STREAMS } from './kernel-source.ts';
import type { KernelSource } from './kernel-source.ts';
import { messageTick } from './message-tick.ts';
import { selfTestSteps } from './self-test.ts';
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

/** Answers of the self-test between two ticks: in new code some milliseconds, or tens on a slow machine. */
const ANSWERS_A_TURN = 8;

/** Lets other tasks of this thread run, then resolves. */
export type Tick = () => Promise<void>;

/** Tests an engine, unless one of the same module and streams passed in this thread. */
async function testOnce(engine: Engine, tick: Tick, module: object = JS_KERNEL): Promise<void> {
  const streams = passed.get(module) ?? new Set();
  if (streams.has(engine.streams)) return;
  const steps = selfTestSteps(engine);
  while (advanceSteps(steps, ANSWERS_A_TURN) === undefined) await tick();
  passed.set(module, streams.add(engine.streams));
}

/**
 * An engine over a kernel that `compileKernel` made, in this thread or another.
 * @param tick lets other tasks of this thread run, and resolves: the self-test makes room for them
 * @throws MidstateError ERR_ENGINE_UNAVAILABLE when there is no module or it cannot be instantiated; ERR_ENGINE_SELF_TEST when it has
 *   another ABI than this build or answers wrongly
 */
export async function startEngine(source: KernelSource, tick: Tick = messageTick): Promise<Engine> {
  const engine = await untestedEngine(source);
  await testOnce(engine, tick, source.module);
  return engine;
}
