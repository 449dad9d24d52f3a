/** A worker as the miner holds it, whatever kind of worker it is. */
import { describe } from '../primitives/index.ts';
import type { WorkerCommand, WorkerReply } from './worker-protocol.ts';

/** Where a miner searches: in workers, or, where none can be started, in slices on the thread that created it. */
export type MinerMode = 'workers' | 'this-thread';

/**
 * What kind of workers a miner has: those of browsers, their file loaded by URL or, where that failed, from a blob;
 * `worker_threads`; those of the caller's `createWorker`; or none, and this thread searches.
 */
export type WorkerKind = 'url' | 'blob' | 'thread' | 'custom' | 'none';

/** A worker that was started. What cannot be done to it does not throw: the worker is lost, and says so later. */
export interface WorkerHandle {
  post(command: WorkerCommand): void;
  /** Whether a Node process stays alive for this worker. */
  hold(isHeld: boolean): void;
  /** Ends it at once. No event comes after this. */
  terminate(): Promise<void>;
}

/** What a worker tells. */
export interface WorkerEvents {
  reply(reply: WorkerReply): void;
  /** It is of no more use: it crashed, it exited, it could not be loaded or told. Called at most once. */
  lost(cause: unknown): void;
}

/** Starts a worker. May throw, which is a loss like any other. */
export type Spawn = (events: WorkerEvents) => WorkerHandle;

/** One way to start workers on this host. */
export interface SpawnWay {
  /** For warnings: 'worker by URL'. */
  readonly name: string;
  readonly kind: WorkerKind;
  readonly spawn: Spawn;
}

/** The part of Node's `worker_threads.Worker` that is used. */
export interface NodeStyleWorker {
  /** Tells of messages, of an error, of its end. */
  on(event: 'message' | 'error' | 'exit', listener: (value: unknown) => void): unknown;
  /** Sends a command; a compiled kernel may be in it. */
  postMessage(message: unknown): void;
  /** Ends it at once; a promise is awaited. */
  terminate(): unknown;
  /** Keeps the process alive for it. */
  ref?(): unknown;
  /** Lets the process end before it. */
  unref?(): unknown;
}

/** The part of a browser's `Worker` that is used. */
export interface WebStyleWorker {
  /** Tells of messages and of an error. */
  addEventListener(type: 'message' | 'messageerror' | 'error', listener: (event: Event) => void): void;
  /** Sends a command; a compiled kernel may be in it. */
  postMessage(message: unknown): void;
  /** Ends it at once. */
  terminate(): unknown;
}

/**
 * Asserts that a caller's function made a worker: one that only forgot to return it is told so.
 * @throws TypeError naming the function
 */
export function assertWorker(name: string, value: unknown): asserts value is NodeStyleWorker | WebStyleWorker {
  const { on, addEventListener, postMessage } = Object(value) as Record<string, unknown>;
  if (typeof postMessage !== 'function' || (typeof on !== 'function' && typeof addEventListener !== 'function'))
    throw new TypeError(`${name}: expected a Worker from it, got ${describe(value)}`);
}

/** Holds a worker of either kind, which runs the worker entry of this package. */
export function holdWorker(worker: NodeStyleWorker | WebStyleWorker, events: WorkerEvents): WorkerHandle {
  let isOver = false;
  const lost = (cause: unknown): void => {
    if (isOver) return;
    isOver = true;
    events.lost(cause);
  };
  const reply = (message: unknown): void => {
    // A worker that runs another script may say anything.
    if (!isOver && typeof message === 'object' && message !== null) events.reply(message as WorkerReply);
  };
  const orLost = (step: () => void): void => {
    try {
      step();
    } catch (error) {
      queueMicrotask(() => lost(error));
    }
  };
  if ('on' in worker) {
    worker.on('message', reply);
    worker.on('error', lost);
    worker.on('exit', (code) => lost(new Error(`The worker exited with code ${String(code)}`)));
  } else {
    worker.addEventListener('message', (event) => reply((event as MessageEvent).data));
    worker.addEventListener('messageerror', () => lost(new Error('A message of the worker could not be read')));
    worker.addEventListener('error', (event) =>
      lost(new Error((event as ErrorEvent).message || 'The worker could not be loaded')),
    );
  }
  return {
    post: (command) => orLost(() => worker.postMessage(command)),
    hold(isHeld) {
      if ('on' in worker) orLost(() => void (isHeld ? worker.ref?.() : worker.unref?.()));
    },
    async terminate() {
      isOver = true;
      await worker.terminate();
    },
  };
}
