/**
 * The one error class of operations that failed, and the registry of its codes.
 *
 * Three outcomes are kept apart: a verdict or the end of a search is a *value*; a caller's bug is a `TypeError` or
 * `RangeError`; an operation that could not be done (a lost worker, a locked store, a broken kernel) is a
 * `MidstateError`. A code is never renamed inside a major version; its message may change.
 */

/** What each code carries in `details`. */
export interface ErrorDetails {
  /** A kernel answered a known-answer test wrongly, or does not have the ABI this build expects. It is never used. */
  ERR_ENGINE_SELF_TEST: { backend: string; check: string; expected: string; received: string };
  /** The backend that was asked for cannot run on this host. */
  ERR_ENGINE_UNAVAILABLE: { backend: string; reason: string };
  /** `close` was called before this call. */
  ERR_CLOSED: { what: 'engine' | 'miner' | 'store' };
  /** No worker could be started, or all were lost and could not be replaced. */
  ERR_WORKERS_LOST: { started: number; lost: number };
  /** The readable reference refused a candidate that a kernel reported. Its header or message in hexadecimal, where it has one. */
  ERR_CANDIDATE_REFUSED: { backend: string; header?: string; message?: string };
  /** The rules refuse a block that this machine mined itself: its clock stepped back, or the chain below changed. */
  ERR_BLOCK_REJECTED: { height: number; reject: string };
  /** Another process has the store open. */
  ERR_STORE_LOCKED: { path: string };
  /**
   * The store's bytes are not what was written. `intact` are the heights, both included, that can still be read without
   * a gap from the lowest on, where that is known.
   */
  ERR_STORE_CORRUPT: { path: string; problem: string; intact?: { lowest: number; tip: number } };
  /** The store was written by a newer format, or for another network. */
  ERR_STORE_MISMATCH: { path: string; field: string; expected: string; received: string };
  /** The store cannot be used on this host: a package is missing, a directory cannot be written. */
  ERR_STORE_UNAVAILABLE: { path: string; reason: string };
  /** Records handed to a store do not continue the chain that it holds. */
  ERR_STORE_NOT_CONTIGUOUS: { tipHeight: number; height: number };
}

/** A stable error code. */
export type ErrorCode = keyof ErrorDetails;

/** An operation that failed. Branch on `code`; `details` is typed by it; `cause` is what lay beneath. */
export class MidstateError<Code extends ErrorCode = ErrorCode> extends Error {
  /** Always `'MidstateError'`. */
  override readonly name = 'MidstateError';
  /** What happened; stable. */
  readonly code: Code;
  /** The facts of that code. */
  readonly details: ErrorDetails[Code];

  constructor(code: Code, message: string, details: ErrorDetails[Code], options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}

/** True for a `MidstateError`, and with `code` for one of that code, whose `details` are then typed. */
export function isMidstateError<Code extends ErrorCode = ErrorCode>(
  error: unknown,
  code?: Code,
): error is MidstateError<Code> {
  return error instanceof MidstateError && (code === undefined || error.code === code);
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A word of a command line that is told to somebody, as a shell takes it: in quotes where it needs them. */
export function shellWord(text: string): string {
  return /^[\w%+,./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
