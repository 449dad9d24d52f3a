/**
 * What a miner and its workers say to each other. The same for worker threads, web workers and this thread.
 *
 *     miner -> worker                        worker -> miner
 *     start   { kernel }                     ready
 *     search  { id, work?, start, end }      searched { id, next, attempts, candidate? }
 *                                            failed   { code?, message, details? }
 *     cancel
 *     ping                                   pong
 *
 * States of a worker: *starting* until it said `ready`, then *idle* or *searching*.
 *
 * - `start` is the first command, sent once. The worker answers `ready` when its engine passed the self-test, or
 *   `failed`. The miner waits for this answer only when it is created; a replacement gets its `search` right behind
 *   `start`, and begins it when it is ready.
 * - `search` makes it search nonces `[start, end)` of `work` upwards in slices: a header, each nonce in a group of
 *   versions, or a message; without `work`, of that of the search before, for which all is ready: a message may be of
 *   megabytes. It replaces a search under way: there is never more than one. After each slice comes a
 *   `searched`: all nonces below `next` are done, `attempts` hashes were made since the one before. The search is over, and
 *   the worker idle, with `next === end` or with a `candidate`, which is the lowest nonce of the range that solves, and of
 *   that the first version.
 * - `cancel` makes it idle after the step under way, a part of a slice where nonces are costly. Nobody waits for it: replies
 *   on their way are known by their `id`, which is never used again, and dropped.
 * - `failed` at any time means that the worker is of no more use. An `error` event, an exit, a command that cannot be
 *   posted, or no `ready` within ten seconds of `start` means the same.
 * - `ping` is answered by `pong` between two steps. A worker that searches and was silent for five seconds is asked; one that says
 *   nothing for ten more is lost. Browsers tell of no worker that was ended from outside, or ended itself.
 *
 * Nobody ever waits on a worker without hearing of its loss: whatever it had not reported as searched is searched
 * again by another.
 */
import type { KernelSource } from '../engine/index.ts';
import { isMidstateError, MidstateError, messageOf } from '../errors.ts';
import type { ErrorCode, ErrorDetails } from '../errors.ts';
import type { Candidate, SearchWork } from './search-work.ts';

/** From the miner to a worker. */
export type WorkerCommand =
  | { readonly type: 'start'; readonly kernel: KernelSource }
  | SearchCommand
  | { readonly type: 'cancel' }
  | { readonly type: 'ping' };

/** Search nonces `[start, end)`. */
export interface SearchCommand {
  readonly type: 'search';
  readonly id: number;
  /** Always there in the first search. */
  readonly work?: SearchWork;
  readonly start: number;
  readonly end: number;
}

/** From a worker to the miner. */
export type WorkerReply = { readonly type: 'ready' } | { readonly type: 'pong' } | SearchedReply | FailedReply;

/** One slice was searched. */
export interface SearchedReply {
  readonly type: 'searched';
  readonly id: number;
  readonly next: number;
  readonly attempts: number;
  readonly candidate?: Candidate;
}

/** An error of the worker, taken apart: what passes between threads keeps neither class nor code of an error. */
interface FailedReply {
  readonly type: 'failed';
  readonly message: string;
  /** There for a `MidstateError`, with its details. */
  readonly code?: ErrorCode;
  readonly details?: unknown;
}

/** The reply that carries an error. */
export function failedReply(error: unknown): FailedReply {
  const message = messageOf(error);
  return isMidstateError(error)
    ? { type: 'failed', message, code: error.code, details: error.details }
    : { type: 'failed', message };
}

/** The error that a reply carries. */
export function reviveError({ code, message, details }: FailedReply): Error {
  return code === undefined ? new Error(message) : new MidstateError(code, message, details as ErrorDetails[ErrorCode]);
}
