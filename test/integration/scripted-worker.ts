/** A worker of Node's kind without a thread, whose answers a test writes. */
import { EventEmitter } from 'node:events';
import type { NodeStyleWorker } from '../../src/miner/index.ts';
import type { WorkerCommand, WorkerReply } from '../../src/miner/worker-protocol.ts';

/** Answers a command. */
export type Script = (command: WorkerCommand, worker: ScriptedWorker) => void;

export class ScriptedWorker extends EventEmitter implements NodeStyleWorker {
  isTerminated = false;
  readonly #script: Script;

  constructor(script: Script) {
    super();
    this.#script = script;
  }

  postMessage(command: unknown): void {
    setImmediate(() => {
      if (!this.isTerminated) this.#script(command as WorkerCommand, this);
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
