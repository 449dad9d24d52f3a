/** What an attempt at a message puzzle costs, in compressions of SHA-256: what slices are cut by. */
import type { MessagePuzzle } from './message-job.ts';

/** A nonce is seldom longer. */
const NONCE_SIZE_BYTES = 8;
const BLOCK_SIZE_BYTES = 64;

/** Compressions for one nonce, about. Whole blocks of the prefix are hashed once for all nonces, and not counted. */
export function compressionsOf({ prefix, suffix, hash = { kind: 'sha256' } }: MessagePuzzle): number {
  const behindPrefix = NONCE_SIZE_BYTES + (suffix?.length ?? 0);
  const message = blocks((prefix.length % BLOCK_SIZE_BYTES) + behindPrefix);
  if (hash.kind === 'sha256') return message + (hash.iterations ?? 1) - 1;
  // a password that is no longer than a block is the key as it is
  const password = prefix.length + behindPrefix > BLOCK_SIZE_BYTES ? message : 0;
  return password + 2 + blocks(hash.salt.length + 4) + 1 + 2 * (hash.iterations - 1);
}

/** Blocks of a message of so many bytes, padded: at least nine bytes more. */
function blocks(sizeBytes: number): number {
  return Math.ceil((sizeBytes + 9) / BLOCK_SIZE_BYTES);
}
