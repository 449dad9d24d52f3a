/** An engine over a kernel that was compiled here. */
import type { Engine, StreamCount } from '../../src/engine/engine.ts';
import { createKernelEngine } from '../../src/engine/kernel-engine.ts';
import { selfTest } from '../../src/engine/self-test.ts';
import { createWasmKernel } from '../../src/engine/wasm-kernel.ts';

export interface Started {
  readonly engine: Engine;
  readonly exports: WebAssembly.Exports;
}

/**
 * Starts an engine, and asks it the known answers.
 * @throws MidstateError ERR_ENGINE_SELF_TEST when one is wrong
 */
export async function start(
  wasm: Uint8Array<ArrayBuffer>,
  target: 'simd' | 'scalar',
  streams: StreamCount,
): Promise<Started> {
  const { instance } = await WebAssembly.instantiate(wasm, {});
  const engine = createKernelEngine(createWasmKernel(target, instance, streams), 'bench/tricks.ts');
  selfTest(engine);
  return { engine, exports: instance.exports };
}
