/** A candidate is hashed again by the readable reference before anybody calls it a solution. */
import { bytesToHex, bytesToUint256LE, dataView, headerHash } from '../primitives/index.ts';
import { MidstateError } from '../errors.ts';
import type { Chunk } from './search-space.ts';

/** A confirmed solution. */
export interface Solution {
  /** 80 bytes. */
  readonly header: Uint8Array;
  /** 32 bytes, wire order. */
  readonly hash: Uint8Array;
  readonly nonce: number;
}

/**
 * The solution that a worker's candidate stands for.
 * @throws MidstateError `ERR_CANDIDATE_REFUSED` when the nonce is not of the chunk or its hash is above the target
 */
export function confirmCandidate(chunk: Chunk, nonce: number, target: bigint, backend: string): Solution {
  const header = chunk.header.slice();
  dataView(header).setUint32(76, nonce, true);
  const hash = headerHash(header);
  const isOfChunk = Number.isInteger(nonce) && nonce >= chunk.start && nonce < chunk.end;
  if (isOfChunk && bytesToUint256LE(hash) <= target) return { header, hash, nonce };
  const problem = isOfChunk ? 'its hash is above the target' : 'it is outside the range that was searched';
  throw new MidstateError(
    'ERR_CANDIDATE_REFUSED',
    `The ${backend} kernel reported nonce ${nonce}, but ${problem}: this kernel cannot be trusted`,
    { backend, header: bytesToHex(header) },
  );
}
