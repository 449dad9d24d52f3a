import { describe, expect, it } from 'vitest';
import { HeaderReader, WrongFile } from '../../../examples/playground/src/header-reader.ts';
import { networks } from '../../../src/consensus/index.ts';
import { bytesToHex, concatBytes, joinBytes } from '../../../src/primitives/index.ts';

// real headers: raw ones hold control characters
const headers = concatBytes(networks.mainnet.genesis, networks.signet.genesis, networks.testnet4.genesis);
const lines = [0, 80, 160].map((at) => bytesToHex(headers.subarray(at, at + 80)));
const text = (content: string): Uint8Array => new TextEncoder().encode(content);

/** What comes out of a file that is read in pieces of so many bytes. */
function readAll(file: Uint8Array, pieceBytes = 7): Uint8Array {
  const reader = new HeaderReader(file.length);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < file.length; at += pieceBytes) parts.push(reader.read(file.slice(at, at + pieceBytes)));
  return joinBytes([...parts, reader.end()]);
}

describe('a reader of headers', () => {
  it.each([1, 79, 80, 81, 240])('joins raw headers from pieces of %i bytes', (pieceBytes) => {
    expect(readAll(headers, pieceBytes)).toEqual(headers);
  });

  it.each([1, 160, 161, 1000])('joins lines of digits from pieces of %i bytes', (pieceBytes) => {
    expect(readAll(text(`${lines.join('\n')}\n`), pieceBytes)).toEqual(headers);
    expect(readAll(text(lines.join('\n')), pieceBytes)).toEqual(headers);
  });

  it('overlooks a byte order mark, blank lines, white space around lines, and takes both cases', () => {
    const [a, b, c] = lines as [string, string, string];
    expect(readAll(text(`\uFEFF\r\n${a.toUpperCase()}\r\n\n  ${b}\t\r\n${c}   `))).toEqual(headers);
  });

  it('counts the headers that it gave', () => {
    const reader = new HeaderReader(240);
    reader.read(headers.subarray(0, 170));
    expect(reader.count).toBe(2);
    reader.read(headers.subarray(170));
    expect(reader.count).toBe(3);
  });

  it.each([
    ['an empty file', new Uint8Array(0), 'Expected headers, got an empty file.'],
    ['white space', text(' \n\n'), 'Expected headers, got an empty file.'],
    [
      'a byte more',
      concatBytes(headers, Uint8Array.of(1)),
      'Expected raw headers of 80 bytes each, got 241 bytes: 3 headers and 1 byte more.',
    ],
    [
      'few bytes',
      Uint8Array.of(1, 2),
      'Expected raw headers of 80 bytes each, got 2 bytes: 0 headers and 2 bytes more.',
    ],
    ['prose', text('Hello headers,\nhow are you?'), 'Line 1: expected 160 hexadecimal digits, got "Hello headers,".'],
    [
      'a short line',
      text(`${lines[0]}\n\n${lines[1]!.slice(2)}\n`),
      'Line 3: expected 160 hexadecimal digits, got 158.',
    ],
    [
      'a stranger far in a line',
      text(`${lines[0]!.slice(0, 100)}g${lines[0]!.slice(101)}`),
      'Line 1: expected 160 hexadecimal digits, got "g" after 100 of them.',
    ],
    ['a line without end', text('ab'.repeat(5000)), 'Line 1: expected 160 hexadecimal digits, got 10,000.'],
  ])('refuses %s in one line', (_name, file, message) => {
    expect(() => readAll(file, 100_000)).toThrow(new WrongFile(message));
  });

  it('refuses a line without end before all of it is read', () => {
    const reader = new HeaderReader(2 ** 30);
    expect(() => {
      for (let i = 0; i < 10; i++) reader.read(text('ab'.repeat(500)));
    }).toThrow(WrongFile);
  });
});
