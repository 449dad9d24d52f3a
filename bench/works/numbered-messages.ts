/**
 * What the batch works hash: messages of one size, all different. Byte i of message n is the low byte of 31 n + 7 i, and its
 * last four bytes are n, little end first. In a header that is the nonce.
 */
import { createHash } from 'node:crypto';
import { nameOf, type Facts } from '../contenders/contender.ts';
import { WrongAnswerError } from '../harness.ts';
import type { WorkEntrant } from './work.ts';

export const COUNT = 4096;

export interface Batch {
  readonly messages: Uint8Array;
  readonly sizeBytes: number;
  /** Message n, a view into all of them. */
  message(n: number): Uint8Array;
  /** The contender at this batch. */
  entrant(contender: Facts, hashAll: () => Uint8Array): WorkEntrant;
}

/**
 * A batch and its right answer: all hashes are compared with those of node:crypto, and these in turn with a digest that
 * was computed once by Python's hashlib.
 * @param rounds 1 for SHA-256, 2 for sha256d
 * @param digestOfHashes SHA-256 over all expected hashes, one after another
 */
export function numberedBatch(sizeBytes: number, rounds: 1 | 2, digestOfHashes: string): Batch {
  const messages = new Uint8Array(COUNT * sizeBytes);
  const view = new DataView(messages.buffer);
  for (let n = 0; n < COUNT; n++) {
    for (let i = 0; i < sizeBytes - 4; i++) messages[n * sizeBytes + i] = 31 * n + 7 * i;
    view.setUint32((n + 1) * sizeBytes - 4, n, true);
  }
  const message = (n: number): Uint8Array => messages.subarray(n * sizeBytes, (n + 1) * sizeBytes);

  function expectedHashes(): Uint8Array {
    const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
    const hashes = new Uint8Array(COUNT * 32);
    for (let n = 0; n < COUNT; n++) {
      const once = sha256(message(n));
      hashes.set(rounds === 1 ? once : sha256(once), n * 32);
    }
    const digest = createHash('sha256').update(hashes).digest('hex');
    if (digest !== digestOfHashes) throw new WrongAnswerError(`node:crypto: expected ${digestOfHashes}, got ${digest}`);
    return hashes;
  }

  return {
    messages,
    sizeBytes,
    message,
    entrant: (contender, hashAll) => ({
      contender,
      name: `${nameOf(contender)} (${contender.backend})`,
      amount: COUNT,
      check: () => firstDifference(hashAll(), expectedHashes()),
      call: hashAll,
    }),
  };
}

function firstDifference(received: Uint8Array, expected: Uint8Array): string | undefined {
  if (received.length !== expected.length) return `expected ${expected.length} bytes, got ${received.length}`;
  const index = expected.findIndex((byte, i) => byte !== received[i]);
  return index < 0 ? undefined : `hash ${Math.floor(index / 32)} of ${COUNT} differs`;
}

/** Hashes the messages one by one into a new array. */
export function oneByOne(
  { message }: Pick<Batch, 'message'>,
  hash: (message: Uint8Array) => ArrayLike<number>,
): Uint8Array {
  const hashes = new Uint8Array(COUNT * 32);
  for (let n = 0; n < COUNT; n++) hashes.set(hash(message(n)), n * 32);
  return hashes;
}
