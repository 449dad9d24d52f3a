/** Headers to a file or to standard output, raw or as lines of hexadecimal digits, no faster than they are taken. */
import { once } from 'node:events';
import { createWriteStream, renameSync, rmSync, statSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { messageOf } from '../errors.ts';
import { HEADER_SIZE_BYTES } from '../primitives/index.ts';
import { CommandFailure } from './failure.ts';

/**
 * Writes everything to standard output.
 * @throws the reason of the signal, which is aborted when the reader has gone
 */
export async function writeToOutput(source: AsyncIterable<Uint8Array | string>, signal: AbortSignal): Promise<void> {
  await writeAll(source, process.stdout, signal);
}

/**
 * Writes a file. It gets its name when it is whole, so that another one of this name is replaced or left as it was; a
 * device or a pipe is written to as it is.
 * @throws CommandFailure when it cannot be written; the reason of the signal
 */
export async function writeFile(
  path: string,
  source: AsyncIterable<Uint8Array | string>,
  signal: AbortSignal,
): Promise<void> {
  const special = statSync(path, { throwIfNoEntry: false })?.isFile() === false;
  const target = special ? path : `${path}.partial`;
  const stream = createWriteStream(target);
  try {
    await once(stream, 'open');
    await writeAll(source, stream, signal);
    stream.end();
    await finished(stream);
    if (!special) renameSync(target, path);
  } catch (error) {
    stream.destroy();
    if (!special) rmSync(target, { force: true });
    if (signal.aborted || typeof (error as NodeJS.ErrnoException).syscall !== 'string') throw error;
    throw new CommandFailure(`${path} cannot be written: ${messageOf(error)}`, { cause: error });
  }
}

/** The headers as lines of 160 hexadecimal digits. */
export async function* hexLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  for await (const headers of source) {
    let lines = '';
    const digits = Buffer.from(headers.buffer, headers.byteOffset, headers.byteLength).toString('hex');
    for (let at = 0; at < digits.length; at += 2 * HEADER_SIZE_BYTES)
      lines += `${digits.slice(at, at + 2 * HEADER_SIZE_BYTES)}\n`;
    yield lines;
  }
}

async function writeAll(
  source: AsyncIterable<Uint8Array | string>,
  stream: Writable,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const part of source) {
      signal.throwIfAborted();
      if (!stream.write(part)) await once(stream, 'drain', { signal });
    }
  } catch (error) {
    // a reader that has gone aborts the signal, and waiting for an aborted signal throws another error
    signal.throwIfAborted();
    throw error;
  }
}
