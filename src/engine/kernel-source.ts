/** A kernel that is chosen and compiled but not started: structured-cloneable, so that it can be posted to workers. */
import type { Backend } from './engine.ts';

/** What `compileKernel` makes and `startEngine` takes. */
export interface KernelSource {
  readonly backend: Backend;
  /** Why this backend was chosen, one sentence. */
  readonly reason: string;
  /** The compiled module; absent for JavaScript. */
  readonly module?: WebAssembly.Module;
}
