/**
 * The one warning that a miner is slower than this package can be: everything that is below the best, each with what to
 * change. What the caller asked for, and what is the normal way of a host, is no reason to warn.
 */
import type { KernelSource } from '../engine/index.ts';
import type { MinerWarning } from './miner-warning.ts';
import type { WorkerKind } from './worker-handle.ts';
import type { StartFailure, WorkerPool } from './worker-pool.ts';

/** What a miner came to be. */
export interface MinerStart {
  readonly kernel: Pick<KernelSource, 'backend' | 'reason' | 'isFallback' | 'advice'>;
  readonly pool: Pick<WorkerPool, 'way' | 'failures'>;
  /** Places for workers. */
  readonly threads: number;
  /** The number of threads was not asked for, and a page's host has one core, or does not tell. */
  readonly isOneCore: boolean;
  /** The host has a `Worker` like that of browsers. */
  readonly hasWebWorkers: boolean;
}

type Part = Pick<MinerWarning, 'message' | 'advice'>;

/** The warning, or undefined where nothing is below the best. */
export function degradedWarning(start: MinerStart): MinerWarning | undefined {
  const parts = [kernelPart(start), workersPart(start), missingPart(start), corePart(start)];
  const found = parts.filter((part) => part !== undefined);
  if (found.length === 0) return undefined;
  const advice = found.flatMap((part) => part.advice ?? []).join(' ');
  const message = found.map((part) => part.message).join(' ');
  return { code: 'degraded', message, ...(advice !== '' && { advice }) };
}

/** `auto` took another kernel than SIMD. */
function kernelPart({ kernel: { backend, reason, isFallback, advice } }: MinerStart): Part | undefined {
  if (isFallback !== true) return undefined;
  return { message: `The kernel is ${backend}, not simd: ${reason}`, ...(advice !== undefined && { advice }) };
}

/** The best way to start workers did not work. */
function workersPart({ pool: { way, failures }, hasWebWorkers }: MinerStart): Part | undefined {
  const failed = failures.filter((failure) => failure.way !== way);
  if (failed.length === 0) return undefined;
  const causes = failed.map((failure) => `${failure.way.name}: ${failure.reasons.join(', ')}`).join('; ');
  if (way.kind === 'blob') {
    return {
      message: `The workers run from a blob, because the worker file could not be loaded (${causes}).`,
      advice: SERVE_WORKER_FILE,
    };
  }
  return {
    message: `The search runs on this thread, because no worker could be started (${causes}).`,
    advice: adviceForWorkers(failed, hasWebWorkers),
  };
}

const SERVE_WORKER_FILE = 'Serve the worker file (midstate/worker) where the page looks for it, or pass createWorker.';

function adviceForWorkers(failed: readonly StartFailure[], hasWebWorkers: boolean): string {
  const kinds = new Set<WorkerKind>(failed.map((failure) => failure.way.kind));
  if (kinds.has('thread')) return 'Let this process start worker_threads, or pass createWorker.';
  if (!hasWebWorkers) return 'This host has no Worker: one that has them searches on all its cores.';
  return `Allow workers in the Content-Security-Policy (worker-src 'self', and blob: where the worker file is not served). ${SERVE_WORKER_FILE}`;
}

/** Some workers of the way that was taken are missing. */
function missingPart({ pool: { way, failures }, threads }: MinerStart): Part | undefined {
  const failure = failures.find((each) => each.way === way);
  if (failure === undefined) return undefined;
  return {
    message: `${failure.count} of ${threads} workers could not be started (${failure.reasons.join(', ')}).`,
    advice: 'Each search tries them again; ask for fewer threads where this host cannot run so many.',
  };
}

/** The page and its one worker share a core. */
function corePart({ isOneCore, pool }: MinerStart): Part | undefined {
  if (!isOneCore || pool.way.kind === 'none') return undefined;
  return {
    message: 'This host tells of one core: one worker shares it with the page.',
    advice: 'Pass threads where there are more; else pause the search while the page needs the core.',
  };
}
