/**
 * The worker's side of the protocol (worker-protocol.ts): one engine, one search at a time, in slices.
 *
 * Between slices it lets messages in by the port's own `tick`, because what works differs: a Node worker that ticks
 * through a reused MessageChannel reads a cancel only after seconds, a browser worker that ticks with
 * `scheduler.yield()` never does.
 */
import { startEngine } from '../engine/index.ts';
import type { Engine } from '../engine/index.ts';
import { headerMidstate, headerTail } from '../primitives/index.ts';
import { SlicePacer } from './slice-pacer.ts';
import { failedReply } from './worker-protocol.ts';
import type { SearchCommand, WorkerCommand, WorkerReply } from './worker-protocol.ts';

/** What a worker needs of its host. */
export interface ServePort {
  post(reply: WorkerReply): void;
  /** Called once; the listener gets every command, in order. */
  onCommand(listener: (command: WorkerCommand) => void): void;
  /** Resolves soon, after waiting messages were delivered. */
  tick(): Promise<void>;
  /** How long a slice should take. */
  readonly sliceMs: number;
}

/** In a thread of its own: long against a tick, short against the 50 ms within which a cancel is to be obeyed. */
export const WORKER_SLICE_MS: number = 15;

/** Serves searches until the host ends the thread, or, on the miner's own thread, until the returned function is called. */
export function serveSearch(port: ServePort): () => void {
  const pacer = new SlicePacer(port.sliceMs);
  let engine: Engine | undefined;
  let search: SearchCommand | undefined;
  let isLooping = false;
  let isStopped = false;

  function nextSlice(running: Engine, { id, header, target, end }: SearchCommand, from: number): number {
    const to = Math.min(from + pacer.size, end);
    const startedMs = performance.now();
    const result = running.searchHeader({
      midstate: headerMidstate(header),
      tail: headerTail(header),
      target,
      start: from,
      end: to,
    });
    if (result.status === 'candidate') {
      port.post({ type: 'searched', id, next: result.nonce + 1, attempts: result.attempts, candidate: result.nonce });
      return end;
    }
    pacer.measured(to - from, performance.now() - startedMs);
    port.post({ type: 'searched', id, next: to, attempts: result.attempts });
    return to;
  }

  async function loop(): Promise<void> {
    if (isLooping || engine === undefined) return;
    isLooping = true;
    let current: SearchCommand | undefined;
    let next = 0;
    while (search !== undefined && !isStopped) {
      if (search !== current) next = search.start;
      current = search;
      next = nextSlice(engine, current, next);
      if (next === current.end) search = undefined;
      await port.tick();
    }
    isLooping = false;
  }

  async function obey(command: WorkerCommand): Promise<void> {
    if (command.type === 'start') {
      const started = await startEngine(command.kernel);
      if (isStopped) return started.close();
      engine = started;
      port.post({ type: 'ready' });
    } else {
      search = command.type === 'search' ? command : undefined;
    }
    await loop();
  }

  function stop(): void {
    isStopped = true;
    engine?.close();
    engine = undefined;
  }

  port.onCommand((command) => {
    if (isStopped) return;
    obey(command).catch((error: unknown) => {
      stop();
      port.post(failedReply(error));
    });
  });
  return stop;
}
