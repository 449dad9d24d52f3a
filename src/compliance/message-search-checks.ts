/**
 * Checks of message search: the lowest nonce whose message's digest meets the target, wherever and however it is
 * written.
 *
 * Most searches look for one known digest: that of the nonce which they must find, and of no other.
 */
import type {
  DigestTarget,
  Engine,
  MessageHash,
  MessagePuzzle,
  MessageSearchJob,
  NonceEncoding,
} from '../engine/index.ts';
import { digestOfNonce, meetsTarget, nonceLimit } from '../engine/index.ts';
import { bytesToHex } from '../primitives/index.ts';
import {
  check,
  exhausted,
  expectEnd,
  expectThrows,
  found,
  PLACES,
  someBytes,
  type EngineCheck,
} from './engine-check.ts';

/** A job whose target is still to be chosen. */
type Aimless = Omit<MessageSearchJob, 'target'>;

const NOTHING = new Uint8Array(0);
const NO_TARGET: DigestTarget = { kind: 'zero-bits', bits: 0 };

/** Every encoding, and ranges around what is special in it. */
const RANGES: readonly (readonly [NonceEncoding, hexDigits: number | undefined, middles: readonly number[]])[] = [
  ['decimal', undefined, [10, 100, 1000, 10_000, 20_000, 100_000, 10_000_000, 10 ** 15, 2 ** 53]],
  ['hex', 1, [8, 16]],
  ['hex', 4, [0x1000, 0x10000]],
  ['hex', 7, [0x10000, 0x20000]],
  ['hex', 16, [0x10000, 2 ** 32, 2 ** 53]],
  ['u32le', undefined, [0x100, 2 ** 31, 2 ** 32]],
  ['u32be', undefined, [0x100, 2 ** 31, 2 ** 32]],
  ['u64le', undefined, [0x100, 2 ** 32, 2 ** 53]],
  ['u64be', undefined, [0x100, 2 ** 32, 2 ** 53]],
];

const HASHES: readonly MessageHash[] = [
  ...[1, 2, 3, 7].map((iterations): MessageHash => ({ kind: 'sha256', iterations })),
  ...[1, 2, 5].map((iterations): MessageHash => ({ kind: 'pbkdf2', salt: someBytes(16, 3), iterations })),
];

/** The checks, in no order that matters. */
export const messageSearchChecks: readonly EngineCheck[] = [
  check('it finds nonces in every encoding, where digits or halves change and up to the last', (engine) => {
    for (const [encoding, hexDigits, middles] of RANGES) {
      for (const middle of middles) {
        const job = around(middle, { prefix: someBytes(20), encoding, hexDigits });
        for (let nonce = job.start; nonce < job.end; nonce++) expectFound(engine, job, nonce);
      }
    }
  }),
  check('it writes every digit in every place', (engine) => {
    for (const [encoding, hexDigits, base] of [
      ['decimal', undefined, 10],
      ['hex', 6, 16],
    ] as const) {
      for (let digit = 1; digit < base; digit++) {
        for (let place = 1; place < base ** 5; place *= base) {
          const job = around(base ** 5 + digit * place, { prefix: someBytes(3, digit), encoding, hexDigits });
          for (const nonce of [job.start + 6, job.start + 7, job.start + 11]) expectFound(engine, job, nonce);
        }
      }
    }
  }),
  check('it finds nonces anywhere in a block, across two, and with blocks behind them', (engine) => {
    for (let prefixSize = 0; prefixSize < 64; prefixSize++) {
      RANGES.forEach(([encoding, hexDigits, [middle]], i) => {
        for (const suffixSize of [0, 50, 130]) {
          const prefix = someBytes(prefixSize + 64 * (i % 3), i);
          const job = around(middle!, { prefix, suffix: someBytes(suffixSize), encoding, hexDigits });
          expectFound(engine, job, job.end - 1 - (prefixSize % (job.end - job.start)));
        }
      });
      const job = around(10_000, { prefix: someBytes(prefixSize), encoding: 'decimal' });
      for (const nonce of [9999, 10_000]) expectFound(engine, job, nonce);
    }
  }),
  check('it searches long ranges of decimal nonces through every change of digits', (engine) => {
    const job: Aimless = { prefix: someBytes(9), suffix: someBytes(3), encoding: 'decimal', start: 0, end: 21_000 };
    for (const nonce of [0, 9, 10, 99, 100, 999, 1000, 9999, 10_000, 19_999, 20_000, 20_999])
      expectFound(engine, job, nonce);
    expectSearch(engine, { ...job, target: { kind: 'zero-bits', bits: 256 } }, exhausted(21_000));
  }),
  check('it hashes as often as it is told, and derives keys', (engine) => {
    for (const hash of HASHES) {
      for (const prefixSize of [0, 30, 70]) {
        const job: Aimless = { prefix: someBytes(prefixSize), encoding: 'u32be', hash, start: 250, end: 250 + PLACES };
        for (let nonce = job.start; nonce < job.end; nonce += 3) expectFound(engine, job, nonce);
      }
    }
  }),
  check('it derives keys with salts of any size', (engine) => {
    for (const saltSize of [0, 50, 51, 52, 59, 60, 61, 64, 100]) {
      const hash: MessageHash = { kind: 'pbkdf2', salt: someBytes(saltSize, 1), iterations: 3 };
      const job: Aimless = {
        prefix: someBytes(5),
        suffix: someBytes(2),
        encoding: 'decimal',
        hash,
        start: 95,
        end: 105,
      };
      for (const nonce of [95, 99, 100, 104]) expectFound(engine, job, nonce);
    }
  }),
  check('of several winning messages it takes the lowest, from every start, for every kind of target', (engine) => {
    for (const hash of [HASHES[0]!, HASHES[1]!, HASHES[5]!]) {
      const job: Aimless = { prefix: someBytes(20, 6), encoding: 'decimal', hash, start: 980, end: 980 + PLACES };
      const digests = digestsOf(job);
      const near = digests.filter((_, i) => i % 3 === 1);
      for (const target of near.flatMap((digest) => targetsOf(digest)).concat(NO_TARGET)) {
        for (const start of [980, 981, 990, 1003, 1019]) {
          const winner = digests.findIndex((digest, i) => job.start + i >= start && meetsTarget(digest, target));
          const end = winner === -1 ? exhausted(job.end - start) : found(job.start + winner, start);
          expectSearch(engine, { ...job, start, target }, end);
        }
      }
    }
  }),
  check('it looks at all bytes of a digest', (engine) => {
    const job: Aimless = { prefix: someBytes(20, 2), encoding: 'u32le', start: 0, end: 10 };
    digestsOf(job).forEach((digest) => {
      for (const at of [0, 3, 4, 15, 16, 31]) {
        const other = digest.slice();
        other[at]! ^= 1;
        expectSearch(engine, { ...job, target: { kind: 'equal', digest: other } }, exhausted(10));
      }
    });
  }),
  check('a range of nonces in a message ends before its end, and may be empty', (engine) => {
    for (const hash of [HASHES[0]!, HASHES[6]!]) {
      const job: Aimless = { prefix: someBytes(20, 4), encoding: 'decimal', hash, start: 90, end: 90 };
      for (let size = 0; size < PLACES; size++) {
        const target: DigestTarget = { kind: 'equal', digest: digestOf(job, 90 + size) };
        expectSearch(engine, { ...job, end: 90 + size, target }, exhausted(size));
        expectSearch(engine, { ...job, start: 91 + size, end: 95 + size, target }, exhausted(4));
      }
      for (const at of [0, 10, 2 ** 53])
        expectSearch(engine, { ...job, start: at, end: at, target: NO_TARGET }, exhausted(0));
    }
  }),
  check('message searches do not disturb each other, nor do other methods', (engine) => {
    for (let round = 0; round < 3; round++) {
      RANGES.forEach(([encoding, hexDigits, [middle]], i) => {
        const hash = HASHES[(i + round) % HASHES.length];
        const puzzle = { prefix: someBytes(30 * i, i), suffix: someBytes(17 * i), encoding, hexDigits, hash };
        const job = around(middle!, puzzle);
        expectFound(engine, job, job.start + round);
        engine.sha256Messages(someBytes(700), 70);
      });
    }
  }),
  check('it refuses a malformed message search', (engine) => {
    const good: MessageSearchJob = { prefix: NOTHING, encoding: 'decimal', target: NO_TARGET, start: 0, end: 1 };
    const bad =
      (change: object): (() => unknown) =>
      () =>
        engine.searchMessage({ ...good, ...change });
    const salt = NOTHING;
    expectThrows('prefix of text', TypeError, bad({ prefix: 'abc' }), 'job.prefix');
    expectThrows('suffix of text', TypeError, bad({ suffix: 'abc' }), 'job.suffix');
    expectThrows('unknown encoding', TypeError, bad({ encoding: 'octal' }), 'job.encoding');
    expectThrows('hex without digits', TypeError, bad({ encoding: 'hex' }), 'job.hexDigits');
    expectThrows('hex of 17 digits', RangeError, bad({ encoding: 'hex', hexDigits: 17 }), 'job.hexDigits');
    expectThrows('decimal of 4 digits', TypeError, bad({ hexDigits: 4 }), 'job.hexDigits');
    expectThrows('unknown hash', TypeError, bad({ hash: { kind: 'sha512' } }), 'job.hash.kind');
    expectThrows('no iteration', RangeError, bad({ hash: { kind: 'sha256', iterations: 0 } }), 'job.hash.iterations');
    expectThrows('no salt', TypeError, bad({ hash: { kind: 'pbkdf2', iterations: 1 } }), 'job.hash.salt');
    expectThrows('no cost', TypeError, bad({ hash: { kind: 'pbkdf2', salt } }), 'job.hash.iterations');
    expectThrows('unknown target', TypeError, bad({ target: { kind: 'low' } }), 'job.target.kind');
    expectThrows('257 zero bits', RangeError, bad({ target: { kind: 'zero-bits', bits: 257 } }), 'job.target.bits');
    expectThrows('no hex', TypeError, bad({ target: { kind: 'hex-prefix', hex: 'xy' } }), 'job.target.hex');
    expectThrows(
      '31 bytes',
      RangeError,
      bad({ target: { kind: 'equal', digest: someBytes(31) } }),
      'job.target.digest',
    );
    expectThrows('start below zero', RangeError, bad({ start: -1 }), 'job.start');
    expectThrows('end before start', RangeError, bad({ start: 2, end: 1 }), 'job.end');
    expectThrows('end above 2^53', RangeError, bad({ end: 2 ** 53 + 2 }), 'job.end');
    expectThrows('end above 2^32', RangeError, bad({ encoding: 'u32le', end: 2 ** 32 + 1 }), 'job.end');
    expectThrows('end above 16^3', RangeError, bad({ encoding: 'hex', hexDigits: 3, end: 4097 }), 'job.end');
  }),
  check('it derives keys of many iterations, one group of passwords after another', (engine) => {
    const hash: MessageHash = { kind: 'pbkdf2', salt: someBytes(16), iterations: 1000 };
    const job: Aimless = { prefix: someBytes(16), encoding: 'u32be', hash, start: 0, end: 22 };
    for (const nonce of [4, 9, 10, 12, 18, 20]) expectFound(engine, job, nonce);
  }),
];

/** A job over the nonces around one, as far as the encoding writes them. */
function around(middle: number, puzzle: Omit<MessagePuzzle, 'target'>): Aimless {
  const end = Math.min(middle + 6, nonceLimit(puzzle));
  return { ...puzzle, start: Math.max(0, middle - 6), end };
}

function digestOf(job: Aimless, nonce: number): Uint8Array {
  return digestOfNonce({ ...job, target: NO_TARGET }, nonce);
}

function digestsOf(job: Aimless): Uint8Array[] {
  return Array.from({ length: job.end - job.start }, (_, i) => digestOf(job, job.start + i));
}

/** Targets of each kind that a digest meets, and some that it just misses. */
function targetsOf(digest: Uint8Array): DigestTarget[] {
  const hex = bytesToHex(digest);
  const value = BigInt(`0x${hex}`);
  const zeros = Math.clz32(Number(value >> 224n));
  const mask = 0x8f00_0011;
  const word = (Number(value >> 224n) & mask) >>> 0;
  return [
    { kind: 'zero-bits', bits: zeros },
    { kind: 'zero-bits', bits: zeros + 1 },
    { kind: 'hex-prefix', hex: hex.slice(0, 1) },
    { kind: 'hex-prefix', hex: hex.slice(0, 11) },
    { kind: 'equal', digest },
    { kind: 'at-most', limit: value },
    { kind: 'at-most', limit: value - 1n },
    { kind: 'first-16-at-least', limit: value >> 128n },
    { kind: 'first-16-at-least', limit: (value >> 128n) + 1n },
    { kind: 'first-word', mask, value: word },
    { kind: 'first-word', mask: 0xf, value: Number(value >> 224n) & 0xf },
  ];
}

/** Expects the one nonce that has its digest. */
function expectFound(engine: Engine, job: Aimless, nonce: number): void {
  expectSearch(engine, { ...job, target: { kind: 'equal', digest: digestOf(job, nonce) } }, found(nonce, job.start));
}

function expectSearch(engine: Engine, job: MessageSearchJob, expected: ReturnType<typeof found>): void {
  const { prefix, suffix = NOTHING, encoding, hexDigits = '', hash, target, start, end } = job;
  const hashed = hash === undefined ? '' : `, ${hash.kind} ${hash.iterations}`;
  const what = `${prefix.length} bytes, ${encoding} ${hexDigits} in [${start}, ${end}), ${suffix.length} bytes${hashed}, ${target.kind}`;
  expectEnd(what, engine.searchMessage(job), expected);
}
