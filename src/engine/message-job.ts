/**
 * A message search as an engine takes it: which nonce, written into a message, gives a digest that meets a target.
 *
 *     message = prefix || nonce || suffix        digest = the job's hash of it
 *
 * The prefix may be empty, the suffix too: the nonce stands at the start, in the middle or at the end.
 */
import {
  assertByteArray,
  assertInteger,
  assertObject,
  concatBytes,
  copyBytes,
  dataView,
  describe,
  finishSteps,
  pbkdf2Sha256Steps,
  sha256ChainSteps,
} from '../primitives/index.ts';
import type { Steps } from '../primitives/index.ts';
import { assertDigestTarget } from './digest-target.ts';
import type { DigestTarget } from './digest-target.ts';

/** How the nonce is written: decimal ASCII without leading zeros, hexadecimal ASCII of a fixed width, or binary. */
export type NonceEncoding = 'decimal' | 'hex' | 'u32le' | 'u32be' | 'u64le' | 'u64be';

/**
 * What is done with a message. `sha256`: SHA-256, then SHA-256 of the digest, and so on, `iterations` times in all; 2 is
 * Bitcoin's double hash. `pbkdf2`: the message is the password, the digest is the first 32 bytes of PBKDF2-HMAC-SHA-256.
 *
 * The winner of a miner's search is computed again by the slow reference before it counts: about 4 microseconds an iteration
 * of a chain, 6 of PBKDF2.
 */
export type MessageHash =
  | { readonly kind: 'sha256'; /** 1 to 2^31 - 1. @default 1 */ readonly iterations?: number | undefined }
  | { readonly kind: 'pbkdf2'; readonly salt: Uint8Array; /** 1 to 2^31 - 1. */ readonly iterations: number };

/** A message with a place for a nonce, and what its digest is to be. */
export interface MessagePuzzle {
  /** What stands before the nonce; may be empty. */
  readonly prefix: Uint8Array;
  /** Up to 16 MiB. @default empty */
  readonly suffix?: Uint8Array | undefined;
  /** How the nonce is written. */
  readonly encoding: NonceEncoding;
  /** Digits of a `hex` nonce, lower case, zeros in front: 1 to 16. Required there, refused elsewhere. */
  readonly hexDigits?: number | undefined;
  /** @default SHA-256, once */
  readonly hash?: MessageHash | undefined;
  /** What the digest has to be. */
  readonly target: DigestTarget;
}

/** A search over the nonces of a message. */
export interface MessageSearchJob extends MessagePuzzle {
  /** First nonce, inclusive. */
  readonly start: number;
  /** End of the range, exclusive: `start` to `nonceLimit(puzzle)`. */
  readonly end: number;
}

const ENCODINGS = ['decimal', 'hex', 'u32le', 'u32be', 'u64le', 'u64be'];
/** One past the highest integer up to which every integer is a double. */
const SAFE_END = 2 ** 53;
const ITERATIONS_MAX = 0x7fffffff;
/** Each worker keeps two copies. */
const SUFFIX_SIZE_MAX = 2 ** 24;

/**
 * One past the highest nonce that an encoding can write and a double can hold: 2^32, 16^digits or 2^53.
 * @throws TypeError, RangeError for `hex` without a number of digits from 1 to 16
 */
export function nonceLimit({ encoding, hexDigits }: Pick<MessagePuzzle, 'encoding' | 'hexDigits'>): number {
  if (encoding === 'u32le' || encoding === 'u32be') return 2 ** 32;
  if (encoding !== 'hex') return SAFE_END;
  assertInteger('hexDigits', hexDigits, 1, 16);
  return Math.min(16 ** hexDigits, SAFE_END);
}

/**
 * Asserts that a puzzle is well formed.
 * @throws TypeError, RangeError naming the field
 */
export function assertMessagePuzzle(name: string, puzzle: MessagePuzzle): void {
  assertObject(name, puzzle);
  assertByteArray(`${name}.prefix`, puzzle.prefix);
  if (puzzle.suffix !== undefined) assertByteArray(`${name}.suffix`, puzzle.suffix);
  assertInteger(`${name}.suffix.length`, puzzle.suffix?.length ?? 0, 0, SUFFIX_SIZE_MAX);
  if (!ENCODINGS.includes(puzzle.encoding))
    throw new TypeError(`${name}.encoding: expected one of ${ENCODINGS.join(', ')}, got ${describe(puzzle.encoding)}`);
  if (puzzle.encoding === 'hex') assertInteger(`${name}.hexDigits`, puzzle.hexDigits, 1, 16);
  else if (puzzle.hexDigits !== undefined)
    throw new TypeError(
      `${name}.hexDigits: expected none with the encoding ${puzzle.encoding}, got ${describe(puzzle.hexDigits)}`,
    );
  assertMessageHash(`${name}.hash`, puzzle.hash);
  assertDigestTarget(`${name}.target`, puzzle.target);
}

function assertMessageHash(name: string, hash: MessageHash | undefined): void {
  if (hash === undefined) return;
  assertObject(name, hash);
  if (hash.kind !== 'sha256' && hash.kind !== 'pbkdf2')
    throw new TypeError(
      `${name}.kind: expected 'sha256' or 'pbkdf2', got ${describe((hash as { kind: unknown }).kind)}`,
    );
  if (hash.kind === 'pbkdf2') assertByteArray(`${name}.salt`, hash.salt);
  if (hash.kind === 'pbkdf2' || hash.iterations !== undefined)
    assertInteger(`${name}.iterations`, hash.iterations, 1, ITERATIONS_MAX);
}

/**
 * Asserts that a job is well formed.
 * @throws TypeError, RangeError naming the field
 */
export function assertMessageJob(job: MessageSearchJob): void {
  assertMessagePuzzle('job', job);
  assertNonceRange(job, 'job.start', job.start, 'job.end', job.end);
}

/**
 * Asserts a half-open range of nonces that the puzzle can write.
 * @throws TypeError, RangeError naming the bound
 */
export function assertNonceRange(
  puzzle: MessagePuzzle,
  startName: string,
  start: number,
  endName: string,
  end: number,
): void {
  const limit = nonceLimit(puzzle);
  assertInteger(startName, start, 0, limit);
  assertInteger(endName, end, start, limit);
}

/** A puzzle whose bytes nobody else holds. */
export function copyPuzzle(puzzle: MessagePuzzle): MessagePuzzle {
  const { prefix, suffix, encoding, hexDigits, hash, target } = puzzle;
  return {
    prefix: copyBytes(prefix),
    ...(suffix !== undefined && { suffix: copyBytes(suffix) }),
    encoding,
    ...(hexDigits !== undefined && { hexDigits }),
    ...(hash !== undefined && { hash: hash.kind === 'pbkdf2' ? { ...hash, salt: copyBytes(hash.salt) } : { ...hash } }),
    target: target.kind === 'equal' ? { ...target, digest: copyBytes(target.digest) } : { ...target },
  };
}

/**
 * The bytes of a nonce as they stand in the message.
 * @throws TypeError, RangeError for a nonce outside `[0, nonceLimit)`
 */
export function encodeNonce(puzzle: Pick<MessagePuzzle, 'encoding' | 'hexDigits'>, nonce: number): Uint8Array {
  assertInteger('nonce', nonce, 0, nonceLimit(puzzle) - 1);
  const { encoding, hexDigits } = puzzle;
  if (encoding === 'decimal') return new TextEncoder().encode(String(nonce));
  if (encoding === 'hex') return new TextEncoder().encode(nonce.toString(16).padStart(hexDigits!, '0'));
  const isLittleEndian = encoding.endsWith('le');
  const bytes = new Uint8Array(encoding.startsWith('u32') ? 4 : 8);
  if (bytes.length === 4) dataView(bytes).setUint32(0, nonce, isLittleEndian);
  else dataView(bytes).setBigUint64(0, BigInt(nonce), isLittleEndian);
  return bytes;
}

/**
 * The message that a nonce makes.
 * @throws TypeError, RangeError for a nonce outside `[0, nonceLimit)`
 */
export function messageOfNonce(puzzle: MessagePuzzle, nonce: number): Uint8Array {
  return concatBytes(puzzle.prefix, encodeNonce(puzzle, nonce), puzzle.suffix ?? new Uint8Array(0));
}

/**
 * The digest that a nonce makes, by the readable reference: 32 bytes.
 * @throws TypeError, RangeError for a puzzle that is malformed, or a nonce outside `[0, nonceLimit)`
 */
export function digestOfNonce(puzzle: MessagePuzzle, nonce: number): Uint8Array {
  return finishSteps(digestOfNonceSteps(puzzle, nonce));
}

/**
 * `digestOfNonce` in steps of about a compression: of many iterations it takes seconds.
 * @returns steps to 32 bytes; the first throws what `digestOfNonce` throws
 */
export function* digestOfNonceSteps(puzzle: MessagePuzzle, nonce: number): Steps<Uint8Array> {
  assertMessagePuzzle('puzzle', puzzle);
  const message = messageOfNonce(puzzle, nonce);
  const hash = puzzle.hash ?? { kind: 'sha256' };
  if (hash.kind === 'pbkdf2') return yield* pbkdf2Sha256Steps(message, hash.salt, hash.iterations);
  return yield* sha256ChainSteps(message, hash.iterations ?? 1);
}
