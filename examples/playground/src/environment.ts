/** What this page runs on, as far as it matters to the rates. */
import { createEngine, isMidstateError, type Miner } from 'midstate';
import { version } from 'midstate/package.json';
import { pageEngine } from './page-engine.ts';

/** Facts that a report of a rate should bring along. */
export interface Environment {
  readonly midstate: string;
  readonly backend: string;
  /** Why this backend. */
  readonly reason: string;
  /** How the workers were started; undefined before the first start. */
  readonly workerKind: string | undefined;
  /** Undefined before the first start. */
  readonly threads: number | undefined;
  readonly simd: boolean;
  readonly crossOriginIsolated: boolean;
  /** Whether the page was served so that the browser gives it everything. */
  readonly secureContext: boolean;
  readonly browser: string;
  readonly cores: number;
  readonly storage: string;
}

/** Facts about the kernels, found by starting them. */
export interface KernelFacts {
  readonly backend: string;
  readonly reason: string;
  readonly simd: boolean;
}

export async function findKernelFacts(): Promise<KernelFacts> {
  const engine = await pageEngine();
  return { backend: engine.backend, reason: engine.reason, simd: engine.backend === 'simd' || (await startsSimd()) };
}

async function startsSimd(): Promise<boolean> {
  try {
    using _engine = await createEngine({ backend: 'simd' });
    return true;
  } catch (error) {
    if (isMidstateError(error)) return false;
    throw error;
  }
}

/** The environment as it is now. @param storage where the chain is kept, in a word or a sentence */
export function describeEnvironment(kernel: KernelFacts, miner: Miner | undefined, storage: string): Environment {
  return {
    midstate: version,
    backend: miner?.backend ?? kernel.backend,
    reason: miner?.reason ?? kernel.reason,
    workerKind: miner?.workerKind,
    threads: miner?.threads,
    simd: kernel.simd,
    crossOriginIsolated: globalThis.crossOriginIsolated,
    secureContext: globalThis.isSecureContext,
    browser: navigator.userAgent,
    cores: navigator.hardwareConcurrency,
    storage,
  };
}
