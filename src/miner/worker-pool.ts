/** The workers of a miner: started by the first way that works on this host, replaced when they are lost. */
import { spawnWays } from '#spawn-worker';
import { workerFallback } from '../engine/index.ts';
import type { KernelSource } from '../engine/index.ts';
import { isMidstateError, MidstateError, messageOf } from '../errors.ts';
import { unlessAborted } from './unless-aborted.ts';
import type { SpawnWay } from './worker-handle.ts';
import { WorkerSeat } from './worker-seat.ts';
import type { SeatListener } from './worker-seat.ts';

/** Seats with workers that are ready. */
export interface WorkerPool {
  /** What they run: where `auto` chose a kernel that they cannot run, JavaScript. */
  readonly kernel: KernelSource;
  readonly way: SpawnWay;
  readonly seats: readonly WorkerSeat[];
  /** What could not be started, in the order it was tried; of the way that was taken, some workers. */
  readonly failures: readonly StartFailure[];
}

/** Workers of one way that could not be started. */
export interface StartFailure {
  readonly way: SpawnWay;
  readonly count: number;
  /** Why, each reason once. */
  readonly reasons: readonly string[];
}

/** Hears of the seats from the moment that all is started. */
interface PoolListener {
  searched: SeatListener['searched'];
  /** @param wayName what kind of worker it was, for warnings */
  lost(...args: [...Parameters<SeatListener['lost']>, wayName: string]): void;
}

/** What a pool is started with. */
interface WorkerPoolOptions {
  readonly kernel: KernelSource;
  readonly threads: number;
  /** @default the ways of this host */
  readonly ways?: readonly SpawnWay[] | undefined;
  readonly listener: PoolListener;
  /** Its abort ends the start. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts the workers, with JavaScript where they cannot run the kernel that `auto` chose.
 * @throws as `startKernel` does
 */
export async function startWorkers(options: WorkerPoolOptions): Promise<WorkerPool> {
  try {
    return await startKernel(options);
  } catch (error) {
    const kernel = workerFallback(options.kernel, error);
    if (kernel === undefined) throw error;
    return startKernel({ ...options, kernel });
  }
}

/**
 * Starts the workers with one kernel. A way of which no worker becomes ready is given up for the next. When it throws, all are ended.
 * @throws MidstateError `ERR_WORKERS_LOST` when no way works; what the engine throws in the workers; `signal.reason`
 */
async function startKernel({
  kernel,
  threads,
  ways = spawnWays,
  listener,
  signal,
}: WorkerPoolOptions): Promise<WorkerPool> {
  const failures: StartFailure[] = [];
  let lost = 0;
  let lastCause: unknown;
  for (const way of ways) {
    let isStarted = false;
    const seatListener: SeatListener = {
      searched: (seat, chunk, reply) => listener.searched(seat, chunk, reply),
      lost(seat, unfinished, cause) {
        if (isStarted) listener.lost(seat, unfinished, cause, way.name);
      },
    };
    const count = way.kind === 'none' ? 1 : threads;
    const seats = Array.from({ length: count }, () => new WorkerSeat(way.spawn, kernel, seatListener));
    const causes: unknown[] = [];
    try {
      const outcomes = await unlessAborted(Promise.allSettled(seats.map((seat) => seat.start())), signal);
      for (const outcome of outcomes) if (outcome.status === 'rejected') causes.push(outcome.reason);
      // The engine's own word, such as a failed self-test, holds for every way.
      const engineError = causes.find((cause) => isMidstateError(cause));
      if (engineError !== undefined) throw engineError;
    } catch (error) {
      const closing = Promise.allSettled(seats.map((seat) => seat.close()));
      // who gives up does not wait for it
      if (signal?.aborted !== true) await closing;
      throw error;
    }
    if (causes.length > 0) failures.push({ way, count: causes.length, reasons: distinctMessages(causes) });
    if (causes.length < count) {
      isStarted = true;
      return { kernel, way, seats, failures };
    }
    lost += causes.length;
    lastCause = causes.at(-1);
  }
  throw new MidstateError(
    'ERR_WORKERS_LOST',
    `No worker could be started (${lost} tried; the last: ${messageOf(lastCause)})`,
    { started: lost, lost },
    { cause: lastCause },
  );
}

function distinctMessages(causes: readonly unknown[]): readonly string[] {
  return [...new Set(causes.map((cause) => messageOf(cause)))];
}
