import { createHash, pbkdf2Sync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  assertMessagePuzzle,
  createEngine,
  digestOfNonce,
  messageOfNonce,
  nonceLimit,
  type MessageHash,
  type MessagePuzzle,
  type MessageSearchJob,
  type NonceEncoding,
} from '../../src/engine/index.ts';
import { encodeNonce } from '../../src/engine/message-job.ts';
import { assertMessageJob } from '../../src/engine/message-job.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const puzzle: MessagePuzzle = { prefix: ascii('abc'), encoding: 'decimal', target: { kind: 'zero-bits', bits: 8 } };

describe('encodeNonce', () => {
  it.each([
    ['decimal', undefined, 0, '30'],
    ['decimal', undefined, 9, '39'],
    ['decimal', undefined, 10, '3130'],
    ['decimal', undefined, 10_000_000, '3130303030303030'],
    ['decimal', undefined, 2 ** 53 - 1, '39303037313939323534373430393931'],
    ['hex', 1, 15, '66'],
    ['hex', 4, 0xabc, '30616263'],
    ['hex', 8, 0xffffffff, '6666666666666666'],
    ['hex', 16, 2 ** 53 - 1, '30303166666666666666666666666666'],
    ['u32le', undefined, 0x01020304, '04030201'],
    ['u32be', undefined, 0x01020304, '01020304'],
    ['u32le', undefined, 0xfffffffe, 'feffffff'],
    ['u64le', undefined, 0x0102_0304_0506, '0605040302010000'],
    ['u64be', undefined, 0x0102_0304_0506, '0000010203040506'],
    ['u64le', undefined, 2 ** 53 - 1, 'ffffffffffff1f00'],
    ['u64be', undefined, 2 ** 32, '0000000100000000'],
  ] as const)('%s of %s digits: %d', (encoding, hexDigits, nonce, expected) => {
    expect(hex(encodeNonce({ encoding, hexDigits }, nonce))).toBe(expected);
  });

  it.each([
    ['decimal', undefined, -1, RangeError, 'from 0 to 9007199254740991, got -1'],
    ['decimal', undefined, 2 ** 53, RangeError, 'from 0 to 9007199254740991, got 9007199254740992'],
    ['decimal', undefined, 1.5, TypeError, 'from 0 to 9007199254740991, got 1.5'],
    ['hex', 2, 256, RangeError, 'from 0 to 255, got 256'],
    ['u32be', undefined, 2 ** 32, RangeError, 'from 0 to 4294967295, got 4294967296'],
    ['u64le', undefined, -1, RangeError, 'from 0 to 9007199254740991, got -1'],
  ] as const)('refuses a nonce that %s of %s digits cannot write: %d', (encoding, hexDigits, nonce, kind, message) => {
    for (const call of [encodeNonce, messageOfNonce, digestOfNonce]) {
      expect(() => call({ ...puzzle, encoding, hexDigits }, nonce)).toThrow(kind);
      expect(() => call({ ...puzzle, encoding, hexDigits }, nonce)).toThrow(`nonce: expected an integer ${message}`);
    }
  });
});

describe('nonceLimit', () => {
  it.each([
    ['decimal', undefined, 9007199254740992],
    ['u32le', undefined, 4294967296],
    ['u32be', undefined, 4294967296],
    ['u64le', undefined, 9007199254740992],
    ['u64be', undefined, 9007199254740992],
    ['hex', 1, 16],
    ['hex', 4, 65536],
    ['hex', 13, 4503599627370496],
    ['hex', 14, 9007199254740992],
    ['hex', 16, 9007199254740992],
  ] as const)('of %s, %s digits, is %d', (encoding, hexDigits, limit) => {
    expect(nonceLimit({ encoding, hexDigits })).toBe(limit);
  });

  it('is not there for hex without a number of digits', () => {
    expect(() => nonceLimit({ encoding: 'hex' })).toThrow('hexDigits: expected an integer from 1 to 16, got undefined');
    expect(() => nonceLimit({ encoding: 'hex', hexDigits: 17 })).toThrow(RangeError);
  });
});

describe('messageOfNonce and digestOfNonce', () => {
  it('put the nonce at the end, in the middle and at the start', () => {
    const text = (change: Partial<MessagePuzzle>): string =>
      new TextDecoder().decode(messageOfNonce({ ...puzzle, ...change }, 42));
    expect(text({})).toBe('abc42');
    expect(text({ suffix: ascii('xyz') })).toBe('abc42xyz');
    expect(text({ prefix: ascii(''), suffix: ascii('xyz') })).toBe('42xyz');
    expect(text({ prefix: ascii('') })).toBe('42');
  });

  it('hash once, several times, or as a password', () => {
    const digest = (hash?: MessageHash): string => hex(digestOfNonce({ ...puzzle, hash }, 42));
    const once = createHash('sha256').update('abc42').digest();
    const twice = createHash('sha256').update(once).digest();
    const thrice = createHash('sha256').update(twice).digest();
    expect(digest()).toBe(hex(once));
    expect(digest({ kind: 'sha256' })).toBe(hex(once));
    expect(digest({ kind: 'sha256', iterations: 2 })).toBe(hex(twice));
    expect(digest({ kind: 'sha256', iterations: 3 })).toBe(hex(thrice));
    expect(digest({ kind: 'pbkdf2', salt: ascii('salt'), iterations: 3 })).toBe(
      pbkdf2Sync('abc42', 'salt', 3, 32, 'sha256').toString('hex'),
    );
  });
});

describe('a malformed puzzle or job', () => {
  const pbkdf2 = { kind: 'pbkdf2', salt: ascii('salt'), iterations: 1 };
  const CASES: readonly (readonly [object, typeof TypeError | typeof RangeError, string])[] = [
    [{ prefix: 'abc' }, TypeError, 'prefix: expected a Uint8Array, got "abc"'],
    [{ prefix: undefined }, TypeError, 'prefix: expected a Uint8Array, got undefined'],
    [{ suffix: [] }, TypeError, 'suffix: expected a Uint8Array, got an object (Array)'],
    [{ suffix: null }, TypeError, 'suffix: expected a Uint8Array, got null'],
    [{ encoding: 'dec' }, TypeError, 'encoding: expected one of decimal, hex, u32le, u32be, u64le, u64be, got "dec"'],
    [{ encoding: 'hex' }, TypeError, 'hexDigits: expected an integer from 1 to 16, got undefined'],
    [{ encoding: 'hex', hexDigits: 0 }, RangeError, 'hexDigits: expected an integer from 1 to 16, got 0'],
    [{ encoding: 'hex', hexDigits: 17 }, RangeError, 'hexDigits: expected an integer from 1 to 16, got 17'],
    [{ hexDigits: 4 }, TypeError, 'hexDigits: expected none with the encoding decimal, got 4'],
    [{ hash: 'sha256' }, TypeError, 'hash: expected an object, got "sha256"'],
    [{ hash: { kind: 'sha1' } }, TypeError, "hash.kind: expected 'sha256' or 'pbkdf2', got \"sha1\""],
    [
      { hash: { kind: 'sha256', iterations: 0 } },
      RangeError,
      'hash.iterations: expected an integer from 1 to 2147483647, got 0',
    ],
    [
      { hash: { ...pbkdf2, iterations: 2 ** 31 } },
      RangeError,
      'hash.iterations: expected an integer from 1 to 2147483647, got 2147483648',
    ],
    [
      { hash: { ...pbkdf2, iterations: undefined } },
      TypeError,
      'hash.iterations: expected an integer from 1 to 2147483647, got undefined',
    ],
    [{ hash: { ...pbkdf2, salt: 'salt' } }, TypeError, 'hash.salt: expected a Uint8Array, got "salt"'],
    [{ target: undefined }, TypeError, 'target: expected an object, got undefined'],
    [
      { target: { kind: 'zero-bits', bits: 300 } },
      RangeError,
      'target.bits: expected an integer from 0 to 256, got 300',
    ],
  ];

  it.each(CASES)('is refused with the field: %o', (change, kind, message) => {
    const bad = { ...puzzle, ...change } as unknown as MessagePuzzle;
    expect(() => assertMessagePuzzle('puzzle', bad)).toThrow(kind);
    expect(() => assertMessagePuzzle('puzzle', bad)).toThrow(`puzzle.${message}`);
    expect(() => assertMessageJob({ ...bad, start: 0, end: 1 })).toThrow(`job.${message}`);
  });

  it('is refused where it is no object', () => {
    expect(() => assertMessagePuzzle('puzzle', undefined as unknown as MessagePuzzle)).toThrow(
      'puzzle: expected an object, got undefined',
    );
    expect(() => assertMessageJob(7 as unknown as MessageSearchJob)).toThrow('job: expected an object, got 7');
  });

  it.each([
    ['decimal', undefined, 2 ** 53],
    ['u32le', undefined, 2 ** 32],
    ['u64be', undefined, 2 ** 53],
    ['hex', 3, 4096],
  ] as const)('is refused where its range leaves what %s can write', (encoding: NonceEncoding, hexDigits, limit) => {
    const job = (start: unknown, end: unknown) => () =>
      assertMessageJob({ ...puzzle, encoding, hexDigits, start, end } as unknown as MessageSearchJob);
    expect(job(0, limit)).not.toThrow();
    expect(job(limit, limit)).not.toThrow();
    expect(job(0, limit + 2)).toThrow(`job.end: expected an integer from 0 to ${limit}, got ${limit + 2}`);
    expect(job(-1, 1)).toThrow(`job.start: expected an integer from 0 to ${limit}, got -1`);
    expect(job(2, 1)).toThrow(`job.end: expected an integer from 2 to ${limit}, got 1`);
    expect(job(0.5, 1)).toThrow(TypeError);
    expect(job(0, '1')).toThrow(TypeError);
  });

  it('is what an engine refuses too', async () => {
    using engine = await createEngine({ backend: 'js' });
    for (const [change, kind, message] of CASES) {
      const call = () => engine.searchMessage({ ...puzzle, start: 0, end: 1, ...change });
      expect(call).toThrow(kind);
      expect(call).toThrow(`job.${message}`);
    }
  });
});
