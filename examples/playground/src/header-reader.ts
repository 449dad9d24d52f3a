/**
 * Headers out of the bytes of a file, piece by piece: raw, 80 bytes each, or text, 160 hexadecimal digits a line.
 *
 * Which of the two it is shows in the first 80 bytes: a raw header holds control characters (its version and its bits
 * alone do), and text holds none but white space. Memory: one piece, and an unfinished header or line.
 */
import { concatBytes, HEADER_SIZE_BYTES } from 'midstate/primitives';
import { formatCount, formatQuantity } from './figures.ts';

/** A file that holds no headers, or not only headers. The message is one line for its reader. */
export class WrongFile extends Error {
  override readonly name = 'WrongFile';
}

const HEX_DIGITS = 2 * HEADER_SIZE_BYTES;

/** A line that does not end is refused before it fills the memory. */
const MAX_LINE_BYTES = 4096;

/** How much of a wrong line is shown. */
const SHOWN_CHARACTERS = 40;

const LINE_FEED = 0x0a;

/** What some editors write before UTF-8 text. */
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;

/** The value of each character that is a hexadecimal digit, 255 of the others. */
const DIGIT_VALUES = Uint8Array.from({ length: 256 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(value) ? 255 : value;
});

/** Takes the pieces of one file in order. */
export class HeaderReader {
  readonly #sizeBytes: number;
  #pending: Uint8Array = new Uint8Array(0);
  #isText: boolean | undefined;
  #line = 1;
  /** Whole headers so far. */
  count = 0;

  /** @param sizeBytes of the whole file */
  constructor(sizeBytes: number) {
    this.#sizeBytes = sizeBytes;
  }

  /**
   * The whole headers that this piece completes, n * 80 bytes.
   * @throws WrongFile for a line that is no header, or raw bytes that are no whole number of headers
   */
  read(piece: Uint8Array): Uint8Array {
    this.#pending = this.#pending.length === 0 ? piece : concatBytes(this.#pending, piece);
    if (this.#isText === undefined && this.#pending.length >= HEADER_SIZE_BYTES) this.#begin();
    if (this.#isText === undefined) return new Uint8Array(0);
    return this.#isText ? this.#readLines() : this.#take(this.#wholeHeaders());
  }

  /**
   * The headers of what is left when the file has ended.
   * @throws WrongFile as `read`, and for a file without headers
   */
  end(): Uint8Array {
    if (this.#isText === undefined) this.#begin();
    const headers = this.#isText ? this.#decodeLines(this.#pending) : new Uint8Array(0);
    if (this.count === 0) throw new WrongFile('Expected headers, got an empty file.');
    return headers;
  }

  #begin(): void {
    const hasMark = BYTE_ORDER_MARK.every((byte, i) => byte === this.#pending[i]);
    const text = hasMark ? this.#pending.subarray(BYTE_ORDER_MARK.length) : this.#pending;
    this.#isText = text.subarray(0, HEADER_SIZE_BYTES).every((byte) => isWhiteSpace(byte) || isPrintable(byte));
    if (this.#isText) this.#pending = text;
    else this.#assertWhole();
  }

  #assertWhole(): void {
    const rest = this.#sizeBytes % HEADER_SIZE_BYTES;
    if (rest === 0) return;
    const whole = formatQuantity((this.#sizeBytes - rest) / HEADER_SIZE_BYTES, 'header');
    throw new WrongFile(
      `Expected raw headers of ${HEADER_SIZE_BYTES} bytes each, got ${formatQuantity(this.#sizeBytes, 'byte')}: ` +
        `${whole} and ${formatQuantity(rest, 'byte')} more.`,
    );
  }

  #wholeHeaders(): number {
    return this.#pending.length - (this.#pending.length % HEADER_SIZE_BYTES);
  }

  #take(size: number): Uint8Array {
    const headers = this.#pending.subarray(0, size);
    this.#pending = this.#pending.slice(size);
    this.count += size / HEADER_SIZE_BYTES;
    return headers;
  }

  #readLines(): Uint8Array {
    const newline = this.#pending.lastIndexOf(LINE_FEED);
    if (newline === -1 && this.#pending.length <= MAX_LINE_BYTES) return new Uint8Array(0);
    const end = newline === -1 ? this.#pending.length : newline + 1;
    const headers = this.#decodeLines(this.#pending.subarray(0, end));
    this.#pending = this.#pending.slice(end);
    return headers;
  }

  /** The headers of whole lines; blank ones are overlooked. */
  #decodeLines(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const headers = new Uint8Array(Math.ceil(bytes.length / HEX_DIGITS) * HEADER_SIZE_BYTES);
    let size = 0;
    for (let at = 0; at < bytes.length;) {
      if (isWhiteSpace(bytes[at]!)) {
        if (bytes[at++] === LINE_FEED) this.#line++;
        continue;
      }
      const newline = bytes.indexOf(LINE_FEED, at);
      let end = newline === -1 ? bytes.length : newline;
      const next = end;
      while (isWhiteSpace(bytes[end - 1]!)) end--;
      if (!decodeDigits(bytes.subarray(at, end), headers, size)) throw this.#wrongLine(bytes.subarray(at, end));
      size += HEADER_SIZE_BYTES;
      at = next;
    }
    this.count += size / HEADER_SIZE_BYTES;
    return headers.subarray(0, size);
  }

  #wrongLine(line: Uint8Array): WrongFile {
    const text = new TextDecoder().decode(line.subarray(0, MAX_LINE_BYTES));
    const wrong = text.search(/[^0-9a-fA-F]/);
    let got = formatCount(line.length);
    if (wrong !== -1) {
      const shown = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}...` : text;
      got = wrong < SHOWN_CHARACTERS ? JSON.stringify(shown) : `${JSON.stringify(text[wrong])} after ${wrong} of them`;
    }
    return new WrongFile(`Line ${formatCount(this.#line)}: expected ${HEX_DIGITS} hexadecimal digits, got ${got}.`);
  }
}

/** Writes the header of 160 digits. False for anything else. */
function decodeDigits(digits: Uint8Array, headers: Uint8Array, at: number): boolean {
  if (digits.length !== HEX_DIGITS) return false;
  for (let i = 0; i < HEADER_SIZE_BYTES; i++) {
    const [high, low] = [DIGIT_VALUES[digits[2 * i]!]!, DIGIT_VALUES[digits[2 * i + 1]!]!];
    if (high > 15 || low > 15) return false;
    headers[at + i] = 16 * high + low;
  }
  return true;
}

/** Space, tab, line feed, vertical tab, form feed and carriage return. */
function isWhiteSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

function isPrintable(byte: number): boolean {
  return byte > 0x20 && byte !== 0x7f;
}
