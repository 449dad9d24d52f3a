/**
 * Proof-of-work puzzles of other projects, those that hash with SHA-256: the published solution is accepted, and every
 * backend's search from the beginning finds it and nothing before it.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createEngine,
  digestOfNonce,
  meetsTarget,
  type DigestTarget,
  type Engine,
  type MessageHash,
  type MessagePuzzle,
  type NonceEncoding,
} from '../../src/engine/index.ts';
import { EVERY_ENGINE } from '../fixtures/every-engine.ts';

const FILE = new URL('../../../shared/data/puzzles/puzzle-vectors.json', import.meta.url);
const present = existsSync(FILE);

interface VectorTarget {
  kind: string;
  bits?: number;
  hex?: string;
  min?: string;
  mask?: string;
  value?: string;
}

interface Vector {
  id: string;
  job?: {
    hash: string;
    rounds?: number;
    kdf_salt_hex?: string;
    prefix_hex: string;
    suffix_hex?: string;
    nonce_enc: string;
    target: VectorTarget;
  };
  solution: { nonce: string; digest_hex: string };
  expect: 'valid' | 'invalid';
  subpuzzles?: { i: number; salt: string; target: string; nonce: number; digest_hex: string }[];
}

/** A vector in this package's terms. */
interface Puzzle {
  readonly id: string;
  readonly puzzle: MessagePuzzle;
  readonly nonce: number;
  readonly digestHex: string;
  readonly isSolved: boolean;
}

/** A message that is given whole: it can be judged, not searched. */
interface WholeMessage {
  readonly id: string;
  readonly message: Uint8Array;
  readonly target: DigestTarget;
  readonly digestHex: string;
  readonly isSolved: boolean;
}

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

const ENCODINGS: Readonly<Record<string, NonceEncoding>> = {
  'dec-ascii': 'decimal',
  u32le: 'u32le',
  u32be: 'u32be',
  u64le: 'u64le',
};

/** Raw bytes that are a number in an encoding of ours: go-away appends a 64-bit little-endian counter. */
const RAW_NUMBER = 'go-away-ok';

function targetOf(target: VectorTarget): DigestTarget {
  switch (target.kind) {
    case 'zero-bits':
      return { kind: 'zero-bits', bits: target.bits! };
    case 'hex-prefix':
      return { kind: 'hex-prefix', hex: target.hex! };
    case 'equal':
      return { kind: 'equal', digest: bytes(target.hex!) };
    case 'ge-u128be':
      return { kind: 'first-16-at-least', limit: BigInt(target.min!) };
    case 'mask32be':
      return {
        kind: 'first-word',
        mask: Number.parseInt(target.mask!, 16),
        value: Number.parseInt(target.value!, 16),
      };
    default:
      throw new Error(`no target of kind ${target.kind}`);
  }
}

function hashOf({ hash, rounds, kdf_salt_hex: salt }: NonNullable<Vector['job']>): MessageHash | undefined {
  if (hash === 'sha256') return undefined;
  if (hash === 'sha256-chain') return { kind: 'sha256', iterations: rounds! };
  return { kind: 'pbkdf2', salt: bytes(salt!), iterations: rounds! };
}

const all = present ? (JSON.parse(readFileSync(FILE, 'utf8')) as { vectors: Vector[] }).vectors : [];
const ours = all.filter(({ job }) => ['sha256', 'sha256-chain', 'pbkdf2-hmac-sha256'].includes(job?.hash ?? ''));

const puzzles: Puzzle[] = [];
const wholeMessages: WholeMessage[] = [];
for (const { id, job, solution, expect: verdict } of ours) {
  const target = targetOf(job!.target);
  const common = { id, digestHex: solution.digest_hex, isSolved: verdict === 'valid' };
  const prefix = bytes(job!.prefix_hex);
  const suffix = bytes(job!.suffix_hex ?? '');
  const encoding = id === RAW_NUMBER ? 'u64le' : ENCODINGS[job!.nonce_enc];
  if (encoding === undefined) {
    const nonce = Buffer.from(solution.nonce, job!.nonce_enc === 'raw-hex' ? 'hex' : 'ascii');
    wholeMessages.push({ ...common, message: Buffer.concat([prefix, nonce, suffix]), target });
  } else {
    const nonce =
      id === RAW_NUMBER ? Number(Buffer.from(solution.nonce, 'hex').readBigUInt64LE()) : Number(solution.nonce);
    puzzles.push({ ...common, puzzle: { prefix, suffix, encoding, hash: hashOf(job!), target }, nonce });
  }
}
// a token from which the salts and targets of three puzzles are made
for (const { i, salt, target, nonce, digest_hex: digestHex } of all.find(({ id }) => id === 'cap-seeded-token')
  ?.subpuzzles ?? []) {
  puzzles.push({
    id: `cap-seeded-token, puzzle ${i}`,
    puzzle: {
      prefix: new TextEncoder().encode(salt),
      encoding: 'decimal',
      target: { kind: 'hex-prefix', hex: target },
    },
    nonce,
    digestHex,
    isSolved: true,
  });
}

const solved = puzzles.filter(({ isSolved }) => isSolved);
const unsolved = puzzles.filter(({ isSolved }) => !isSolved);

describe.skipIf(!present)('puzzles of other projects', () => {
  it('are all read', () => {
    expect(all).toHaveLength(68);
    expect(ours).toHaveLength(59);
    expect(wholeMessages.map(({ id }) => id)).toEqual([
      'nostr-event-id-notemine',
      'proof-of-work-readme',
      'go-away-fail',
    ]);
    expect(solved).toHaveLength(58);
    expect(unsolved.map(({ id }) => id)).toEqual(['anubis-fast-neg']);
    const ofKind = (wanted: string): number => puzzles.filter(({ puzzle }) => puzzle.target.kind === wanted).length;
    expect(ofKind('zero-bits')).toBe(19);
    expect(ofKind('hex-prefix')).toBe(18);
    expect(ofKind('equal')).toBe(12);
    expect(ofKind('first-16-at-least')).toBe(6);
    expect(ofKind('first-word')).toBe(4);
  });

  it.each(solved)('$id: the published solution is one', ({ puzzle, nonce, digestHex }) => {
    const digest = digestOfNonce(puzzle, nonce);
    expect(Buffer.from(digest).toString('hex')).toBe(digestHex);
    expect(meetsTarget(digest, puzzle.target)).toBe(true);
  });

  it.each(unsolved)('$id: the published nonce is no solution', ({ puzzle, nonce, digestHex }) => {
    const digest = digestOfNonce(puzzle, nonce);
    expect(Buffer.from(digest).toString('hex')).toBe(digestHex);
    expect(meetsTarget(digest, puzzle.target)).toBe(false);
  });

  it.each(wholeMessages)(
    '$id: the published message is judged as published',
    ({ message, target, digestHex, isSolved }) => {
      expect(createHash('sha256').update(message).digest('hex')).toBe(digestHex);
      expect(meetsTarget(bytes(digestHex), target)).toBe(isSolved);
    },
  );
});

describe.skipIf(!present).each(EVERY_ENGINE)('engine (%s)', (_name, options) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine(options);
  });
  afterAll(() => engine.close());

  // mCaptcha counts from 1
  const startOf = (id: string): number => (id.startsWith('mcaptcha') ? 1 : 0);

  it.each(solved)('$id: a search finds the published solution', ({ id, puzzle, nonce }) => {
    const start = startOf(id);
    const end = engine.searchMessage({ ...puzzle, start, end: nonce + 100 });
    expect(end).toEqual({ status: 'candidate', nonce, attempts: nonce - start + 1 });
  });

  it.each(unsolved)('$id: the published nonce is passed over', ({ puzzle, nonce }) => {
    expect(engine.searchMessage({ ...puzzle, start: nonce, end: nonce + 1 })).toEqual({
      status: 'exhausted',
      attempts: 1,
    });
  });
});
