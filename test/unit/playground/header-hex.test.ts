import { describe, expect, it } from 'vitest';
import { parseHeaderHex, parseHeadersHex } from '../../../examples/playground/src/header-hex.ts';

const digits = '0f'.repeat(80);

describe('a header pasted as hexadecimal digits', () => {
  it('is 80 bytes, in either case and with white space anywhere', () => {
    const expected = { ok: true, headers: new Uint8Array(80).fill(15) };
    expect(parseHeaderHex(digits)).toEqual(expected);
    expect(parseHeaderHex(` ${digits.toUpperCase().replaceAll(/(.{7})/g, '$1\r\n\t')}\n`)).toEqual(expected);
  });

  it.each([
    ['', 'nothing'],
    [' \n', 'nothing'],
    [digits.slice(1), '159'],
    ['0x00', '"x" after 1 digit'],
    [`${digits}😀`, '"😀" after 160 digits'],
    ['ab'.repeat(32), '64: so long is a hash; the header is what was hashed'],
    [digits + digits, '320: of a block the header is the first 160'],
  ])('is refused as %j with what was expected and what came', (text, got) => {
    expect(parseHeaderHex(text)).toEqual({
      ok: false,
      problem: `expected 160 hexadecimal digits (80 bytes), got ${got}.`,
    });
  });
});

describe('headers pasted one after another', () => {
  it('may be none, or any whole number', () => {
    expect(parseHeadersHex(' ')).toEqual({ ok: true, headers: new Uint8Array(0) });
    expect(parseHeadersHex(`${digits}\n${digits}`)).toEqual({ ok: true, headers: new Uint8Array(160).fill(15) });
  });

  it('may be two periods of the difficulty, and no more', () => {
    expect(parseHeadersHex(digits.repeat(4032))).toMatchObject({ ok: true });
    expect(parseHeadersHex(digits.repeat(4033))).toEqual({
      ok: false,
      problem: 'expected at most 4,032 headers, got 4,033.',
    });
  });

  it('are refused with what is more than whole headers, or no digit', () => {
    const expected = 'expected headers of 160 hexadecimal digits each';
    expect(parseHeadersHex(`${digits} 00 1`)).toEqual({
      ok: false,
      problem: `${expected}, got 1 of them and 3 digits more.`,
    });
    expect(parseHeadersHex(`${digits},${digits}`)).toEqual({
      ok: false,
      problem: `${expected}, got "," after 160 digits.`,
    });
  });
});
