/** Headers pasted as hexadecimal digits: white space anywhere is overlooked, all else is named in one line. */
import { HEADER_SIZE_BYTES, hexToBytes } from 'midstate/primitives';
import { formatCount, formatQuantity } from './figures.ts';

/** The bytes that a text stands for, or what is wrong with it, in words for the reader. */
export type ParsedHex =
  | { readonly ok: true; readonly headers: Uint8Array }
  | { readonly ok: false; readonly problem: string };

const HEADER_DIGITS = 2 * HEADER_SIZE_BYTES;
const HASH_DIGITS = 64;

/** Two periods of Bitcoin's difficulty: no rule looks further down than one. More would keep the page from its turn. */
const MAX_HEADERS = 4032;

/** One header. */
export function parseHeaderHex(text: string): ParsedHex {
  const digits = text.replaceAll(/\s/g, '');
  const expected = `expected ${HEADER_DIGITS} hexadecimal digits (${HEADER_SIZE_BYTES} bytes)`;
  if (digits === '') return problem(`${expected}, got nothing.`);
  const stranger = firstStranger(digits);
  if (stranger !== undefined) return problem(`${expected}, got ${stranger}.`);
  if (digits.length === HEADER_DIGITS) return { ok: true, headers: hexToBytes(digits) };
  return problem(`${expected}, got ${formatCount(digits.length)}${lengthHint(digits.length)}.`);
}

/** Headers one after another; none is no error, and more than 4032 are one. */
export function parseHeadersHex(text: string): ParsedHex {
  const digits = text.replaceAll(/\s/g, '');
  const expected = `expected headers of ${HEADER_DIGITS} hexadecimal digits each`;
  const stranger = firstStranger(digits);
  if (stranger !== undefined) return problem(`${expected}, got ${stranger}.`);
  const rest = digits.length % HEADER_DIGITS;
  const count = (digits.length - rest) / HEADER_DIGITS;
  if (rest !== 0)
    return problem(`${expected}, got ${formatCount(count)} of them and ${formatQuantity(rest, 'digit')} more.`);
  if (count > MAX_HEADERS)
    return problem(`expected at most ${formatCount(MAX_HEADERS)} headers, got ${formatCount(count)}.`);
  return { ok: true, headers: hexToBytes(digits) };
}

function problem(text: string): ParsedHex {
  return { ok: false, problem: text };
}

function firstStranger(digits: string): string | undefined {
  const at = digits.search(/[^0-9a-fA-F]/);
  if (at === -1) return undefined;
  // a whole character, also where it takes two code units
  const character = String.fromCodePoint(digits.codePointAt(at)!);
  return `${JSON.stringify(character)} after ${formatQuantity(at, 'digit')}`;
}

function lengthHint(length: number): string {
  if (length === HASH_DIGITS) return ': so long is a hash; the header is what was hashed';
  if (length > HEADER_DIGITS) return `: of a block the header is the first ${HEADER_DIGITS}`;
  return '';
}
