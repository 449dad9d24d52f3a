/** A miner: one kernel, many workers, one search at a time. */
/// <reference lib="esnext.disposable" preserve="true" />
import { hostThreads, hostTick } from '#spawn-worker';
import { compileKernel } from '../engine/index.ts';
import type { Backend, StreamCount } from '../engine/index.ts';
import { MidstateError, messageOf } from '../errors.ts';
import { degradedWarning } from './degraded-warning.ts';
import { checkedMessageJob } from './message-job.ts';
import type { MessageJob, MessageResult } from './message-job.ts';
import { checkedJob } from './mine-job.ts';
import type { MineJob, MineResult } from './mine-job.ts';
import { checkedOptions } from './mine-options.ts';
import type { MineOptions } from './mine-options.ts';
import { checkedMinerOptions } from './miner-options.ts';
import type { MinerOptions } from './miner-options.ts';
import type { MinerWarning } from './miner-warning.ts';
import { PageWatch } from './page-watch.ts';
import type { PageHost } from './page-watch.ts';
import { PauseReasons } from './pause-reasons.ts';
import { SearchQueue } from './search-queue.ts';
import { SearchRun } from './search-run.ts';
import type { SearchResult } from './search-run.ts';
import { headerTask, messageTask } from './search-task.ts';
import type { SearchTask } from './search-task.ts';
import { assertWorker, holdWorker } from './worker-handle.ts';
import type { MinerMode, NodeStyleWorker, SpawnWay, WebStyleWorker, WorkerKind } from './worker-handle.ts';
import { startWorkers } from './worker-pool.ts';

/** Searches headers and messages in parallel. Each solution was confirmed by the readable reference. */
export interface Miner {
  /** The kernel that the workers run. */
  readonly backend: Backend;
  /** How many streams it hashes side by side; 1 outside SIMD. */
  readonly streams: StreamCount;
  /** Why this backend was chosen, and in SIMD its streams, one sentence. */
  readonly reason: string;
  /** Places for workers; 1 in the mode `this-thread`. */
  readonly threads: number;
  /** Where searches run. */
  readonly mode: MinerMode;
  /** What its workers are; `none` in the mode `this-thread`. */
  readonly workerKind: WorkerKind;
  /**
   * Searches a job. Calls while another search runs wait their turn, in order. Rejects with TypeError or RangeError for
   * a malformed job; with `signal.reason` when it is aborted; with what `merkleRootFor`, `onProgress` or `onWarning`
   * throws; with a MidstateError `ERR_CLOSED`, `ERR_WORKERS_LOST`, or `ERR_CANDIDATE_REFUSED`, after which this miner
   * never mines again.
   */
  mine(job: MineJob, options?: MineOptions): Promise<MineResult>;
  /**
   * Searches the nonces of a message, as `mine` searches a header; both wait their turn together. Rejects as `mine` does.
   * Each candidate is hashed again on this thread, a few milliseconds at a time: measured, 2 to 7 ms in all for each 1000
   * iterations of SHA-256, twice that for PBKDF2, and more for the first in a process.
   */
  searchMessage(job: MessageJob, options?: MineOptions): Promise<MessageResult>;
  /** True while a reason to pause holds: `pause` was called, or one of `pauseWhen`. */
  readonly isPaused: boolean;
  /**
   * Until `resume`, no worker searches: a slice under way is thrown away, the search stays pending, and those that wait go on
   * waiting. It can be aborted, and like a search that runs it keeps a Node process alive. A candidate that was found before
   * is confirmed nevertheless, and with `first` ends the search.
   */
  pause(): void;
  /** Takes `pause` back. What `pauseWhen` names goes on holding while it holds. */
  resume(): void;
  /** Ends the workers; searches under way reject with `ERR_CLOSED`. Closing again gives the same promise. */
  close(): Promise<void>;
  /** `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * A miner whose workers are ready. An idle miner that is not closed does not keep a Node process alive.
 * @throws TypeError, RangeError for malformed options; `signal.reason`; what `onWarning` throws
 * @throws MidstateError `ERR_ENGINE_UNAVAILABLE`, `ERR_ENGINE_SELF_TEST`, `ERR_WORKERS_LOST`
 */
export async function createMiner(options: MinerOptions = {}): Promise<Miner> {
  const { threads, createWorker, onWarning, pauseWhen, signal } = checkedMinerOptions(options);
  signal?.throwIfAborted();
  const compiled = await compileKernel(options, hostTick);

  /** What `onWarning` threw while nobody searched. */
  let problem: { readonly error: unknown } | undefined;
  let closing: Promise<void> | undefined;
  const queue = new SearchQueue();

  const pool = await startWorkers({
    kernel: compiled,
    threads: threads ?? hostThreads(),
    signal,
    ways: createWorker && [customWay(createWorker)],
    listener: {
      searched: (seat, chunk, reply) => queue.current?.searched(seat, chunk, reply),
      lost(seat, unfinished, cause, wayName) {
        const { current } = queue;
        // First: the loss may settle the search, and then nothing that onWarning throws could.
        warn({ code: 'worker-lost', message: `A ${wayName} was lost: ${messageOf(cause)}` });
        current?.lost(seat, unfinished, cause);
      },
    },
  });
  const { kernel, way, seats } = pool;
  // Only a SIMD kernel has streams to choose.
  const { backend, streams = 1 } = kernel;
  for (const seat of seats) seat.hold(false);
  const degraded = degradedWarning({
    kernel,
    pool,
    threads: seats.length,
    isOneCore: threads === undefined && hostThreads() === 1 && typeof document === 'object',
    hasWebWorkers: typeof Worker === 'function',
  });
  try {
    if (degraded !== undefined) onWarning(degraded);
  } catch (error) {
    await Promise.allSettled(seats.map((seat) => seat.close()));
    throw error;
  }
  const pauses = new PauseReasons((reasons) => queue.pausedBy(reasons));
  const watch = new PageWatch({
    host: globalThis as PageHost,
    pauseWhen,
    reasons: pauses,
    isSearching: () => queue.current !== undefined && pauses.held.length === 0,
    warn,
  });

  function warn(warning: MinerWarning): void {
    try {
      onWarning(warning);
    } catch (error) {
      const { current } = queue;
      if (current === undefined || current.isSettled) problem ??= { error };
      else current.fail(error);
    }
  }

  async function searchInTurn<Solution>(
    task: SearchTask<Solution>,
    searchOptions: MineOptions | undefined,
  ): Promise<SearchResult<Solution>> {
    const search = checkedOptions(searchOptions);
    if (closing !== undefined) throw closedError();
    queue.throwRefusal();
    search.signal?.throwIfAborted();
    throwProblem();
    const result = queue.run(new SearchRun({ ...search, task, seats, backend, tick: hostTick }));
    watch.searchGoesOn();
    return result;
  }

  function throwProblem(): void {
    if (problem === undefined) return;
    const { error } = problem;
    problem = undefined;
    throw error;
  }

  function close(): Promise<void> {
    closing ??= end();
    return closing;
  }

  async function end(): Promise<void> {
    watch.close();
    queue.failAll(closedError());
    await Promise.all(seats.map((seat) => seat.close()));
  }

  return {
    backend,
    streams,
    reason: kernel.reason,
    threads: seats.length,
    mode: way.kind === 'none' ? 'this-thread' : 'workers',
    workerKind: way.kind,
    mine: async (job, searchOptions) => searchInTurn(headerTask(checkedJob(job)), searchOptions),
    searchMessage: async (job, searchOptions) => searchInTurn(messageTask(checkedMessageJob(job)), searchOptions),
    get isPaused() {
      return pauses.held.length > 0;
    },
    pause: () => pauses.set('asked', true),
    resume() {
      pauses.set('asked', false);
      watch.searchGoesOn();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function customWay(createWorker: () => NodeStyleWorker | WebStyleWorker): SpawnWay {
  return {
    name: 'worker',
    kind: 'custom',
    spawn(events) {
      const worker: unknown = createWorker();
      assertWorker('options.createWorker', worker);
      return holdWorker(worker, events);
    },
  };
}

function closedError(): MidstateError<'ERR_CLOSED'> {
  return new MidstateError('ERR_CLOSED', 'The miner is closed', { what: 'miner' });
}
