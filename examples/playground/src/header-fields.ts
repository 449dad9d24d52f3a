/** The six fields of a header: where each stands among the 80 bytes, what it holds, and what that means. */
import {
  bytesToHex,
  decodeHeader,
  HEADER_SIZE_BYTES,
  hashToDisplayHex,
  assertBytes,
  type Header,
} from 'midstate/primitives';
import { formatBits, formatCount, formatTime } from './figures.ts';
import { describeVersion } from './version-words.ts';

/** One field as the page shows it. */
export interface HeaderField {
  readonly name: keyof Header;
  /** Its bytes in the header: `[start, end)`. */
  readonly start: number;
  readonly end: number;
  /** Its bytes as they stand, two digits each. */
  readonly bytes: readonly string[];
  /** What they hold: a number, or a hash in display order. */
  readonly value: string;
  /** What that means, one sentence each. */
  readonly meaning: readonly string[];
}

/** Where each field begins (primitives/header.ts has the table). */
const STARTS: readonly (readonly [name: keyof Header, start: number])[] = [
  ['version', 0],
  ['prevBlockHash', 4],
  ['merkleRoot', 36],
  ['time', 68],
  ['bits', 72],
  ['nonce', 76],
];

/**
 * The fields in the order of the bytes.
 * @throws TypeError, RangeError for anything but 80 bytes
 */
export function headerFields(bytes: Uint8Array): HeaderField[] {
  assertBytes('header', bytes, HEADER_SIZE_BYTES);
  const words = fieldWords(decodeHeader(bytes));
  return STARTS.map(([name, start], i) => {
    const end = STARTS[i + 1]?.[1] ?? HEADER_SIZE_BYTES;
    const pairs = Array.from(bytes.subarray(start, end), (byte) => bytesToHex(Uint8Array.of(byte)));
    return { name, start, end, bytes: pairs, ...words[name] };
  });
}

function fieldWords(header: Header): Record<keyof Header, Pick<HeaderField, 'value' | 'meaning'>> {
  return {
    version: { value: String(header.version), meaning: describeVersion(header.version) },
    prevBlockHash: { value: hashToDisplayHex(header.prevBlockHash), meaning: [describeParent(header.prevBlockHash)] },
    merkleRoot: {
      value: hashToDisplayHex(header.merkleRoot),
      meaning: ['The root of the tree of transactions: one hash stands for all of them.'],
    },
    time: { value: String(header.time), meaning: [`${formatTime(header.time)}, as the miner says.`] },
    bits: {
      value: `0x${formatBits(header.bits)}`,
      meaning: ['The target in compact form: one byte of size, three bytes of digits.'],
    },
    nonce: {
      value: formatCount(header.nonce),
      meaning: ['What the miner counts up until the hash is low enough.'],
    },
  };
}

function describeParent(hash: Uint8Array): string {
  return hash.every((byte) => byte === 0)
    ? 'All zero: there is no block below, as in the first block of a chain.'
    : 'The hash of the block below, as explorers print it: the bytes reversed.';
}
