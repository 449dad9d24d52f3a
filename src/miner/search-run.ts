/**
 * One call of `mine` or `searchMessage`: deals the chunks of its search space to the seats, until a confirmed solution
 * settles it or nothing is left. It waits its turn unstarted; an abort settles it at any time. While it is paused no worker
 * searches for it: what they had was given back, and only what they had reported is done.
 */
import { MidstateError } from '../errors.ts';
import type { Steps } from '../primitives/index.ts';
import { ChunkLedger } from './chunk-ledger.ts';
import type { ExhaustedResult } from './mine-job.ts';
import type { CheckedOptions } from './mine-options.ts';
import type { PauseReason } from './pause-reasons.ts';
import type { Chunk } from './search-space.ts';
import { Stopwatch } from './stopwatch.ts';
import type { SearchTask } from './search-task.ts';
import type { Candidate } from './search-work.ts';
import { takeTurn } from './take-turn.ts';
import type { SearchedReply } from './worker-protocol.ts';
import type { SeatListener, UnfinishedChunk, WorkerSeat } from './worker-seat.ts';

/** No two reports follow each other sooner. */
const PROGRESS_EVERY_MS = 100;
/** Where no worker says anything for so long, as with costly attempts, there is a report all the same. */
const PROGRESS_AT_LEAST_EVERY_MS = 1000;

/** How a search ended. */
export type SearchResult<Solution> =
  | (Solution & { readonly status: 'found'; readonly attempts: number; readonly seconds: number })
  | ExhaustedResult;

/** What a search runs with. */
interface SearchRunOptions<Solution> extends CheckedOptions {
  readonly task: SearchTask<Solution>;
  readonly seats: readonly WorkerSeat[];
  readonly backend: string;
  /** Lets other tasks of this thread run, then resolves. */
  readonly tick: () => Promise<void>;
}

/** One search, waiting, running or settled. */
export class SearchRun<Solution> implements SeatListener {
  readonly result: Promise<SearchResult<Solution>>;
  readonly #options: SearchRunOptions<Solution>;
  readonly #ledger: ChunkLedger;
  #resolve!: (result: SearchResult<Solution>) => void;
  #reject!: (reason: unknown) => void;
  #state: 'waiting' | 'running' | 'settled' = 'waiting';
  #best: { readonly solution: Solution } | undefined;
  /** The candidate that is being confirmed; it takes the place of the best when it is. */
  #confirming: Steps<Solution> | undefined;
  #attempts = 0;
  #lost = 0;
  readonly #clock = new Stopwatch();
  #pausedBy: readonly PauseReason[] = [];
  #busyBeforeMs = 0;
  #progressMs = 0;
  #reportTimer: ReturnType<typeof setTimeout> | undefined;
  #isDealing = false;

  constructor(options: SearchRunOptions<Solution>) {
    this.#options = options;
    this.#ledger = new ChunkLedger(options.task.space);
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    options.signal?.addEventListener('abort', this.#onAbort);
  }

  readonly #onAbort = (): void => this.fail(this.#options.signal?.reason);

  /** Milliseconds that it has searched, without its pauses; 0 when it was settled before its turn. */
  get elapsedMs(): number {
    return this.#clock.elapsedMs;
  }

  /** Nothing can come of it any more. */
  get isSettled(): boolean {
    return this.#state === 'settled';
  }

  /** Its turn has come, unless it is settled already. @param busyBeforeMs how long the miner searched before, in all */
  start(busyBeforeMs: number): void {
    if (this.#state !== 'waiting') return;
    this.#state = 'running';
    this.#progressMs = performance.now();
    this.#busyBeforeMs = busyBeforeMs;
    if (!this.#isPaused()) this.#clock.start();
    this.#reportLater(this.#isPaused() ? PROGRESS_EVERY_MS : PROGRESS_AT_LEAST_EVERY_MS);
    this.#guard(() => {
      for (const seat of this.#options.seats) {
        seat.beginSearch(this.#options.task.compressionsPerNonce);
        seat.hold(true);
        seat.open();
        // The caller's createWorker may have ended this very search.
        if (!this.#isRunning()) return;
        seat.count(0, this.#busyMs());
      }
      this.#deal();
    });
  }

  /** No worker searches for it until `resume`; where its turn has not come, none will. Called again for other reasons. */
  pause(reasons: readonly PauseReason[]): void {
    this.#pausedBy = reasons;
    if (!this.#isRunning()) return;
    this.#clock.stop();
    for (const seat of this.#options.seats) {
      const unfinished = seat.cancel();
      if (unfinished !== undefined) this.#giveBack(unfinished);
    }
    this.#reportLater(PROGRESS_EVERY_MS);
  }

  /** It goes on where it was. */
  resume(): void {
    if (!this.#isPaused()) return;
    this.#pausedBy = [];
    if (!this.#isRunning()) return;
    this.#clock.start();
    this.#reportLater(PROGRESS_EVERY_MS);
    this.#guard(() => this.#deal());
  }

  /** Settles it with an error. */
  fail(reason: unknown): void {
    this.#settle(() => this.#reject(reason));
  }

  searched(seat: WorkerSeat, chunk: Chunk, reply: SearchedReply): void {
    if (!this.#isRunning()) return;
    this.#guard(() => {
      // What was searched of another run's chunk says nothing about this one.
      if (this.#ledger.isOut(chunk)) this.#enter(seat, chunk, reply);
      this.#deal();
      this.#reportProgress();
    });
  }

  lost(seat: WorkerSeat, unfinished: UnfinishedChunk | undefined, cause: unknown): void {
    if (!this.#isRunning()) return;
    this.#lost++;
    this.#guard(() => {
      if (unfinished !== undefined) this.#giveBack(unfinished);
      if (this.#onlyConfirms()) return;
      seat.open();
      if (this.#options.seats.some((other) => other.isOpen)) return this.#deal();
      const details = { started: this.#lost, lost: this.#lost };
      const text = `All workers were lost (${this.#lost} in this search)`;
      throw new MidstateError('ERR_WORKERS_LOST', text, details, { cause });
    });
  }

  /** Enters what was searched of a chunk of this run. */
  #enter(seat: WorkerSeat, chunk: Chunk, reply: SearchedReply): void {
    this.#attempts += reply.attempts;
    seat.count(reply.attempts, this.#busyMs());
    if (reply.candidate !== undefined) this.#take(chunk, reply.candidate);
    else if (seat.chunk === undefined) this.#ledger.finish(chunk);
  }

  /**
   * Takes a candidate. What does not matter any more is searched no further: with `first` all, with `lowest` what stands
   * behind it. It counts when it is confirmed; a costly one is confirmed bit by bit, and if it is refused, so is the search.
   */
  #take(chunk: Chunk, candidate: Candidate): void {
    const { task, pick, seats, backend } = this.#options;
    // one that stands behind this one needs to be confirmed no further
    const steps = (this.#confirming = task.confirm(chunk, candidate, backend));
    this.#ledger.finish(chunk);
    this.#ledger.stopAt(chunk.order);
    for (const seat of seats)
      if (seat.chunk !== undefined && (pick === 'first' || seat.chunk.order > chunk.order)) seat.cancel();
    this.#confirm(steps);
    if (this.#confirming === steps) void this.#confirmOn(steps);
  }

  /** Confirms for a moment. */
  #confirm(steps: Steps<Solution>): void {
    const confirmed = takeTurn(steps);
    if (confirmed === undefined) return;
    this.#confirming = undefined;
    this.#best = { solution: confirmed.result };
    if (this.#options.pick === 'first') this.#finish();
  }

  /** Goes on confirming in tasks of its own, as long as it matters. */
  async #confirmOn(steps: Steps<Solution>): Promise<void> {
    for (;;) {
      await this.#options.tick();
      if (this.#confirming !== steps || !this.#isRunning()) return;
      this.#guard(() => {
        this.#confirm(steps);
        this.#deal();
        if (!this.#isPaused()) this.#reportProgress();
      });
    }
  }

  /** Whether nothing but the confirmation under way can settle the search. */
  #onlyConfirms(): boolean {
    return this.#confirming !== undefined && (this.#options.pick === 'first' || this.#ledger.isDone);
  }

  #giveBack({ chunk, next }: UnfinishedChunk): void {
    if (this.#ledger.isOut(chunk)) this.#ledger.giveBack(chunk, next);
  }

  /** Gives every idle worker a chunk, unless it is paused; settles the search when none is left. */
  #deal(): void {
    // The caller's merkleRootFor, which is called for a chunk, may resume what it paused.
    if (this.#isDealing || !this.#isRunning() || this.#isPaused() || this.#onlyConfirms()) return;
    this.#isDealing = true;
    try {
      this.#dealChunks();
    } finally {
      this.#isDealing = false;
    }
    if (this.#isRunning() && this.#ledger.isDone && !this.#onlyConfirms()) this.#finish();
  }

  #dealChunks(): void {
    const { seats, task } = this.#options;
    for (const seat of seats) {
      if (!seat.isOpen || seat.chunk !== undefined) continue;
      const chunk = this.#ledger.take(seat.chunkSize(task.compressionsPerNonce));
      // merkleRootFor may have ended or paused this very search, too.
      if (!this.#isRunning() || chunk === undefined) return;
      if (this.#isPaused()) return this.#ledger.giveBack(chunk, chunk.start);
      seat.search(chunk, performance.now());
    }
  }

  #finish(): void {
    const spent = { attempts: this.#attempts, seconds: this.elapsedMs / 1000 };
    const result: SearchResult<Solution> =
      this.#best === undefined
        ? { status: 'exhausted', ...spent }
        : { status: 'found', ...this.#best.solution, ...spent };
    this.#settle(() => this.#resolve(result));
  }

  /** Reports so long after the last report, or as soon as possible, unless something else reports before. */
  #reportLater(gapMs: number): void {
    clearTimeout(this.#reportTimer);
    if (this.#options.onProgress === undefined) return;
    const timer = setTimeout(
      () => {
        // A timer may be early on a clock that ticks seldom.
        if (this.#reportDueInMs() > 0) this.#reportLater(PROGRESS_EVERY_MS);
        else this.#guard(() => this.#reportProgress());
      },
      Math.max(0, this.#reportDueInMs(gapMs)),
    );
    // a process stays alive for the workers, not for reports of them
    if (typeof timer === 'object') timer.unref();
    this.#reportTimer = timer;
  }

  #reportDueInMs(gapMs = PROGRESS_EVERY_MS): number {
    return this.#progressMs + gapMs - performance.now();
  }

  #reportProgress(): void {
    const { onProgress, seats, task } = this.#options;
    if (onProgress === undefined || !this.#isRunning() || this.#reportDueInMs() > 0) return;
    this.#progressMs = performance.now();
    // first, because onProgress may pause it
    if (!this.#isPaused()) this.#reportLater(PROGRESS_AT_LEAST_EVERY_MS);
    const perThread = seats.map((seat) => seat.hashRate10s(this.#busyMs()));
    const hashRate10s = perThread.reduce((sum, rate) => sum + rate, 0);
    const seconds = this.elapsedMs / 1000;
    onProgress({
      attempts: this.#attempts,
      seconds,
      hashRate10s,
      hashRate: seconds > 0 ? this.#attempts / seconds : 0,
      perThread,
      threads: seats.filter((seat) => seat.isOpen).length,
      pausedBy: this.#pausedBy,
      expectedSeconds: task.expectedSeconds(hashRate10s),
    });
  }

  #isRunning(): boolean {
    return this.#state === 'running';
  }

  #isPaused(): boolean {
    return this.#pausedBy.length > 0;
  }

  #busyMs(): number {
    return this.#busyBeforeMs + this.elapsedMs;
  }

  /** What the caller's functions throw, and a refused candidate, settle the search. */
  #guard(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.fail(error);
    }
  }

  #settle(tell: () => void): void {
    if (this.#state === 'settled') return;
    const wasRunning = this.#state === 'running';
    this.#state = 'settled';
    this.#clock.stop();
    clearTimeout(this.#reportTimer);
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    if (wasRunning) {
      for (const seat of this.#options.seats) {
        seat.cancel();
        seat.hold(false);
      }
    }
    tell();
  }
}
