/** What a miner tells of that its caller may want to change: nothing of it makes an answer wrong. */

/** A warning. Branch on `code`; the words may change. */
export interface MinerWarning {
  /**
   * - `degraded`: the miner is slower than this package can be; told once, when it is created, for all reasons together.
   * - `worker-lost`: a worker died, or was silent for 15 seconds of a search; another takes its place, and searches what it
   *   had not searched.
   * - `page-hidden`: the page was hidden during a search, which browsers slow down; told once.
   * - `battery-unknown`: a pause on battery was asked for, but this host does not tell its power; told once.
   */
  readonly code: 'degraded' | 'worker-lost' | 'page-hidden' | 'battery-unknown';
  /** What happened, in sentences. */
  readonly message: string;
  /** What to change, in sentences, where something can be changed. */
  readonly advice?: string;
}

/** Takes the warnings of a miner. */
export type WarningListener = (warning: MinerWarning) => void;

/** Where warnings go when the caller does not take them. */
export function warnOnConsole({ message, advice }: MinerWarning): void {
  console.warn(`midstate: ${message}${advice === undefined ? '' : ` ${advice}`}`);
}
