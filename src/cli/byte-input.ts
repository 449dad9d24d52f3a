/** A whole file or standard input as bytes: as it stands, or as the hexadecimal digits that other tools print. */
import { createReadStream } from 'node:fs';
import { addAbortSignal } from 'node:stream';
import { messageOf } from '../errors.ts';
import { hexToBytes } from '../primitives/index.ts';
import { UsageError } from './command.ts';

/**
 * The bytes of a file, or of standard input for `-`. A text of hexadecimal digits and white space alone is decoded.
 * @throws UsageError when it cannot be read, or is empty; the reason of the signal
 */
export async function readBytes(file: string, signal: AbortSignal): Promise<Uint8Array> {
  const bytes = await readWhole(file, signal);
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

async function readWhole(file: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    const parts: Uint8Array[] = [];
    const stream = addAbortSignal(signal, file === '-' ? process.stdin : createReadStream(file));
    for await (const part of stream as AsyncIterable<Uint8Array>) parts.push(part);
    return parts.length === 1 ? parts[0]! : new Uint8Array(Buffer.concat(parts));
  } catch (error) {
    signal.throwIfAborted();
    throw new UsageError(`${nameOf(file)}: cannot be read (${messageOf(error)})`, { cause: error });
  }
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
