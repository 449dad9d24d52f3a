import { createHmac, pbkdf2Sync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hmacKeyBlocks, hmacSha256, pbkdf2Sha256 } from '../../src/primitives/index.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const repeated = (byte: number, count: number): Uint8Array => new Uint8Array(count).fill(byte);

describe('hmacSha256', () => {
  // RFC 4231, 4.2 to 4.8; the fifth digest is published without its second half
  it.each([
    [1, repeated(0x0b, 20), ascii('Hi There'), 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
    [
      2,
      ascii('Jefe'),
      ascii('what do ya want for nothing?'),
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    [3, repeated(0xaa, 20), repeated(0xdd, 50), '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe'],
    [
      4,
      Uint8Array.from({ length: 25 }, (_, i) => i + 1),
      repeated(0xcd, 50),
      '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
    ],
    [5, repeated(0x0c, 20), ascii('Test With Truncation'), 'a3b6167473100ee06e0c796c2955552b'],
    [
      6,
      repeated(0xaa, 131),
      ascii('Test Using Larger Than Block-Size Key - Hash Key First'),
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
    [
      7,
      repeated(0xaa, 131),
      ascii(
        'This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.',
      ),
      '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
    ],
  ])('gives the published digest of case %i', (_, key, message, digest) => {
    expect(bytesToHex(hmacSha256(key, message)).slice(0, digest.length)).toBe(digest);
  });

  it('agrees with node:crypto for any key and message', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 200 }), (key, message) => {
        expect(bytesToHex(hmacSha256(key, message))).toBe(createHmac('sha256', key).update(message).digest('hex'));
      }),
      { numRuns: 200 },
    );
  });

  it('hashes a key of 65 bytes, and takes one of 64 as it is', () => {
    // 7 xor 0x36, 7 xor 0x5c
    expect(hmacKeyBlocks(repeated(7, 64))).toEqual({ inner: repeated(0x31, 64), outer: repeated(0x5b, 64) });
    const { inner, outer } = hmacKeyBlocks(repeated(7, 65));
    // sha256sum of 65 bytes 0x07, then 32 zeros
    const key = '2fa7eeba09baebc8ecef6fcfd44a61d64619aefae0b51f724658aa6dc03e8424' + '00'.repeat(32);
    expect(bytesToHex(inner.map((byte) => byte ^ 0x36))).toBe(key);
    expect(bytesToHex(outer.map((byte) => byte ^ 0x5c))).toBe(key);
  });

  it('refuses what is no array of bytes', () => {
    expect(() => hmacSha256('key' as unknown as Uint8Array, ascii(''))).toThrow(
      'key: expected a Uint8Array, got "key"',
    );
    expect(() => hmacSha256(ascii(''), 'text' as unknown as Uint8Array)).toThrow(
      'message: expected a Uint8Array, got "text"',
    );
  });
});

describe('pbkdf2Sha256', () => {
  // RFC 7914, 11: the first 32 bytes of the published 64
  it.each([
    ['passwd', 'salt', 1, '55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc'],
    ['Password', 'NaCl', 80_000, '4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56'],
  ])('derives the published key of %s, %s, %i', (password, salt, iterations, key) => {
    expect(bytesToHex(pbkdf2Sha256(ascii(password), ascii(salt), iterations))).toBe(key);
  });

  it('agrees with node:crypto for any password and salt', () => {
    const bytes = fc.uint8Array({ maxLength: 150 });
    fc.assert(
      fc.property(bytes, bytes, fc.integer({ min: 1, max: 6 }), (password, salt, iterations) => {
        expect(bytesToHex(pbkdf2Sha256(password, salt, iterations))).toBe(
          pbkdf2Sync(password, salt, iterations, 32, 'sha256').toString('hex'),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('names the argument that is malformed', () => {
    const empty = ascii('');
    const derive =
      (...args: unknown[]) =>
      () =>
        (pbkdf2Sha256 as (...args: unknown[]) => unknown)(...args);
    expect(derive('x', empty, 1)).toThrow('password: expected a Uint8Array, got "x"');
    expect(derive(empty, [1], 1)).toThrow('salt: expected a Uint8Array, got an object (Array)');
    expect(derive(empty, empty, 0)).toThrow('iterations: expected an integer from 1 to 2147483647, got 0');
    expect(derive(empty, empty, 2 ** 31)).toThrow(RangeError);
    expect(derive(empty, empty, '1')).toThrow(TypeError);
  });
});
