/** What a miner is asked to find a nonce of a message for, and how it ended. */
import { assertMessagePuzzle, copyPuzzle, nonceLimit } from '../engine/index.ts';
import type { MessagePuzzle } from '../engine/index.ts';
import { assertInteger, assertObject } from '../primitives/index.ts';
import type { ExhaustedResult } from './mine-job.ts';

/** A puzzle and the nonces to try. Its bytes are copied when the search begins. */
export interface MessageJob extends MessagePuzzle {
  /** First nonce, inclusive. @default 0 */
  readonly nonceStart?: number | undefined;
  /** End of the nonces, exclusive. @default all that the encoding can write: 2^32, 16^hexDigits, at most 2^53 */
  readonly nonceEnd?: number | undefined;
}

/** A nonce that the reference confirmed. */
export interface FoundMessage {
  /** A nonce was found. */
  readonly status: 'found';
  /** The nonce whose message meets the target. */
  readonly nonce: number;
  /** The digest of the message with this nonce, 32 bytes. */
  readonly digest: Uint8Array;
  /** Nonces tried by all workers; what others had under way at the end (a slice each) is not counted. */
  readonly attempts: number;
  /** How long the search ran, without its pauses. */
  readonly seconds: number;
}

/** How a message search ended. */
export type MessageResult = FoundMessage | ExhaustedResult;

/** A message job that was checked, its defaults filled in, its bytes copied. */
export interface CheckedMessageJob extends MessagePuzzle {
  readonly nonceStart: number;
  readonly nonceEnd: number;
}

/**
 * Checks a message job and fills in its defaults.
 * @throws TypeError, RangeError naming the field
 */
export function checkedMessageJob(job: MessageJob): CheckedMessageJob {
  assertObject('job', job);
  // Each field is read once: a getter may give something else the next time.
  const { prefix, suffix, encoding, hexDigits, hash, target, nonceStart = 0 } = job;
  const puzzle = { prefix, suffix, encoding, hexDigits, hash, target };
  assertMessagePuzzle('job', puzzle);
  const limit = nonceLimit(puzzle);
  const { nonceEnd = limit } = job;
  assertInteger('job.nonceStart', nonceStart, 0, limit);
  assertInteger('job.nonceEnd', nonceEnd, nonceStart, limit);
  return { ...copyPuzzle(puzzle), nonceStart, nonceEnd };
}
