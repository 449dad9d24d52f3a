import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assertDigestTarget,
  firstWordFilter,
  isDecidedByFirstWord,
  meetsTarget,
  winProbability,
  type DigestTarget,
} from '../../src/engine/digest-target.ts';

const VECTORS = new URL('../../../shared/data/puzzles/puzzle-vectors.json', import.meta.url);

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

/** SHA-256 of "abc" (FIPS 180-4), and a digest with 21 leading zero bits (NIP-13's example). */
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const NIP13 = '000006d8c378af1779d2feebc7603a125d99eca0ccf1085959b307f64e5dd358';
const ZEROS = '00'.repeat(32);
const ONES = 'ff'.repeat(32);
const TOP = 2n ** 256n - 1n;

const zeroBits = (bits: number): DigestTarget => ({ kind: 'zero-bits', bits });
const hexPrefix = (hex: string): DigestTarget => ({ kind: 'hex-prefix', hex });
const equal = (hex: string): DigestTarget => ({ kind: 'equal', digest: bytes(hex) });
const atMost = (limit: bigint): DigestTarget => ({ kind: 'at-most', limit });
const first16AtLeast = (limit: bigint): DigestTarget => ({ kind: 'first-16-at-least', limit });
const firstWord = (mask: number, value: number): DigestTarget => ({ kind: 'first-word', mask, value });

describe('meetsTarget', () => {
  it.each([
    ['no zero bit is asked for', ONES, zeroBits(0), true],
    ['one zero bit and none', ABC, zeroBits(1), false],
    ['as many zero bits as there are', NIP13, zeroBits(21), true],
    ['one zero bit more than there are', NIP13, zeroBits(22), false],
    ['31 zero bits and a one', `00000001${ONES.slice(8)}`, zeroBits(31), true],
    ['31 zero bits and a one, for 32', `00000001${ONES.slice(8)}`, zeroBits(32), false],
    ['32 zero bits', `00000000${ONES.slice(8)}`, zeroBits(32), true],
    ['32 zero bits for 33', `00000000${ONES.slice(8)}`, zeroBits(33), false],
    ['255 zero bits', `${ZEROS.slice(1)}1`, zeroBits(255), true],
    ['255 zero bits for 256', `${ZEROS.slice(1)}1`, zeroBits(256), false],
    ['nothing but zero bits', ZEROS, zeroBits(256), true],

    ['no digit is asked for', ABC, hexPrefix(''), true],
    ['one digit', ABC, hexPrefix('b'), true],
    ['an odd number of digits', ABC, hexPrefix('ba7816bf8'), true],
    ['an odd number of digits, the last one wrong', ABC, hexPrefix('ba7816bf9'), false],
    ['digits in upper case', ABC, hexPrefix('BA78'), true],
    ['a zero digit that is not there', ABC, hexPrefix('0'), false],
    ['all digits', ABC, hexPrefix(ABC), true],
    ['all digits, the last one wrong', ABC, hexPrefix(`${ABC.slice(0, 63)}c`), false],

    ['the same digest', ABC, equal(ABC), true],
    ['a digest with another last bit', ABC, equal(`${ABC.slice(0, 63)}c`), false],
    ['a digest with another first bit', ABC, equal(`3${ABC.slice(1)}`), false],

    ['a limit that is the digest', ABC, atMost(BigInt(`0x${ABC}`)), true],
    ['a limit one below', ABC, atMost(BigInt(`0x${ABC}`) - 1n), false],
    ['the limit 0 and a digest of zeros', ZEROS, atMost(0n), true],
    ['the limit 0 and a digest of 1', `${ZEROS.slice(1)}1`, atMost(0n), false],
    ['the highest limit', ONES, atMost(TOP), true],

    ['16 bytes that are the limit', ABC, first16AtLeast(0xba7816bf8f01cfea414140de5dae2223n), true],
    ['16 bytes one below the limit', ABC, first16AtLeast(0xba7816bf8f01cfea414140de5dae2224n), false],
    ['the lowest limit of 16 bytes', ZEROS, first16AtLeast(0n), true],
    ['the highest limit of 16 bytes', `${'ff'.repeat(16)}${'00'.repeat(16)}`, first16AtLeast(2n ** 128n - 1n), true],
    [
      '16 bytes that miss the highest limit',
      `${'ff'.repeat(15)}fe${'ff'.repeat(16)}`,
      first16AtLeast(2n ** 128n - 1n),
      false,
    ],

    ['a mask of nothing', ABC, firstWord(0, 0), true],
    ['a whole word', ABC, firstWord(0xffffffff, 0xba7816bf), true],
    ['a whole word that differs', ABC, firstWord(0xffffffff, 0xba7816be), false],
    ['the highest bit', ABC, firstWord(0x80000000, 0x80000000), true],
    ['no highest bit', ABC, firstWord(0x80000000, 0), false],
    ['bits within the word', ABC, firstWord(0x00ff0000, 0x00780000), true],
  ] as const)('%s', (_, digest, target, met) => {
    expect(meetsTarget(bytes(digest), target)).toBe(met);
  });

  it('refuses what is no digest, and no target', () => {
    expect(() => meetsTarget(new Uint8Array(0), { kind: 'zero-bits', bits: 1 })).toThrow(
      'digest: expected 32 bytes, got 0',
    );
    expect(() => meetsTarget('00'.repeat(32) as unknown as Uint8Array, { kind: 'zero-bits', bits: 1 })).toThrow(
      TypeError,
    );
    expect(() => meetsTarget(bytes(ABC), { kind: 'zero-bits', bits: 300 })).toThrow('target.bits: ');
  });

  it.skipIf(!existsSync(VECTORS))('counts leading zero bits as the published table does', () => {
    const { vectors } = JSON.parse(readFileSync(VECTORS, 'utf8')) as {
      vectors: { id: string; vectors: { id: string; bits: number }[] }[];
    };
    const table = vectors.find(({ id }) => id === 'nip13-leading-zero-table')!.vectors;
    expect(table.map(({ bits }) => bits)).toEqual([21, 1, 18, 7, 0, 73]);
    for (const { id, bits } of table) {
      expect(meetsTarget(bytes(id), zeroBits(bits)), id).toBe(true);
      expect(meetsTarget(bytes(id), zeroBits(bits + 1)), id).toBe(false);
    }
  });
});

describe('winProbability', () => {
  it.each([
    [zeroBits(0), 1],
    [zeroBits(20), 2 ** -20],
    [zeroBits(256), 2 ** -256],
    [hexPrefix(''), 1],
    [hexPrefix('abc'), 2 ** -12],
    [hexPrefix(ABC), 2 ** -256],
    [equal(ABC), 2 ** -256],
    [atMost(TOP), 1],
    [atMost(2n ** 255n - 1n), 0.5],
    [atMost(0n), 2 ** -256],
    [first16AtLeast(0n), 1],
    [first16AtLeast(2n ** 127n + 2n ** 126n), 0.25],
    [first16AtLeast(2n ** 128n - 1n), 2 ** -128],
    [firstWord(0, 0), 1],
    [firstWord(0xff300000, 0), 2 ** -10],
    [firstWord(0xffffffff, 7), 2 ** -32],
  ] as const)('of %o is %d', (target, probability) => {
    expect(winProbability(target)).toBe(probability);
  });
});

/** What a kernel does with a filter, word by word. */
function passes(digest: Uint8Array, target: DigestTarget): boolean {
  const { mask, flip, limit } = firstWordFilter(target);
  return ((Buffer.from(digest).readUInt32BE(0) & mask) ^ flip) >>> 0 <= limit;
}

const digest = fc.oneof(
  fc.uint8Array({ minLength: 32, maxLength: 32 }),
  // digests with many leading zeros or ones
  fc
    .tuple(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.nat({ max: 40 }), fc.constantFrom(0x00, 0xff))
    .map(([rest, bits, fill]) => {
      const value = (BigInt(`0x${'ff'.repeat(32)}`) >> BigInt(bits)) & BigInt(`0x${Buffer.from(rest).toString('hex')}`);
      const low = bytes(value.toString(16).padStart(64, '0'));
      return fill === 0 ? low : low.map((byte) => byte ^ 0xff);
    }),
);
const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const number = (digestBytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(digestBytes).toString('hex')}`);

/** Targets that are near a digest, so that both answers are common. */
const targetNear = (near: Uint8Array): fc.Arbitrary<DigestTarget> =>
  fc.oneof(
    fc.integer({ min: 0, max: 256 }).map(zeroBits),
    fc.integer({ min: 0, max: 40 }).map(zeroBits),
    fc.integer({ min: 0, max: 64 }).map((digits) => hexPrefix(Buffer.from(near).toString('hex').slice(0, digits))),
    fc.constant<DigestTarget>({ kind: 'equal', digest: near }),
    fc
      .constantFrom(-1n, 0n, 1n)
      .map((step) => atMost([0n, number(near) + step, TOP].sort((a, b) => (a < b ? -1 : 1))[1]!)),
    fc
      .constantFrom(-1n, 0n, 1n)
      .map((step) =>
        first16AtLeast([0n, (number(near) >> 128n) + step, 2n ** 128n - 1n].sort((a, b) => (a < b ? -1 : 1))[1]!),
      ),
    fc
      .tuple(uint32, fc.constantFrom(0, 1, 0x80000000))
      .map(([mask, flip]) => firstWord(mask, ((Buffer.from(near).readUInt32BE(0) ^ flip) & mask) >>> 0)),
  );

describe('isDecidedByFirstWord', () => {
  it.each([
    [zeroBits(0), true],
    [zeroBits(32), true],
    [zeroBits(33), false],
    [hexPrefix('ba7816bf'), true],
    [hexPrefix('ba7816bf8'), false],
    [equal(ABC), false],
    [atMost(0xffffffffn << 224n), false],
    [first16AtLeast(0n), false],
    [firstWord(0xffffffff, 7), true],
  ] as const)('of %o is %s', (target, isDecided) => {
    expect(isDecidedByFirstWord(target)).toBe(isDecided);
  });
});

describe('firstWordFilter', () => {
  it.each([
    [zeroBits(0), { mask: 0, flip: 0, limit: 0 }],
    [zeroBits(1), { mask: 0x80000000, flip: 0, limit: 0 }],
    [zeroBits(20), { mask: 0xfffff000, flip: 0, limit: 0 }],
    [zeroBits(32), { mask: 0xffffffff, flip: 0, limit: 0 }],
    [zeroBits(200), { mask: 0xffffffff, flip: 0, limit: 0 }],
    [hexPrefix(''), { mask: 0, flip: 0, limit: 0 }],
    [hexPrefix('abc'), { mask: 0xfff00000, flip: 0xabc00000, limit: 0 }],
    [hexPrefix('ba7816bf8f'), { mask: 0xffffffff, flip: 0xba7816bf, limit: 0 }],
    [equal(ABC), { mask: 0xffffffff, flip: 0xba7816bf, limit: 0 }],
    [atMost(TOP), { mask: 0xffffffff, flip: 0, limit: 0xffffffff }],
    [atMost(0x1234n << 240n), { mask: 0xffffffff, flip: 0, limit: 0x12340000 }],
    [first16AtLeast(0n), { mask: 0xffffffff, flip: 0xffffffff, limit: 0xffffffff }],
    [first16AtLeast(0xffff0102n << 96n), { mask: 0xffffffff, flip: 0xffffffff, limit: 0x0000fefd }],
    [firstWord(0xff300000, 0x00300000), { mask: 0xff300000, flip: 0x00300000, limit: 0 }],
  ] as const)('of %o', (target, filter) => {
    expect(firstWordFilter(target)).toEqual(filter);
  });

  it('lets through whatever meets the target, and nothing else where the first word decides', () => {
    const seen = { met: 0, passedInVain: 0, decided: 0 };
    fc.assert(
      fc.property(
        digest,
        digest.chain((near) => fc.tuple(fc.constant(near), targetNear(near))),
        (other, [near, target]) => {
          for (const each of [near, other]) {
            const isMet = meetsTarget(each, target);
            const isPassed = passes(each, target);
            if (isMet) expect(isPassed).toBe(true);
            if (isDecidedByFirstWord(target)) expect(isPassed).toBe(isMet);
            seen.met += Number(isMet);
            seen.passedInVain += Number(isPassed && !isMet);
            seen.decided += Number(isDecidedByFirstWord(target));
          }
        },
      ),
      { numRuns: 2000 },
    );
    // all cases came up often
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(100);
  });
});

describe('assertDigestTarget', () => {
  it.each([
    zeroBits(0),
    zeroBits(256),
    hexPrefix(''),
    hexPrefix('aBc'),
    hexPrefix(ABC),
    equal(ABC),
    atMost(0n),
    atMost(TOP),
    first16AtLeast(2n ** 128n - 1n),
    firstWord(0xffffffff, 0xffffffff),
  ])('takes %o', (target) => {
    expect(() => assertDigestTarget('target', target)).not.toThrow();
  });

  it.each([
    [undefined, TypeError, 'job.target: expected an object, got undefined'],
    [null, TypeError, 'job.target: expected an object, got null'],
    [
      { kind: 'zeros' },
      TypeError,
      "job.target.kind: expected 'zero-bits', 'hex-prefix', 'equal', 'at-most', 'first-16-at-least' or 'first-word', got \"zeros\"",
    ],
    [{ kind: 'zero-bits' }, TypeError, 'job.target.bits: expected an integer from 0 to 256, got undefined'],
    [{ kind: 'zero-bits', bits: 257 }, RangeError, 'job.target.bits: expected an integer from 0 to 256, got 257'],
    [{ kind: 'zero-bits', bits: -1 }, RangeError, 'job.target.bits: expected an integer from 0 to 256, got -1'],
    [{ kind: 'hex-prefix', hex: '0x1' }, TypeError, 'job.target.hex: expected 0 to 64 hexadecimal digits, got "0x1"'],
    [
      { kind: 'hex-prefix', hex: 'ab\n' },
      TypeError,
      'job.target.hex: expected 0 to 64 hexadecimal digits, got "ab\\n"',
    ],
    [{ kind: 'hex-prefix', hex: 10 }, TypeError, 'job.target.hex: expected 0 to 64 hexadecimal digits, got 10'],
    [
      { kind: 'hex-prefix', hex: '0'.repeat(65) },
      TypeError,
      /^job\.target\.hex: expected 0 to 64 hexadecimal digits, got "0{60}\.\.\."$/,
    ],
    [{ kind: 'equal', digest: new Uint8Array(31) }, RangeError, 'job.target.digest: expected 32 bytes, got 31'],
    [{ kind: 'equal', digest: ABC }, TypeError, /^job\.target\.digest: expected a Uint8Array of 32 bytes, got "ba78/],
    [{ kind: 'at-most', limit: 5 }, TypeError, /^job\.target\.limit: /],
    [{ kind: 'at-most', limit: TOP + 1n }, RangeError, /^job\.target\.limit: /],
    [{ kind: 'first-16-at-least', limit: -1n }, RangeError, /^job\.target\.limit: /],
    [
      { kind: 'first-16-at-least', limit: 2n ** 128n },
      RangeError,
      'job.target.limit: expected a bigint from 0 to 2^128 - 1, got 340282366920938463463374607431768211456',
    ],
    [{ kind: 'first-word', mask: 2 ** 32, value: 0 }, RangeError, /^job\.target\.mask: /],
    [{ kind: 'first-word', mask: 1, value: -1 }, RangeError, /^job\.target\.value: /],
    [
      { kind: 'first-word', mask: 0x0f, value: 0x10 },
      RangeError,
      'job.target.value: expected bits of the mask alone, got 0x10',
    ],
    [{ kind: 'first-word', mask: 1 }, TypeError, /^job\.target\.value: /],
  ] as const)('refuses %o', (target, kind, message) => {
    const call = (): void => assertDigestTarget('job.target', target as unknown as DigestTarget);
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
  });
});
