/**
 * The search of a message, made of a library that only hashes: write the nonce, hash, compare. Everything beside the
 * hash is kept as cheap as can be, the message is allocated once for each number of digits.
 */
import type { MessagePuzzle } from '../../src/engine/index.ts';
import { concatBytes, hexToBytes } from '../../src/primitives/index.ts';
import type { Answer, AsyncHasher, Bytes, Hasher } from '../contenders/contender.ts';

/** The puzzles that the works set. */
export interface Puzzle extends MessagePuzzle {
  readonly encoding: 'decimal' | 'u32be';
  /** SHA-256 iterated. @default once */
  readonly hash?: { readonly kind: 'sha256'; readonly iterations: number };
  readonly target:
    | { readonly kind: 'zero-bits'; readonly bits: number }
    | { readonly kind: 'hex-prefix'; readonly hex: string };
}

/** The lowest nonce of `[start, end)` that solves the puzzle. */
export function searchWith({ sha256 }: Pick<Hasher, 'sha256'>, puzzle: Puzzle, start: number, end: number): Answer {
  const messageOf = messageWriter(puzzle);
  const wins = targetTest(puzzle.target);
  const iterations = puzzle.hash?.iterations ?? 1;
  for (let nonce = start; nonce < end; nonce++) {
    let digest = sha256(messageOf(nonce));
    for (let i = 1; i < iterations; i++) digest = sha256(digest);
    if (wins(digest)) return nonce;
  }
  return undefined;
}

/** The same, where a digest comes later. */
export async function searchWithAsync(
  { sha256 }: Pick<AsyncHasher, 'sha256'>,
  puzzle: Puzzle,
  start: number,
  end: number,
): Promise<Answer> {
  const messageOf = messageWriter(puzzle);
  const wins = targetTest(puzzle.target);
  const iterations = puzzle.hash?.iterations ?? 1;
  for (let nonce = start; nonce < end; nonce++) {
    let digest = await sha256(messageOf(nonce));
    for (let i = 1; i < iterations; i++) digest = await sha256(digest);
    if (wins(digest)) return nonce;
  }
  return undefined;
}

/** Writes the nonce into the message, always the same bytes in memory. Nonces come upwards. */
export function messageWriter({ prefix, suffix = new Uint8Array(0), encoding }: Puzzle): (nonce: number) => Uint8Array {
  if (encoding === 'u32be') {
    const message = concatBytes(prefix, new Uint8Array(4), suffix);
    const view = new DataView(message.buffer);
    return (nonce) => {
      view.setUint32(prefix.length, nonce);
      return message;
    };
  }
  let message = new Uint8Array(0);
  let digits = 0;
  let firstLonger = 0;
  return (nonce) => {
    if (nonce >= firstLonger) {
      digits = String(nonce).length;
      firstLonger = 10 ** digits;
      message = concatBytes(prefix, new Uint8Array(digits), suffix) as Uint8Array<ArrayBuffer>;
    }
    let rest = nonce;
    for (let at = prefix.length + digits - 1; at >= prefix.length; at--) {
      const tenth = Math.floor(rest / 10);
      message[at] = 0x30 + rest - 10 * tenth;
      rest = tenth;
    }
    return message;
  };
}

/** Both kinds of target say which bits a digest begins with: whole bytes, then the high bits of one more. */
export function targetTest(target: Puzzle['target']): (digest: Bytes) => boolean {
  const bits = target.kind === 'zero-bits' ? target.bits : 4 * target.hex.length;
  const start = hexToBytes((target.kind === 'zero-bits' ? '' : target.hex).padEnd(64, '0'));
  const whole = bits >> 3;
  const mask = (0xff00 >> (bits & 7)) & 0xff;
  return (digest) => {
    for (let i = 0; i < whole; i++) if (digest[i] !== start[i]) return false;
    return mask === 0 || (digest[whole]! & mask) === start[whole];
  };
}
