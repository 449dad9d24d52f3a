/** A whole file or standard input as bytes: as it stands, or as the hexadecimal digits that other tools print. */
import { createReadStream } from 'node:fs';
import { addAbortSignal } from 'node:stream';
import { messageOf } from '../errors.ts';
import { hexToBytes } from '../primitives/index.ts';
import { UsageError } from './command.ts';

/** How much of it may stand before the first digits of a text. */
const MAX_WHITE_SPACE = 4096;

/** Where reading ends early: an input may have no end. */
export interface ByteInputLimits {
  /** How many bytes or digits are read at most. */
  readonly maxBytes: number;
  /** What the bytes begin with, as digits. @default anything */
  readonly magic?: string;
}

/**
 * The bytes of a file, or of standard input for `-`. A text of hexadecimal digits and white space alone is decoded.
 * @throws UsageError when it cannot be read, is empty, begins otherwise or is too long; the reason of the signal
 */
export async function readBytes(file: string, signal: AbortSignal, limits: ByteInputLimits): Promise<Uint8Array> {
  const bytes = await readWhole(file, signal, limits);
  const text = isHexText(bytes) ? Buffer.from(bytes).toString('latin1').replaceAll(/\s+/g, '') : '';
  if (bytes.length === 0 || (text === '' && isHexText(bytes)))
    throw new UsageError(`${nameOf(file)}: expected bytes, got none`);
  if (text.length % 2 !== 0)
    throw new UsageError(`${nameOf(file)}: expected an even number of hexadecimal digits, got ${text.length}`);
  return text === '' ? bytes : hexToBytes(text);
}

/** How an input is called in messages. */
export function nameOf(file: string): string {
  return file === '-' ? 'standard input' : file;
}

async function readWhole(file: string, signal: AbortSignal, limits: ByteInputLimits): Promise<Uint8Array> {
  const { maxBytes, magic = '' } = limits;
  try {
    const parts: Uint8Array[] = [];
    let size = 0;
    let beginning = '';
    const stream = addAbortSignal(signal, file === '-' ? process.stdin : createReadStream(file));
    for await (const part of stream as AsyncIterable<Uint8Array>) {
      parts.push(part);
      size += part.length;
      if (beginning.length < magic.length) {
        beginning = beginningOf(Buffer.concat(parts), magic.length);
        const isTold = beginning.length === magic.length || size >= MAX_WHITE_SPACE;
        if (isTold && beginning !== magic)
          throw new UsageError(
            `${nameOf(file)}: expected it to begin with ${magic}, got ${beginning || 'white space alone'}`,
          );
      }
      if (size > maxBytes)
        throw new UsageError(`${nameOf(file)}: expected at most ${maxBytes} bytes, got ${size} or more`);
    }
    return parts.length === 1 ? parts[0]! : new Uint8Array(Buffer.concat(parts));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${nameOf(file)}: cannot be read (${messageOf(error)})`, { cause: error });
  }
}

/** So many digits of what bytes or a text of digits begin with; fewer where there are no more yet. */
function beginningOf(bytes: Buffer, digits: number): string {
  const text = isHexText(bytes) ? bytes.toString('latin1').replaceAll(/\s+/g, '').toLowerCase() : bytes.toString('hex');
  return text.slice(0, digits);
}

function isHexText(bytes: Uint8Array): boolean {
  return bytes.every(
    (byte) =>
      (byte >= 0x30 && byte <= 0x39) ||
      (byte >= 0x61 && byte <= 0x66) ||
      (byte >= 0x41 && byte <= 0x46) ||
      byte === 0x20 ||
      (byte >= 0x09 && byte <= 0x0d),
  );
}
