/**
 * The worker's side of the protocol (worker-protocol.ts): one engine, one search at a time, in slices of nonces; a slice whose
 * nonces are costly takes several steps.
 *
 * Between steps it lets messages in by the port's own `tick`, because what works differs: a Node worker that ticks
 * through a reused MessageChannel reads a cancel only after seconds, a browser worker that ticks with
 * `scheduler.yield()` never does.
 */
import { startEngine } from '../engine/index.ts';
import type { Engine } from '../engine/index.ts';
import { prepareSearch } from './prepare-search.ts';
import type { SliceSearch } from './prepare-search.ts';
import { costOf } from './search-work.ts';
import type { SearchWork, WorkCost } from './search-work.ts';
import { SlicePacer } from './slice-pacer.ts';
import { failedReply } from './worker-protocol.ts';
import type { SearchCommand, WorkerCommand, WorkerReply } from './worker-protocol.ts';

/** What a worker needs of its host. */
interface ServePort {
  post(reply: WorkerReply): void;
  /** Called once; the listener gets every command, in order. */
  onCommand(listener: (command: WorkerCommand) => void): void;
  /** Resolves soon, after waiting messages were delivered. */
  tick(): Promise<void>;
  /** How long a step should take. */
  readonly sliceMs: number;
}

/** In a thread of its own: long against a tick, short against the 50 ms within which a cancel is to be obeyed. */
export const WORKER_SLICE_MS: number = 15;

/** Work that all is ready for. */
interface ReadyWork {
  readonly work: SearchWork;
  readonly searchOf: (start: number, end: number) => SliceSearch;
  readonly pacer: SlicePacer;
}

/** A search under way. */
interface RunningSearch extends ReadyWork {
  readonly command: SearchCommand;
  /** The nonces below are done. */
  next: number;
  /** The slice under way, `[next, to)`. */
  slice: { readonly search: SliceSearch; readonly to: number } | undefined;
}

/** Serves searches until the host ends the thread, or, on the miner's own thread, until the returned function is called. */
export function serveSearch(port: ServePort): () => void {
  let paced: { readonly cost: WorkCost; readonly pacer: SlicePacer } | undefined;
  let engine: Engine | undefined;
  let told: SearchWork | undefined;
  let ready: ReadyWork | undefined;
  let search: SearchCommand | undefined;
  let isLooping = false;
  let isStopped = false;

  /** Work like that before goes on at its pace; other work may be slower by far, or new to the optimising compiler. */
  function pacerFor(work: SearchWork, { backend }: Engine): SlicePacer {
    const cost = costOf(work);
    if (paced?.cost.kind !== cost.kind || paced.cost.compressions !== cost.compressions)
      paced = { cost, pacer: new SlicePacer(backend, port.sliceMs, cost.compressions) };
    return paced.pacer;
  }

  function begin(command: SearchCommand, work: SearchWork, on: Engine): RunningSearch {
    if (ready?.work !== work) ready = { work, searchOf: prepareSearch(on, work), pacer: pacerFor(work, on) };
    return { ...ready, command, next: command.start, slice: undefined };
  }

  function takeStep(running: RunningSearch): void {
    const { command, searchOf, pacer, next } = running;
    const { id, end } = command;
    const isFirst = running.slice === undefined;
    const to = running.slice?.to ?? Math.min(next + pacer.size, end);
    const { search: slice } = (running.slice ??= { search: searchOf(next, to), to });
    const startedMs = performance.now();
    const result = slice.advance(pacer.compressions);
    const elapsedMs = performance.now() - startedMs;
    if (result === undefined) return pacer.measuredStep(elapsedMs);
    running.slice = undefined;
    if (result.status === 'candidate') {
      const { nonce, attempts } = result;
      const version = 'version' in result ? result.version : 0;
      port.post({ type: 'searched', id, next: nonce + 1, attempts, candidate: { nonce, version } });
      running.next = end;
      return;
    }
    // of a slice in several steps, how much was left for the last one is not known
    if (isFirst) pacer.measured(to - next, elapsedMs);
    port.post({ type: 'searched', id, next: to, attempts: result.attempts });
    running.next = to;
  }

  async function loop(): Promise<void> {
    if (isLooping || engine === undefined) return;
    isLooping = true;
    let running: RunningSearch | undefined;
    while (search !== undefined && told !== undefined && !isStopped) {
      if (running?.command !== search) running = begin(search, told, engine);
      takeStep(running);
      if (running.next === search.end) search = undefined;
      await port.tick();
    }
    isLooping = false;
  }

  async function obey(command: WorkerCommand): Promise<void> {
    if (command.type === 'ping') return port.post({ type: 'pong' });
    if (command.type === 'start') {
      const started = await startEngine(command.kernel, () => port.tick());
      if (isStopped) return started.close();
      engine = started;
      port.post({ type: 'ready' });
    } else {
      search = command.type === 'search' ? command : undefined;
      told = search?.work ?? told;
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
