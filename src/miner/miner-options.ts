/** How a miner is made. */
import type { EngineOptions } from '../engine/index.ts';
import { assertInteger, assertObject, assertOptionalFunction, assertOptionalSignal } from '../primitives/index.ts';
import { warnOnConsole } from './miner-warning.ts';
import type { WarningListener } from './miner-warning.ts';
import { assertPauseConditions } from './pause-reasons.ts';
import type { PauseCondition } from './pause-reasons.ts';
import type { NodeStyleWorker, WebStyleWorker } from './worker-handle.ts';

/** How a miner is made: the kernel (`backend`, `streams`, `module`) and its workers. */
export interface MinerOptions extends EngineOptions {
  /** Workers. @default as many as this host runs at the same time */
  readonly threads?: number | undefined;
  /**
   * Makes a worker that runs `midstate/worker`, a `Worker` of the browser or of Node's `worker_threads`, for hosts on
   * which the miner's own ways do not work. Where it is given they are not tried.
   */
  readonly createWorker?: (() => NodeStyleWorker | WebStyleWorker) | undefined;
  /**
   * Is told what is below the best that this package can do, and what went wrong and was mended. What it throws rejects
   * `createMiner` or the search under way; between two searches, the next one.
   * @default console.warn, in one line
   */
  readonly onWarning?: WarningListener | undefined;
  /**
   * The miner pauses while one of these holds: `hidden`, the page is hidden (Node and workers have no page, so there it
   * never holds); `on-battery`, the machine runs on its battery (Chromium alone tells; elsewhere it never holds, and a
   * warning says so).
   * @default none
   */
  readonly pauseWhen?: readonly PauseCondition[] | undefined;
  /** Its abort while the workers start ends them, and rejects with `signal.reason`. A miner that has started is not affected. */
  readonly signal?: AbortSignal | undefined;
}

/** Options that were checked; `threads` stays open where it was not asked for. */
export interface CheckedMinerOptions extends MinerOptions {
  readonly onWarning: WarningListener;
  readonly pauseWhen: readonly PauseCondition[];
}

/**
 * Checks options and fills in their defaults; those of the kernel are checked where it is chosen.
 * @throws TypeError, RangeError naming the option
 */
export function checkedMinerOptions(options: MinerOptions): CheckedMinerOptions {
  assertObject('options', options);
  const { threads, createWorker, onWarning = warnOnConsole, pauseWhen = [], signal } = options;
  if (threads !== undefined) assertInteger('options.threads', threads, 1, 1024);
  assertOptionalFunction('options.createWorker', createWorker);
  assertOptionalFunction('options.onWarning', onWarning);
  assertPauseConditions('options.pauseWhen', pauseWhen);
  assertOptionalSignal('options.signal', signal);
  return { ...options, threads, createWorker, onWarning, pauseWhen: [...pauseWhen], signal };
}
