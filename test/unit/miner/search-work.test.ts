/** What a nonce costs, counted by hand: slices and chunks of costly hashes begin small. */
import { expect, it } from 'vitest';
import { costOf, type MessageWork } from '../../../src/miner/search-work.ts';

const message = (prefixSize: number, suffixSize: number, hash?: MessageWork['puzzle']['hash']): MessageWork => ({
  kind: 'message',
  puzzle: {
    prefix: new Uint8Array(prefixSize),
    suffix: new Uint8Array(suffixSize),
    encoding: 'u64be',
    hash,
    target: { kind: 'zero-bits', bits: 1 },
  },
});
const header = (versions: number[]) => ({ kind: 'header', header: new Uint8Array(80), versions, target: 0n }) as const;

it.each([
  { name: 'a header', work: header([1]), kind: 'header', compressions: 2 },
  { name: 'a header in eight versions', work: header([1, 2, 3, 4, 5, 6, 7, 8]), kind: 'header', compressions: 16 },
  { name: 'a message of one block', work: message(47, 0), kind: 'sha256', compressions: 1 },
  { name: 'a message of two blocks', work: message(48, 0), kind: 'sha256', compressions: 2 },
  { name: 'whole blocks in front, which are hashed once', work: message(64_047, 0), kind: 'sha256', compressions: 1 },
  { name: 'blocks behind, which are hashed each time', work: message(0, 64_000), kind: 'sha256', compressions: 1001 },
  {
    name: 'a chain of 1000',
    work: message(16, 0, { kind: 'sha256', iterations: 1000 }),
    kind: 'sha256',
    compressions: 1000,
  },
  {
    // two key blocks, the salt in one block and the hash around it, and two for each other iteration
    name: 'PBKDF2 of 5000 iterations',
    work: message(16, 0, { kind: 'pbkdf2', salt: new Uint8Array(16), iterations: 5000 }),
    kind: 'pbkdf2',
    compressions: 10_002,
  },
])('of $name', ({ work, kind, compressions }) => {
  expect(costOf(work)).toEqual({ kind, compressions });
});
