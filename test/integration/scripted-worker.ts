/** A worker of Node's kind without a thread, whose answers a test writes. */
import { EventEmitter } from 'node:events';
import type { NodeStyleWorker } from '../../src/miner/index.ts';
import type { SearchCommand, WorkerCommand, WorkerReply } from '../../src/miner/worker-protocol.ts';

/** How many hashes nonces `[from, next)` of a search are. */
export function hashesOf({ work }: SearchCommand, from: number, next: number): number {
  return (next - from) * (work?.kind === 'header' ? work.versions.length : 1);
}

/** Answers as a sound worker that searched its whole range and found nothing. */
export const findsNothing: Script = (command, worker) => {
  if (command.type === 'start') worker.say({ type: 'ready' });
  if (command.type === 'search')
    worker.say({
      type: 'searched',
      id: command.id,
      next: command.end,
      attempts: hashesOf(command, command.start, command.end),
    });
};

/** Answers a command. */
export type Script = (command: WorkerCommand, worker: ScriptedWorker) => void;

export class ScriptedWorker extends EventEmitter implements NodeStyleWorker {
  isTerminated = false;
  /** A search with its work, which a real worker remembers. */
  readonly commands: WorkerCommand[] = [];
  readonly #script: Script;
  #work: SearchCommand['work'];

  constructor(script: Script) {
    super();
    this.#script = script;
  }

  postMessage(given: unknown): void {
    const command = given as WorkerCommand;
    if (command.type === 'search') this.#work = command.work ?? this.#work;
    const whole = command.type === 'search' ? { ...command, work: this.#work! } : command;
    this.commands.push(whole);
    setImmediate(() => {
      if (!this.isTerminated) this.#script(whole, this);
    });
  }

  /** Sends a reply to the miner. */
  say(reply: WorkerReply): void {
    setImmediate(() => this.emit('message', reply));
  }

  /** Dies as a worker does whose code threw. */
  crash(message: string): void {
    setImmediate(() => {
      this.emit('error', new Error(message));
      this.emit('exit', 1);
    });
  }

  async terminate(): Promise<void> {
    this.isTerminated = true;
  }
}
