import { createHash, pbkdf2Sync } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createEngine,
  type DigestTarget,
  type Engine,
  type MessageHash,
  type MessagePuzzle,
  type MessageSearchJob,
  type SearchEnd,
} from '../../src/engine/index.ts';
import { EVERY_ENGINE } from '../fixtures/every-engine.ts';

/** Larger than three groups of any kernel; a group has 20 messages at most. */
const RANGE = 64;
const SAFE_END = 2 ** 53;

type Written = Pick<MessagePuzzle, 'encoding' | 'hexDigits'>;
/** A job whose target is still to be chosen. */
type Aimless = Omit<MessageSearchJob, 'target'>;

/** Where an encoding ends. */
function limitOf({ encoding, hexDigits }: Written): number {
  if (encoding.startsWith('u32')) return 2 ** 32;
  return encoding === 'hex' ? Math.min(SAFE_END, 16 ** hexDigits!) : SAFE_END;
}

function write({ encoding, hexDigits }: Written, nonce: number): Buffer {
  if (encoding === 'decimal') return Buffer.from(nonce.toFixed(0));
  if (encoding === 'hex') return Buffer.from(nonce.toString(16).padStart(hexDigits!, '0'));
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(nonce));
  const sized = encoding.startsWith('u32') ? bytes.subarray(4) : bytes;
  return encoding.endsWith('le') ? sized.reverse() : sized;
}

const NOTHING = new Uint8Array(0);

/** The digest that a nonce makes, by node:crypto: 64 hexadecimal digits. */
function digestHex(job: Aimless, nonce: number): string {
  const message = Buffer.concat([job.prefix, write(job, nonce), job.suffix ?? NOTHING]);
  const hash: MessageHash = job.hash ?? { kind: 'sha256' };
  if (hash.kind === 'pbkdf2') return pbkdf2Sync(message, hash.salt, hash.iterations, 32, 'sha256').toString('hex');
  let digest = createHash('sha256').update(message).digest();
  for (let i = 1; i < (hash.iterations ?? 1); i++) digest = createHash('sha256').update(digest).digest();
  return digest.toString('hex');
}

/** The digests of a whole range. */
function digestsOf(job: Aimless): string[] {
  return Array.from({ length: job.end - job.start }, (_, i) => digestHex(job, job.start + i));
}

function wins(digest: string, target: DigestTarget): boolean {
  const value = BigInt(`0x${digest}`);
  switch (target.kind) {
    case 'zero-bits':
      return value.toString(2).padStart(256, '0').startsWith('0'.repeat(target.bits));
    case 'hex-prefix':
      return digest.startsWith(target.hex.toLowerCase());
    case 'equal':
      return digest === Buffer.from(target.digest).toString('hex');
    case 'at-most':
      return value <= target.limit;
    case 'first-16-at-least':
      return BigInt(`0x${digest.slice(0, 32)}`) >= target.limit;
    case 'first-word':
      return (BigInt(`0x${digest.slice(0, 8)}`) & BigInt(target.mask)) === BigInt(target.value);
  }
}

/** What a search must end with, by the digests of all its nonces in order. */
function tried(digests: readonly string[], target: DigestTarget, start: number): SearchEnd {
  const place = digests.findIndex((digest) => wins(digest, target));
  if (place === -1) return { status: 'exhausted', attempts: digests.length };
  return { status: 'candidate', nonce: start + place, attempts: place + 1 };
}

const found = (nonce: number, start: number): SearchEnd => ({
  status: 'candidate',
  nonce,
  attempts: nonce - start + 1,
});
const equal = (digest: string): DigestTarget => ({ kind: 'equal', digest: Buffer.from(digest, 'hex') });

/** Targets that a given digest meets, or just misses; some are met by many digests, some by this one alone. */
function targetNear(digest: string): fc.Arbitrary<DigestTarget> {
  const value = BigInt(`0x${digest}`);
  const zeros = value === 0n ? 256 : 256 - value.toString(2).length;
  const within = (limit: bigint, top: bigint): bigint => (limit < 0n ? 0n : limit > top ? top : limit);
  return fc.oneof(
    fc
      .constantFrom(zeros, Math.min(zeros + 1, 256), 0, 3, 5, 6)
      .map((bits): DigestTarget => ({ kind: 'zero-bits', bits })),
    fc.tuple(fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 64 })), fc.boolean()).map(([digits, isUpper]): DigestTarget => {
      const hex = digest.slice(0, digits);
      return { kind: 'hex-prefix', hex: isUpper ? hex.toUpperCase() : hex };
    }),
    fc.constant(equal(digest)),
    fc
      .constantFrom(0n, 1n)
      .map((step): DigestTarget => ({ kind: 'at-most', limit: within(value - step, 2n ** 256n - 1n) })),
    fc.constantFrom(0n, 1n).map((step): DigestTarget => ({
      kind: 'first-16-at-least',
      limit: within((value >> 128n) + step, 2n ** 128n - 1n),
    })),
    fc
      .tuple(fc.integer({ min: 0, max: 0xffffffff }), fc.boolean(), fc.nat({ max: 4 }))
      .map(([bits, isWhole, flip]): DigestTarget => {
        // few bits, or all
        const mask = isWhole ? 0xffffffff : (bits & 0x88421111) >>> 0;
        const word = Number.parseInt(digest.slice(0, 8), 16);
        return { kind: 'first-word', mask, value: ((word ^ (flip === 0 ? 1 : 0)) & mask) >>> 0 };
      }),
  );
}

const WRITTEN: readonly Written[] = [
  { encoding: 'decimal' },
  { encoding: 'u32le' },
  { encoding: 'u32be' },
  { encoding: 'u64le' },
  { encoding: 'u64be' },
  ...Array.from({ length: 16 }, (_, i): Written => ({ encoding: 'hex', hexDigits: i + 1 })),
];

const NAMED = WRITTEN.map((how) => [`${how.encoding} ${how.hexDigits ?? ''}`.trim(), how] as const);

/** Where the number of digits changes, or the high part. */
const EDGES = [
  0, 10, 100, 1000, 1e4, 2e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
  0x10, 0x100, 0x1000, 0x10000, 0x20000, 0x100000, 2 ** 31, 2 ** 32, 2 ** 33, 2 ** 48, SAFE_END,
]; // prettier-ignore

const written = fc.oneof(
  fc.constantFrom(...WRITTEN.slice(0, 5)),
  fc.constant<Written>({ encoding: 'decimal' }),
  fc.constantFrom(...WRITTEN.slice(5)),
);
const content = fc.uint8Array({ maxLength: 200 });
const edge = fc
  .tuple(fc.constantFrom(...EDGES), fc.integer({ min: 0, max: RANGE }))
  .map(([at, before]) => Math.max(0, at - before));
const anywhere = fc
  .tuple(fc.integer({ min: 0, max: 53 }), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }))
  .map(([bits, fraction]) => Math.floor(2 ** bits * fraction));

const range = (maxSize: number): fc.Arbitrary<Written & { start: number; end: number }> =>
  fc.tuple(written, fc.oneof(edge, anywhere), fc.integer({ min: 0, max: maxSize })).map(([how, from, size]) => {
    const limit = limitOf(how);
    // an edge beyond the limit is the limit
    const start = from <= limit ? from : limit - (from % RANGE);
    return { ...how, start: Math.max(0, start), end: Math.min(limit, Math.max(0, start) + size) };
  });

/** A job, the digests of its nonces, and targets near some of them. */
const aimed = (
  aimless: fc.Arbitrary<Aimless>,
): fc.Arbitrary<{ job: Aimless; digests: string[]; targets: DigestTarget[] }> =>
  aimless.chain((job) => {
    const digests = digestsOf(job);
    const near = digests.length === 0 ? fc.constant('00'.repeat(32)) : fc.constantFrom(...digests);
    const targets = fc.array(near.chain(targetNear), { minLength: 4, maxLength: 8 });
    return fc.record({ job: fc.constant(job), digests: fc.constant(digests), targets });
  });

const iterations = fc.constantFrom(undefined, 1, 2, 3, 7);
const sha256Job = fc
  .tuple(content, fc.option(content, { nil: undefined }), iterations, range(RANGE))
  .map(([prefix, suffix, count, rest]): Aimless => ({
    prefix,
    suffix,
    hash: count === undefined ? undefined : { kind: 'sha256', iterations: count },
    ...rest,
  }));
const pbkdf2Job = fc
  .tuple(
    fc.uint8Array({ maxLength: 100 }),
    fc.uint8Array({ maxLength: 10 }),
    fc.uint8Array({ maxLength: 100 }),
    fc.integer({ min: 1, max: 5 }),
    range(100),
  )
  .map(([prefix, suffix, salt, count, rest]): Aimless => ({
    prefix,
    suffix,
    hash: { kind: 'pbkdf2', salt, iterations: count },
    ...rest,
  }));

/** Bytes that have no two words alike. */
const pattern = (size: number, seed: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, i) => (i * 7 + seed) % 251);

describe.each(EVERY_ENGINE)('engine (%s) searches messages as node:crypto does', (_name, options) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine(options);
  });
  afterAll(() => engine.close());

  /** Each nonce of a range is the only one that has its digest. */
  const expectEachFound = (job: Aimless, digests = digestsOf(job)): void => {
    digests.forEach((digest, place) => {
      expect(engine.searchMessage({ ...job, target: equal(digest) })).toEqual(found(job.start + place, job.start));
    });
  };

  it('for any prefix, suffix, encoding, iterations, range and target', () => {
    fc.assert(
      fc.property(aimed(sha256Job), ({ job, digests, targets }) => {
        for (const target of targets)
          expect(engine.searchMessage({ ...job, target })).toEqual(tried(digests, target, job.start));
      }),
      { numRuns: 1000 },
    );
  });

  it('for any password, salt, iterations, range and target of PBKDF2', () => {
    fc.assert(
      fc.property(aimed(pbkdf2Job), ({ job, digests, targets }) => {
        for (const target of targets)
          expect(engine.searchMessage({ ...job, target })).toEqual(tried(digests, target, job.start));
      }),
      { numRuns: 100 },
    );
  });

  it('for passwords of many iterations, group after group', () => {
    const hash: MessageHash = { kind: 'pbkdf2', salt: pattern(16, 2), iterations: 1000 };
    const job: Aimless = { prefix: pattern(16, 1), encoding: 'u32be', hash, start: 300, end: 340 };
    for (const place of [0, 3, 4, 8, 9, 10, 11, 12, 17, 18, 19, 20, 35, 36, 39])
      expect(engine.searchMessage({ ...job, target: equal(digestHex(job, 300 + place)) })).toEqual(
        found(300 + place, 300),
      );
    const beyond = equal(digestHex(job, 340));
    expect(engine.searchMessage({ ...job, target: beyond })).toEqual({ status: 'exhausted', attempts: 40 });
  });

  it.each(NAMED)('with the nonce at each place of a block, %s', (_encoding, how) => {
    // the last nonces before a change of digits or of the high part, and the first ones behind it
    const edges = how.encoding === 'decimal' ? [1e4, 1e5] : [0x10000, 2 ** 32];
    const near = edges.filter((middle) => middle < limitOf(how));
    if (near.length === 0) near.push(limitOf(how) - 5);
    for (let prefixSize = 0; prefixSize < 64; prefixSize++) {
      for (const suffixSize of [0, 1, 45, 64, 120]) {
        for (const middle of near) {
          const job: Aimless = {
            prefix: pattern(64 * (prefixSize % 3) + prefixSize, suffixSize),
            suffix: pattern(suffixSize, prefixSize),
            ...how,
            start: middle - 2,
            end: middle + 2,
          };
          const last = job.end - 1;
          expect(engine.searchMessage({ ...job, target: equal(digestHex(job, last)) })).toEqual(found(last, job.start));
          expect(engine.searchMessage({ ...job, target: equal(digestHex(job, job.start)) })).toEqual(
            found(job.start, job.start),
          );
        }
      }
    }
  });

  it.each(NAMED)('with a winner in every place of a range, %s', (_encoding, how) => {
    const limit = limitOf(how);
    const starts = [0, 7, limit - 45, how.encoding === 'decimal' ? 99_980 : 0xfff0].map((start) =>
      Math.max(0, Math.min(start, limit - 45)),
    );
    for (const start of new Set(starts)) {
      for (const prefixSize of [0, 61, 70])
        expectEachFound({ prefix: pattern(prefixSize, 3), ...how, start, end: Math.min(limit, start + 45) });
    }
  });

  it.each([10, 100, 1000, 1e4, 1e5, 1e6, 1e7, 1e8, 1e12, 1e15])('where the decimal nonce becomes %d', (edgeNonce) => {
    const start = Math.max(0, edgeNonce - 12);
    for (const prefixSize of [0, 3, 50, 58, 63])
      expectEachFound({
        prefix: pattern(prefixSize, 5),
        suffix: pattern(9, 1),
        encoding: 'decimal',
        start,
        end: edgeNonce + 12,
      });
  });

  it.each([
    ['decimal', 10, { encoding: 'decimal' }],
    ['hexadecimal', 16, { encoding: 'hex', hexDigits: 6 }],
  ] as const)('with every %s digit in every place', (_base, base, how) => {
    for (let place = 0; place < 6; place++) {
      for (let digit = 1; digit < base; digit++) {
        // the other digits: some from 1 up
        const others = Array.from({ length: 6 }, (_, i) => (i === place ? digit : 1 + ((digit + 5 * i) % (base - 1))));
        const start = others.reduce((nonce, each) => nonce * base + each, 0);
        expectEachFound({ prefix: pattern(21, digit), ...how, start, end: start + 18 });
      }
    }
  });

  it('through several changes of digits in one range', () => {
    const job: Aimless = { prefix: pattern(60, 9), encoding: 'decimal', start: 0, end: 25_000 };
    for (const nonce of [0, 9, 10, 99, 100, 999, 1000, 9999, 10_000, 19_999, 20_000, 24_999])
      expect(engine.searchMessage({ ...job, target: equal(digestHex(job, nonce)) })).toEqual(found(nonce, 0));
    const digests = digestsOf(job);
    const limits = digests.toSorted().slice(0, 20);
    for (const digest of limits) {
      const target: DigestTarget = { kind: 'at-most', limit: BigInt(`0x${digest}`) };
      expect(engine.searchMessage({ ...job, target })).toEqual(tried(digests, target, 0));
    }
    const none: DigestTarget = { kind: 'at-most', limit: BigInt(`0x${limits[0]!}`) - 1n };
    expect(engine.searchMessage({ ...job, target: none })).toEqual({ status: 'exhausted', attempts: 25_000 });
  });

  it('through several stretches of hexadecimal digits', () => {
    const job: Aimless = { prefix: pattern(59, 9), encoding: 'hex', hexDigits: 8, start: 0xff00, end: 0x30100 };
    for (const nonce of [0xff00, 0xffff, 0x10000, 0x1ffff, 0x20000, 0x300ff])
      expect(engine.searchMessage({ ...job, target: equal(digestHex(job, nonce)) })).toEqual(found(nonce, 0xff00));
  });

  it.each(['u64le', 'u64be'] as const)('where the high half of %s changes', (encoding) => {
    for (const middle of [2 ** 32, 3 * 2 ** 32, 2 ** 48])
      for (const prefixSize of [0, 54, 58, 60, 63])
        expectEachFound({ prefix: pattern(prefixSize, 2), encoding, start: middle - 21, end: middle + 21 });
  });

  it('up to the last nonce of an encoding', () => {
    for (const how of WRITTEN) {
      const limit = limitOf(how);
      for (const size of [1, 2, 4, 9])
        expectEachFound({ prefix: pattern(33, size), ...how, start: limit - size, end: limit });
    }
    expectEachFound({ prefix: NOTHING, encoding: 'u32le', start: 0xfffffffc, end: 0x1_0000_0000 });
    expectEachFound({ prefix: NOTHING, encoding: 'decimal', start: SAFE_END - 40, end: SAFE_END });
  });

  it('before and behind more bytes than a kernel prepares for', () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 31 + (i >>> 8)) & 0xff);
    // 15, 16, 17 and 18 blocks behind the nonce, and a thousand
    for (const size of [950, 1000, 1010, 1030, 1060, 1090, 1150, 65_000]) {
      const puzzle = {
        prefix: bytes.subarray(3, size),
        suffix: bytes.subarray(7, 7 + size),
        encoding: 'decimal',
      } as const;
      const nonce = 99_995 + (size % 20);
      const digest = Buffer.from(digestHex({ ...puzzle, start: 0, end: 0 }, nonce), 'hex');
      const end = engine.searchMessage({ ...puzzle, target: { kind: 'equal', digest }, start: 99_990, end: 100_030 });
      expect(end, `suffix of ${size} bytes`).toEqual({ status: 'candidate', nonce, attempts: nonce - 99_989 });
    }
  });

  it('with two winners in one group: the lowest, from every start', () => {
    for (const how of [WRITTEN[0]!, WRITTEN[1]!, WRITTEN[4]!, WRITTEN[12]!]) {
      const job: Aimless = { prefix: pattern(20, 8), ...how, start: 1000, end: 1000 + RANGE };
      const digests = digestsOf(job);
      for (const limit of digests.toSorted().slice(0, 12)) {
        const target: DigestTarget = { kind: 'at-most', limit: BigInt(`0x${limit}`) };
        for (let start = 1000; start < 1000 + RANGE; start++)
          expect(engine.searchMessage({ ...job, start, target })).toEqual(
            tried(digests.slice(start - 1000), target, start),
          );
      }
    }
  });

  it('with nothing in an empty range, and nothing outside a range', () => {
    for (const how of WRITTEN) {
      const job: Aimless = { prefix: pattern(10, 1), ...how, start: 5, end: 5 };
      const anyDigest: DigestTarget = { kind: 'zero-bits', bits: 0 };
      for (const at of [0, 5, limitOf(how)])
        expect(engine.searchMessage({ ...job, start: at, end: at, target: anyDigest })).toEqual({
          status: 'exhausted',
          attempts: 0,
        });
      for (const outside of [4, 15].filter((nonce) => nonce < limitOf(how)))
        for (const end of [6, 10, 15])
          expect(engine.searchMessage({ ...job, end, target: equal(digestHex(job, outside)) })).toEqual({
            status: 'exhausted',
            attempts: end - 5,
          });
    }
  });

  it('with the first words of digests right and the rest wrong', () => {
    const job: Aimless = { prefix: pattern(10, 6), encoding: 'decimal', start: 0, end: 40 };
    const digests = digestsOf(job);
    for (const [nonce, digest] of digests.entries()) {
      const other = `${digest.slice(0, 63)}${digest[63] === '0' ? '1' : '0'}`;
      expect(engine.searchMessage({ ...job, target: equal(other) })).toEqual({ status: 'exhausted', attempts: 40 });
      // behind a nonce that passes by its first word alone the search goes on
      const least: DigestTarget = { kind: 'at-most', limit: BigInt(`0x${digest}`) - 1n };
      expect(engine.searchMessage({ ...job, start: nonce, target: least })).toEqual(
        tried(digests.slice(nonce), least, nonce),
      );
    }
  });

  it('with job after job of different shapes', () => {
    const jobs: Aimless[] = [
      { prefix: pattern(200, 1), suffix: pattern(200, 2), encoding: 'decimal', start: 990, end: 1030 },
      { prefix: NOTHING, encoding: 'u32be', start: 0, end: 40 },
      {
        prefix: pattern(62, 3),
        encoding: 'hex',
        hexDigits: 16,
        hash: { kind: 'sha256', iterations: 2 },
        start: 0,
        end: 40,
      },
      {
        prefix: pattern(9, 4),
        encoding: 'u64le',
        hash: { kind: 'pbkdf2', salt: pattern(9, 1), iterations: 2 },
        start: 0,
        end: 40,
      },
      { prefix: pattern(64, 5), encoding: 'u64be', start: 0, end: 40 },
    ];
    for (let round = 0; round < 3; round++) {
      for (const job of jobs) {
        const nonce = job.start + 13 * round + 1;
        expect(engine.searchMessage({ ...job, target: equal(digestHex(job, nonce)) })).toEqual(found(nonce, job.start));
      }
    }
  });
});
