/** A kernel that is chosen and compiled but not started: structured-cloneable, so that it can be posted to workers. */
import type { Backend, StreamCount } from './engine.ts';

/**
 * A `WebAssembly.Module`. Typed as any object, because not every TypeScript setting for Node knows that namespace; what is
 * no module is refused when it is used.
 */
export type CompiledModule = object;

/** What `compileKernel` makes and `startEngine` takes. */
export interface KernelSource {
  readonly backend: Backend;
  /** For `simd`: how many streams. @default 3 */
  readonly streams?: StreamCount | undefined;
  /** Why this backend was chosen, and in SIMD its streams, one sentence. */
  readonly reason: string;
  /** The compiled module; absent for JavaScript. */
  readonly module?: CompiledModule;
}
