/**
 * Headers from a file or standard input: raw, 80 bytes each, or text, 160 hexadecimal digits a line.
 *
 * Which of the two it is shows in the first bytes: a raw header holds bytes that no hexadecimal text holds.
 */
import { createReadStream } from 'node:fs';
import { concatBytes, HEADER_SIZE_BYTES, hexToBytes } from '../primitives/index.ts';
import { UsageError } from './command.ts';

const HEX_LINE = /^[0-9a-fA-F]{160}$/;

const MAX_LINE_BYTES = 4096;

/**
 * The headers of a file, or of standard input for `-`, in items of one or more whole headers.
 * @throws UsageError when it cannot be read, is empty, or is malformed, after the items before the fault
 */
export async function* readHeaders(file: string): AsyncGenerator<Uint8Array> {
  const name = file === '-' ? 'standard input' : file;
  const stream: AsyncIterable<Uint8Array> = file === '-' ? process.stdin : createReadStream(file);
  let pending: Uint8Array = new Uint8Array(0);
  let isText: boolean | undefined;
  let count = 0;
  let line = 0;

  function takeLines(text: string): Uint8Array[] {
    return text.split('\n').flatMap((each) => {
      line++;
      const digits = each.trim();
      if (digits === '') return [];
      if (!HEX_LINE.test(digits)) {
        const got = /^[0-9a-fA-F]*$/.test(digits) ? `${digits.length}` : JSON.stringify(digits.slice(0, 40));
        throw new UsageError(`${name}, line ${line}: expected 160 hexadecimal digits, got ${got}`);
      }
      count++;
      return [hexToBytes(digits)];
    });
  }

  try {
    for await (const chunk of stream) {
      pending = concatBytes(pending, chunk);
      if (isText === undefined && pending.length >= HEADER_SIZE_BYTES) isText = looksLikeText(pending);
      if (isText === undefined) continue;
      if (isText) {
        const end = pending.lastIndexOf(0x0a) + 1;
        // a line that does not end is no header: refused here, before it fills the memory
        if (end === 0 && pending.length <= MAX_LINE_BYTES) continue;
        const headers = concatBytes(...takeLines(decodeText(end === 0 ? pending : pending.subarray(0, end - 1))));
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
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${name}: cannot be read (${(error as Error).message})`, { cause: error });
  }

  if (isText ?? looksLikeText(pending)) {
    const headers = concatBytes(...takeLines(decodeText(pending)));
    if (headers.length > 0) yield headers;
  } else if (pending.length > 0) {
    throw new UsageError(
      `${name}: expected 80 bytes a header, got ${pending.length} more bytes behind ${count} whole headers`,
    );
  }
  if (count === 0) throw new UsageError(`${name}: expected headers, got none`);
}

function looksLikeText(bytes: Uint8Array): boolean {
  return /^[0-9a-fA-F\s]*$/.test(decodeText(bytes.subarray(0, HEADER_SIZE_BYTES)));
}

/** One character a byte, so that no byte is lost on the way into an error message. */
function decodeText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
