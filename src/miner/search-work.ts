/** What nonces are tried in: all that a worker needs beside their range, in a form that can be posted. */
import { compressionsOf } from '../engine/index.ts';
import type { MessagePuzzle } from '../engine/index.ts';
import { dataView } from '../primitives/index.ts';

/** Work for a worker: one header in a group of versions, or one message. */
export type SearchWork = HeaderWork | MessageWork;

/** A header, tried with each nonce in each of its versions. */
export interface HeaderWork {
  readonly kind: 'header';
  /** 80 bytes; the version and the nonce in it are not used. */
  readonly header: Uint8Array;
  /** Signed 32-bit integers, 1 to 16 of them. */
  readonly versions: readonly number[];
  /** A hash, read as a 256-bit little-endian number, at or below this is a solution. */
  readonly target: bigint;
}

/** A message, tried with each nonce. */
export interface MessageWork {
  readonly kind: 'message';
  readonly puzzle: MessagePuzzle;
}

/** What a worker found: the nonce, and the place of the version in the work's `versions`; 0 for a message. */
export interface Candidate {
  readonly nonce: number;
  readonly version: number;
}

/** What a nonce of some work costs. Work of one kind is as fast as it has few compressions. */
export interface WorkCost {
  /** Which part of a kernel does it. */
  readonly kind: 'header' | 'sha256' | 'pbkdf2';
  /** Compressions of SHA-256 for one nonce, about. */
  readonly compressions: number;
}

/** The header of a candidate, 80 bytes. */
export function candidateHeader(work: HeaderWork, { nonce, version }: Candidate): Uint8Array {
  const header = work.header.slice();
  const view = dataView(header);
  view.setInt32(0, work.versions[version]!, true);
  view.setUint32(76, nonce, true);
  return header;
}

/** What a nonce of this work costs, in all its versions. */
export function costOf(work: SearchWork): WorkCost {
  if (work.kind === 'header') return { kind: 'header', compressions: 2 * work.versions.length };
  return { kind: work.puzzle.hash?.kind ?? 'sha256', compressions: compressionsOf(work.puzzle) };
}
