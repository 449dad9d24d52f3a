/** A candidate is hashed again by the readable reference before anybody calls it a solution. */
import { digestOfNonceSteps, meetsTarget, messageOfNonce } from '../engine/index.ts';
import { bytesToHex, bytesToUint256LE, headerHash } from '../primitives/index.ts';
import type { Steps } from '../primitives/index.ts';
import { MidstateError } from '../errors.ts';
import type { ErrorDetails } from '../errors.ts';
import type { Chunk } from './search-space.ts';
import { candidateHeader } from './search-work.ts';
import type { Candidate, HeaderWork, MessageWork } from './search-work.ts';

/** A confirmed solution of a header search. */
export interface HeaderSolution {
  /** 80 bytes. */
  readonly header: Uint8Array;
  /** 32 bytes, wire order. */
  readonly hash: Uint8Array;
  readonly nonce: number;
  readonly extraNonce?: number;
}

/** A confirmed solution of a message search. */
export interface MessageSolution {
  readonly nonce: number;
  /** 32 bytes. */
  readonly digest: Uint8Array;
}

/**
 * The solved header that a worker's candidate stands for.
 * @throws MidstateError `ERR_CANDIDATE_REFUSED` when the candidate is not of the chunk or its hash is above the target
 */
export function confirmHeader(chunk: Chunk<HeaderWork>, candidate: Candidate, backend: string): HeaderSolution {
  const { work, extraNonce } = chunk;
  const { nonce } = candidate;
  assertOfChunk(chunk, candidate, work.versions.length, backend);
  const header = candidateHeader(work, candidate);
  const hash = headerHash(header);
  if (bytesToUint256LE(hash) > work.target)
    throw refusal(backend, candidate, 'its hash is above the target', { header: bytesToHex(header) });
  return { header, hash, nonce, ...(extraNonce !== undefined && { extraNonce }) };
}

/**
 * The solution of a message search that a worker's candidate stands for, in steps of about a compression: of a costly puzzle
 * the reference takes seconds.
 * @throws MidstateError `ERR_CANDIDATE_REFUSED` when the nonce is not of the chunk or its digest misses the target
 */
export function* confirmMessage(
  chunk: Chunk<MessageWork>,
  candidate: Candidate,
  backend: string,
): Steps<MessageSolution> {
  const { puzzle } = chunk.work;
  const { nonce } = candidate;
  assertOfChunk(chunk, candidate, 1, backend);
  const digest = yield* digestOfNonceSteps(puzzle, nonce);
  if (!meetsTarget(digest, puzzle.target))
    throw refusal(backend, candidate, 'its digest misses the target', {
      message: bytesToHex(messageOfNonce(puzzle, nonce)),
    });
  return { nonce, digest };
}

/** Refuses a candidate that was not asked for, even where it solves. */
function assertOfChunk({ start, end }: Chunk, candidate: Candidate, versions: number, backend: string): void {
  const { nonce, version } = candidate;
  const isOfChunk = Number.isInteger(nonce) && nonce >= start && nonce < end;
  const isOfVersions = Number.isInteger(version) && version >= 0 && version < versions;
  if (!isOfChunk || !isOfVersions) throw refusal(backend, candidate, 'it is outside the range that was searched', {});
}

function refusal(
  backend: string,
  { nonce }: Candidate,
  problem: string,
  tried: Omit<ErrorDetails['ERR_CANDIDATE_REFUSED'], 'backend'>,
): MidstateError<'ERR_CANDIDATE_REFUSED'> {
  return new MidstateError(
    'ERR_CANDIDATE_REFUSED',
    `The ${backend} kernel reported nonce ${nonce}, but ${problem}: this kernel cannot be trusted`,
    { backend, ...tried },
  );
}
