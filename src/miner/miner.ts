/** A miner: one kernel, many workers, one search at a time. */
import { hostThreads } from '#spawn-worker';
import { compileKernel } from '../engine/index.ts';
import type { Backend, EngineOptions } from '../engine/index.ts';
import { isMidstateError, MidstateError } from '../errors.ts';
import { assertInteger, describe } from '../primitives/index.ts';
import { checkedJob } from './mine-job.ts';
import type { MineJob, MineResult } from './mine-job.ts';
import type { MineProgress } from './progress.ts';
import { SearchRun } from './search-run.ts';
import type { SolutionPick } from './search-run.ts';
import { holdWorker } from './worker-handle.ts';
import type { MinerMode, NodeStyleWorker, SpawnWay, WebStyleWorker } from './worker-handle.ts';
import { startWorkers } from './worker-pool.ts';

/** How a miner is made: the kernel (`backend`, `module`) and its workers. */
export interface MinerOptions extends EngineOptions {
  /** Workers. @default as many as this host runs at the same time */
  readonly threads?: number;
  /**
   * Makes a worker that runs `midstate/worker`, a `Worker` of the browser or of Node's `worker_threads`, for hosts on
   * which the miner's own ways do not work. Where it is given they are not tried.
   */
  readonly createWorker?: () => NodeStyleWorker | WebStyleWorker;
  /** Is told in one sentence what went wrong and was mended: a lost worker, a way to start workers that does not work here. */
  readonly onWarning?: (text: string) => void;
}

/** How one search is done. */
export interface MineOptions {
  /** Its abort rejects the search with `signal.reason` as it stands. The miner can be used on. */
  readonly signal?: AbortSignal | undefined;
  /** Called while the search runs, at most ten times a second. */
  readonly onProgress?: ((progress: MineProgress) => void) | undefined;
  /**
   * `first`: the first solution that any worker finds. `lowest`: the lowest in the order of the search space, the same
   * for any number of threads; what stands before a solution is searched to the end.
   * @default 'first'
   */
  readonly pick?: SolutionPick | undefined;
}

/** Searches headers in parallel. Each solution was confirmed by the readable reference. */
export interface Miner {
  readonly backend: Backend;
  /** Why this backend was chosen, one sentence. */
  readonly reason: string;
  /** Places for workers; 1 in the mode `this-thread`. */
  readonly threads: number;
  readonly mode: MinerMode;
  /**
   * Searches a job. Calls while another search runs wait their turn, in order. Rejects with TypeError or RangeError for
   * a malformed job; with `signal.reason` when it is aborted; with what `merkleRootFor` or `onProgress` throws; with a
   * MidstateError `ERR_CLOSED`, `ERR_WORKERS_LOST`, or `ERR_CANDIDATE_REFUSED`, after which this miner never mines again.
   */
  mine(job: MineJob, options?: MineOptions): Promise<MineResult>;
  /** Ends the workers; searches under way reject with `ERR_CLOSED`. Closing twice is no error. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * A miner whose workers are ready. An idle miner that is not closed does not keep a Node process alive.
 * @throws TypeError, RangeError for malformed options
 * @throws MidstateError `ERR_ENGINE_UNAVAILABLE`, `ERR_ENGINE_SELF_TEST`, `ERR_WORKERS_LOST`
 */
export async function createMiner(options: MinerOptions = {}): Promise<Miner> {
  const { threads = hostThreads(), createWorker, onWarning } = options;
  assertInteger('options.threads', threads, 1, 1024);
  assertFunction('options.createWorker', createWorker);
  assertFunction('options.onWarning', onWarning);
  const kernel = await compileKernel(options);
  const { backend } = kernel;
  const warn = (text: string): void => onWarning?.(text);

  /** In order; the first one runs, the others wait. */
  const runs: SearchRun[] = [];
  let busyMs = 0;
  let isClosed = false;
  let refusal: MidstateError | undefined;

  const { way, seats } = await startWorkers({
    kernel,
    threads,
    ways: createWorker && [customWay(createWorker)],
    warn,
    listener: {
      searched: (seat, chunk, reply) => runs[0]?.searched(seat, chunk, reply),
      lost(seat, unfinished, cause) {
        warn(`a ${way.name} was lost: ${cause instanceof Error ? cause.message : String(cause)}`);
        runs[0]?.lost(seat, unfinished, cause);
      },
    },
  });
  for (const seat of seats) seat.hold(false);

  async function mineInTurn(
    job: MineJob,
    { signal, onProgress, pick = 'first' }: MineOptions = {},
  ): Promise<MineResult> {
    const checked = checkedJob(job);
    assertFunction('options.onProgress', onProgress);
    if (pick !== 'first' && pick !== 'lowest')
      throw new TypeError(`options.pick: expected 'first' or 'lowest', got ${describe(pick)}`);
    if (isClosed) throw closedError();
    if (refusal !== undefined) throw refusal;
    signal?.throwIfAborted();
    const run = new SearchRun({ job: checked, pick, signal, onProgress, seats, backend });
    runs.push(run);
    if (runs.length === 1) run.start(busyMs);
    try {
      return await run.result;
    } catch (error) {
      if (isMidstateError(error, 'ERR_CANDIDATE_REFUSED')) {
        refusal = error;
        for (const waiting of runs.slice(1)) waiting.fail(error);
      }
      throw error;
    } finally {
      leave(run);
    }
  }

  function leave(run: SearchRun): void {
    const place = runs.indexOf(run);
    runs.splice(place, 1);
    if (place !== 0) return;
    busyMs += run.elapsedMs;
    runs[0]?.start(busyMs);
  }

  async function close(): Promise<void> {
    isClosed = true;
    for (const run of [...runs].reverse()) run.fail(closedError());
    await Promise.all(seats.map((seat) => seat.close()));
  }

  return {
    backend,
    reason: kernel.reason,
    threads: seats.length,
    mode: way.mode,
    mine: mineInTurn,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/**
 * Searches one job with a miner of its own, which is closed at the end. For more than one job, `createMiner` saves the
 * start of the workers.
 * @throws what `createMiner` and `Miner.mine` throw
 */
export async function mine(job: MineJob, options: MinerOptions & MineOptions = {}): Promise<MineResult> {
  options.signal?.throwIfAborted();
  const miner = await createMiner(options);
  try {
    return await miner.mine(job, options);
  } finally {
    await miner.close();
  }
}

function customWay(createWorker: () => NodeStyleWorker | WebStyleWorker): SpawnWay {
  return { name: 'worker', mode: 'workers', spawn: (events) => holdWorker(createWorker(), events) };
}

function closedError(): MidstateError<'ERR_CLOSED'> {
  return new MidstateError('ERR_CLOSED', 'The miner is closed', { what: 'miner' });
}

function assertFunction(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function')
    throw new TypeError(`${name}: expected a function, got ${describe(value)}`);
}
