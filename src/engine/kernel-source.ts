/** A kernel that is chosen and compiled but not started: structured-cloneable, so that it can be posted to workers. */
import type { Backend, StreamCount } from './engine.ts';

/**
 * A `WebAssembly.Module`. Typed as any object, because not every TypeScript setting for Node knows that namespace; what is
 * no module is refused when it is used.
 */
export type CompiledModule = object;

/** The streams of a SIMD kernel where nothing says otherwise: the fastest in V8. */
export const DEFAULT_STREAMS: StreamCount = 3;

/** What `compileKernel` makes and `startEngine` takes. */
export interface KernelSource {
  /** The kernel that it starts. */
  readonly backend: Backend;
  /** For `simd`: how many streams. @default DEFAULT_STREAMS */
  readonly streams?: StreamCount | undefined;
  /** Why this backend was chosen, and in SIMD its streams, one sentence. */
  readonly reason: string;
  /** `auto` chose it, so a thread that cannot run it may take less. */
  readonly isAuto?: boolean;
  /** `auto` took less than `simd`. */
  readonly isFallback?: boolean;
  /** What to change, one sentence: only where `auto` took less than `simd`, and the cause is known. */
  readonly advice?: string;
  /** The compiled module; absent for JavaScript, and for nothing else. */
  readonly module?: CompiledModule;
}
