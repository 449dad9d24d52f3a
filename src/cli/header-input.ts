/**
 * Headers from a file or standard input: raw, 80 bytes each, or text, 160 hexadecimal digits a line.
 *
 * Which of the two it is shows in the first 80 bytes: a raw header holds control characters (its version and its bits
 * alone do), and text holds none but white space.
 */
import { constants, createReadStream, fstatSync, openSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import { addAbortSignal, type Readable } from 'node:stream';
import { concatBytes, HEADER_SIZE_BYTES } from '../primitives/index.ts';
import { UsageError } from './command.ts';

const HEX_DIGITS = 2 * HEADER_SIZE_BYTES;

const HEX_LINE = /^[0-9a-fA-F]{160}$/;

const MAX_LINE_BYTES = 4096;

/** How much of a wrong line is shown. */
const SHOWN_CHARACTERS = 40;

/** What some editors write before UTF-8 text. */
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;

/** How much of an input was read. */
export interface InputProgress {
  readonly bytes: number;
  /** The size of the whole; undefined where it is no file, or grows while it is read. */
  readonly totalBytes: number | undefined;
}

/**
 * The headers of a file, or of standard input for `-`, in items of one or more whole headers. Ends early when the
 * signal is aborted, also while nothing comes.
 * @param onRead is told how much was read, before the headers of it come
 * @throws UsageError when it cannot be read, is empty, or is malformed, after the items before the fault
 */
export async function* readHeaders(
  file: string,
  signal?: AbortSignal,
  onRead?: (progress: InputProgress) => void,
): AsyncGenerator<Uint8Array> {
  const name = file === '-' ? 'standard input' : file;
  let pending: Uint8Array = new Uint8Array(0);
  let isText: boolean | undefined;
  let count = 0;
  let line = 1;

  /** The headers of whole lines. Blank lines cost no more than a look at each byte. */
  function takeLines(bytes: Uint8Array): Uint8Array {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const headers = Buffer.alloc(Math.ceil(bytes.length / HEX_DIGITS) * HEADER_SIZE_BYTES);
    let size = 0;
    for (let at = 0; at < bytes.length;) {
      if (isWhiteSpace(bytes[at]!)) {
        if (bytes[at++] === 0x0a) line++;
        continue;
      }
      const newline = bytes.indexOf(0x0a, at);
      const end = newline === -1 ? bytes.length : newline;
      // the digits of a header are decoded where they stand, up to the first that is none
      const digitsEnd = end - at === HEX_DIGITS + 1 && bytes[end - 1] === 0x0d ? end - 1 : end;
      const decoded =
        digitsEnd - at === HEX_DIGITS && headers.write(text.toString('latin1', at, digitsEnd), size, 'hex');
      if (decoded !== HEADER_SIZE_BYTES) {
        const digits = text.toString('utf8', at, end).trimEnd();
        if (!HEX_LINE.test(digits))
          throw new UsageError(`${name}, line ${line}: expected 160 hexadecimal digits, got ${describeLine(digits)}`);
        headers.write(digits, size, 'hex');
      }
      size += HEADER_SIZE_BYTES;
      at = end;
    }
    count += size / HEADER_SIZE_BYTES;
    return new Uint8Array(headers.buffer, headers.byteOffset, size);
  }

  /** Decides what the input is, by its beginning. */
  function begin(): boolean {
    const text = hasByteOrderMark(pending) ? pending.subarray(BYTE_ORDER_MARK.length) : pending;
    if (!looksLikeText(text)) return false;
    pending = text;
    return true;
  }

  try {
    const stream = openInput(file);
    const size = sizeOf(file);
    let bytes = 0;
    if (signal !== undefined) addAbortSignal(signal, stream);
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      onRead?.({ bytes, totalBytes: size !== undefined && size >= bytes ? size : undefined });
      pending = concatBytes(pending, chunk);
      if (isText === undefined && pending.length >= HEADER_SIZE_BYTES) isText = begin();
      if (isText === undefined) continue;
      if (isText) {
        const newline = pending.lastIndexOf(0x0a);
        // a line that does not end is no header: refused here, before it fills the memory
        if (newline === -1 && pending.length <= MAX_LINE_BYTES) continue;
        const end = newline === -1 ? pending.length : newline + 1;
        const headers = takeLines(pending.subarray(0, end));
        pending = pending.slice(end);
        if (headers.length > 0) yield headers;
      } else {
        const end = pending.length - (pending.length % HEADER_SIZE_BYTES);
        count += end / HEADER_SIZE_BYTES;
        yield pending.subarray(0, end);
        pending = pending.slice(end);
      }
    }
  } catch (error) {
    if (signal?.aborted === true) return;
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${name}: cannot be read (${(error as Error).message})`, { cause: error });
  }

  if (isText ?? begin()) {
    const headers = takeLines(pending);
    if (headers.length > 0) yield headers;
  } else if (pending.length > 0) {
    throw new UsageError(
      `${name}: expected 80 bytes a header, got ${pending.length} more bytes behind ${count} whole headers`,
    );
  }
  if (count === 0) throw new UsageError(`${name}: expected headers, got none`);
}

/** A stream that can be destroyed at any time, whether something comes or not. */
function openInput(file: string): Readable {
  if (file === '-' || file === '/dev/stdin') return process.stdin;
  if (!statSync(file).isFIFO()) return createReadStream(file);
  // opening a pipe waits for its writer, and cannot be called off; a socket waits without blocking
  const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

/** The size of a regular file, also of one that standard input was redirected from. */
function sizeOf(file: string): number | undefined {
  const stats = file === '-' || file === '/dev/stdin' ? fstatSync(0) : statSync(file);
  return stats.isFile() ? stats.size : undefined;
}

/** What a line holds instead of a header. */
function describeLine(line: string): string {
  const wrong = line.search(/[^0-9a-fA-F]/);
  if (wrong === -1) return `${line.length}`;
  if (wrong < SHOWN_CHARACTERS) return JSON.stringify(line.slice(0, SHOWN_CHARACTERS));
  return `${JSON.stringify(line[wrong])} after ${wrong} of them`;
}

function looksLikeText(bytes: Uint8Array): boolean {
  return bytes.subarray(0, HEADER_SIZE_BYTES).every((byte) => isWhiteSpace(byte) || (byte >= 0x20 && byte !== 0x7f));
}

/** Space, tab, line feed, vertical tab, form feed and carriage return. */
function isWhiteSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

function hasByteOrderMark(bytes: Uint8Array): boolean {
  return BYTE_ORDER_MARK.every((byte, i) => bytes[i] === byte);
}
