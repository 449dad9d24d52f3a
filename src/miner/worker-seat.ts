/**
 * A seat: one place for a worker, and the chunk that its worker has.
 *
 * A worker that is lost leaves its seat empty; `open` puts another there. A seat that lost three workers in a row, none
 * of which searched anything, stays closed until the next search.
 */
import type { KernelSource } from '../engine/index.ts';
import { HashRate } from './hash-rate.ts';
import { Pacer } from './pacer.ts';
import type { Chunk } from './search-space.ts';
import { costOf } from './search-work.ts';
import type { SearchWork } from './search-work.ts';
import { SilenceWatch } from './silence-watch.ts';
import { startDeadline } from './start-deadline.ts';
import type { Spawn, WorkerEvents, WorkerHandle } from './worker-handle.ts';
import { reviveError } from './worker-protocol.ts';
import type { SearchedReply, WorkerReply } from './worker-protocol.ts';

const MAX_LOSSES_IN_A_ROW = 3;

/** A chunk should take this long: long against a message's way, short against the patience of who waits for the lowest nonce. */
const CHUNK_MS = 100;
/** In compressions, so that costly hashes come in small chunks from the first. */
const CHUNK_COSTS = { firstCost: 1 << 13, minCost: 1 << 11, maxCost: 1 << 29, growth: 4 };

/** What a seat had of a chunk when it lost it: the nonces below `next` were searched. */
export interface UnfinishedChunk {
  readonly chunk: Chunk;
  readonly next: number;
}

/** What the seat tells the search that uses it. */
export interface SeatListener {
  /** Nonces were searched; the seat is idle again when it has no `chunk`. */
  searched(seat: WorkerSeat, chunk: Chunk, reply: SearchedReply): void;
  /** The worker is gone. */
  lost(seat: WorkerSeat, unfinished: UnfinishedChunk | undefined, cause: unknown): void;
}

/** One of the places for workers. */
export class WorkerSeat {
  readonly #spawn: Spawn;
  readonly #kernel: KernelSource;
  readonly #listener: SeatListener;
  readonly #chunks: Pacer;
  #rate = new HashRate();
  #compressionsPerNonce = 0;
  readonly #silence = new SilenceWatch({
    ask: () => this.#worker?.post({ type: 'ping' }),
    onLost: (cause) => this.#lose(cause),
  });
  #worker: WorkerHandle | undefined;
  #work: { readonly chunk: Chunk; readonly id: number; readonly startedMs: number; next: number } | undefined;
  /** What the worker was told to search last. */
  #toldWork: SearchWork | undefined;
  #stopDeadline: (() => void) | undefined;
  #onReady: (() => void) | undefined;
  #onFailed: ((cause: unknown) => void) | undefined;
  #generation = 0;
  #lastId = 0;
  #attempts = 0;
  #lossesInARow = 0;
  #isHeld = true;

  constructor(spawn: Spawn, kernel: KernelSource, listener: SeatListener) {
    this.#spawn = spawn;
    this.#kernel = kernel;
    this.#listener = listener;
    this.#chunks = new Pacer({ backend: kernel.backend, targetMs: CHUNK_MS, ...CHUNK_COSTS });
  }

  /** The chunk that the worker has; none when it is idle. */
  get chunk(): Chunk | undefined {
    return this.#work?.chunk;
  }

  /** True when a worker sits here. */
  get isOpen(): boolean {
    return this.#worker !== undefined;
  }

  /** How many nonces its next chunk should have: whole groups. */
  chunkSize(compressionsPerNonce: number): number {
    return this.#chunks.size(compressionsPerNonce);
  }

  /** Puts the first worker here. Resolves when it is ready, rejects when it is lost before. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#onReady = resolve;
      this.#onFailed = reject;
      this.open();
    });
  }

  /** A new search begins: old losses are forgotten, and the rate where nonces cost otherwise than before. */
  beginSearch(compressionsPerNonce: number): void {
    this.#lossesInARow = 0;
    if (compressionsPerNonce !== this.#compressionsPerNonce) this.#rate = new HashRate();
    this.#compressionsPerNonce = compressionsPerNonce;
  }

  /** Puts a worker here when there is none. False when too many were lost in a row. */
  open(): boolean {
    if (this.#worker !== undefined) return true;
    if (this.#lossesInARow >= MAX_LOSSES_IN_A_ROW) return false;
    // What a worker of this seat still says when another has taken its place is not heard.
    const generation = ++this.#generation;
    const worker = spawnOrLose(this.#spawn, {
      reply: (reply) => {
        if (generation === this.#generation) this.#hear(reply);
      },
      lost: (cause) => {
        if (generation === this.#generation) this.#lose(cause);
      },
    });
    // The caller's createWorker may have closed the miner.
    if (generation !== this.#generation) {
      worker.terminate().catch(() => undefined);
      return false;
    }
    this.#worker = worker;
    this.#stopDeadline = startDeadline((cause) => this.#lose(cause));
    worker.hold(this.#isHeld);
    worker.post({ type: 'start', kernel: this.#kernel });
    return true;
  }

  /** Gives the idle worker a chunk. */
  search(chunk: Chunk, nowMs: number): void {
    const { work, start, end } = chunk;
    const id = ++this.#lastId;
    this.#work = { chunk, id, startedMs: nowMs, next: start };
    this.#silence.begin();
    this.#worker?.post({ type: 'search', id, ...(work !== this.#toldWork && { work }), start, end });
    this.#toldWork = work;
  }

  /** Makes it idle. What it had of a chunk is the caller's again; what its worker still says of it is not heard. */
  cancel(): UnfinishedChunk | undefined {
    const unfinished = this.#work;
    if (unfinished === undefined) return undefined;
    this.#rest();
    this.#worker?.post({ type: 'cancel' });
    return unfinished;
  }

  /** Whether a Node process stays alive for the worker here, and for its successors. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.#worker?.hold(isHeld);
  }

  /** Ends the worker; the listener hears nothing of it. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#empty();
    await worker?.terminate();
  }

  /** Hashes per second over the last ten seconds. @param nowMs a clock that runs only while the miner searches */
  hashRate10s(nowMs: number): number {
    return this.#rate.perSecond(nowMs);
  }

  /** Notes the rate. @param attempts made since the last call */
  count(attempts: number, nowMs: number): void {
    this.#attempts += attempts;
    this.#rate.record(this.#attempts, nowMs);
  }

  #hear(reply: WorkerReply): void {
    this.#silence.heard();
    if (reply.type === 'ready') this.#begin();
    else if (reply.type === 'failed') this.#lose(reviveError(reply));
    else if (reply.type === 'searched') this.#hearSearched(reply);
  }

  #begin(): void {
    this.#stopDeadline?.();
    this.#onReady?.();
  }

  #hearSearched(reply: SearchedReply): void {
    const work = this.#work;
    if (work === undefined || reply.id !== work.id) return;
    this.#lossesInARow = 0;
    work.next = reply.next;
    if (reply.candidate !== undefined || reply.next >= work.chunk.end) {
      this.#rest();
      if (reply.candidate === undefined) this.#measured(work.chunk, performance.now() - work.startedMs);
    }
    this.#listener.searched(this, work.chunk, reply);
  }

  #measured({ work, start, end }: Chunk, elapsedMs: number): void {
    this.#chunks.measured(end - start, costOf(work).compressions, elapsedMs);
  }

  #lose(cause: unknown): void {
    const worker = this.#worker;
    const unfinished = this.#work;
    this.#empty();
    this.#lossesInARow++;
    // What crashed in a browser still exists. A worker that cannot even be ended is lost all the same.
    worker?.terminate().catch(() => undefined);
    this.#onFailed?.(cause);
    this.#listener.lost(this, unfinished, cause);
  }

  #empty(): void {
    this.#generation++;
    this.#stopDeadline?.();
    this.#worker = undefined;
    this.#toldWork = undefined;
    this.#rest();
  }

  /** Its worker has nothing to do. */
  #rest(): void {
    this.#work = undefined;
    this.#silence.end();
  }
}

/** A worker that cannot even be made is lost like one that cannot be loaded: later, by an event. */
function spawnOrLose(spawn: Spawn, events: WorkerEvents): WorkerHandle {
  try {
    return spawn(events);
  } catch (error) {
    queueMicrotask(() => events.lost(error));
    return { post() {}, hold() {}, async terminate() {} };
  }
}
