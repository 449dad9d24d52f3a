/**
 * What the variants are timed at. No search finds anything, so each call does all of its work; and all counts are multiples
 * of 180, so that groups of nine, five and four messages leave no rest.
 */
import type { Engine } from '../../src/engine/engine.ts';
import { fruitlessJob } from '../../src/engine/known-answers.ts';
import type { MessageHash, MessagePuzzle } from '../../src/engine/message-job.ts';
import { VERSIONS_MAX } from '../../src/engine/search-job.ts';

export interface TrickWork {
  readonly name: string;
  readonly title: string;
  /** What is counted. */
  readonly unit: string;
  /** Attempts, or messages of a batch, in a call that is timed. */
  readonly items: number;
  /** How much of the unit each of them is. @default 1 */
  readonly perItem?: number;
  call(engine: Engine, items: number, versions: number): unknown;
}

/** Messages that make whole groups, however many streams there are. */
const GROUPS = 180;
const ITEMS = 100 * GROUPS;
const LINKS = 1_000;
const ITERATIONS = 2_000;

function bytes(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => (i * 13 + 5) % 251);
}

/** A message search that finds nothing: no digest is all zeros. */
function search(name: string, title: string, puzzle: Omit<MessagePuzzle, 'target'>, start: number): TrickWork {
  const job = { ...puzzle, target: { kind: 'zero-bits', bits: 256 } } as const;
  const call = (engine: Engine, items: number) => engine.searchMessage({ ...job, start, end: start + items });
  return { name, title, unit: 'hashes', items: ITEMS, call };
}

/** A search over `salt || nonce || counter`, with few counters, since each is hashed so often. */
function iterated(name: string, title: string, unit: string, hash: MessageHash): TrickWork {
  const puzzle = { prefix: bytes(32), encoding: 'u32be', hash } as const;
  return { ...search(name, title, puzzle, 0), unit, items: GROUPS, perItem: hash.iterations ?? 1 };
}

function batch(
  name: string,
  title: string,
  sizeBytes: number,
  hash: (engine: Engine, all: Uint8Array) => unknown,
): TrickWork {
  const messages = bytes(20 * GROUPS * sizeBytes);
  const call = (engine: Engine, items: number) => hash(engine, messages.subarray(0, items * sizeBytes));
  return { name, title, unit: 'hashes', items: 20 * GROUPS, call };
}

export const trickWorks: readonly TrickWork[] = [
  {
    name: 'header',
    title: 'header search',
    unit: 'hashes',
    items: ITEMS,
    call: (engine, items) => engine.searchHeader(fruitlessJob(items)),
  },
  {
    name: 'versions',
    title: 'header search in 16 versions at once',
    unit: 'hashes',
    items: 6 * VERSIONS_MAX * GROUPS,
    call(engine, items, versions) {
      const { midstate, ...job } = fruitlessJob(items / versions);
      return engine.searchVersions({ ...job, midstates: Array.from({ length: versions }, () => midstate) });
    },
  },
  search(
    'message',
    'message search, one block: 32 bytes and a decimal nonce',
    { prefix: bytes(32), encoding: 'decimal' },
    1_000_000,
  ),
  search(
    'event',
    'message search, 300 bytes: one block changes, two behind it do not',
    { prefix: bytes(150), suffix: bytes(143), encoding: 'decimal' },
    1_000_000,
  ),
  iterated('chain', `chain of ${LINKS} hashes`, 'hashes', { kind: 'sha256', iterations: LINKS }),
  iterated('pbkdf2', `PBKDF2 of ${ITERATIONS} iterations`, 'iterations', {
    kind: 'pbkdf2',
    salt: bytes(16),
    iterations: ITERATIONS,
  }),
  batch('batch-headers', 'batch of headers', 80, (engine, all) => engine.sha256dHeaders(all)),
  batch('batch-pairs', 'batch of pairs of nodes', 64, (engine, all) => engine.sha256dPairs(all)),
  batch('batch-messages', 'batch of messages of 55 bytes', 55, (engine, all) => engine.sha256Messages(all, 55)),
];
