/** A long input of headers: cut into batches, and how far it is read. */
import { HEADER_SIZE_BYTES } from '../primitives/index.ts';
import { formatCount, formatPercent, formatSeconds } from './format.ts';
import type { InputProgress } from './header-input.ts';

/** The same headers in items of `size` of them, the last of fewer, whatever the size of the items that come. */
export async function* headerBatches(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let batch = new Uint8Array(size * HEADER_SIZE_BYTES);
  let filled = 0;
  for await (const headers of source) {
    for (let at = 0; at < headers.length;) {
      const part = headers.subarray(at, at + batch.length - filled);
      batch.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < batch.length) continue;
      yield batch;
      batch = new Uint8Array(batch.length);
      filled = 0;
    }
  }
  if (filled > 0) yield batch.subarray(0, filled);
}

/** How far the reading of headers is: of a file also the part of it, and the time that the rest takes at this rate. */
export function readingStatus(headers: number, seconds: number, read: InputProgress | undefined): string {
  const line = `${formatCount(headers)} headers, ${formatCount(headers / seconds)} headers/s`;
  if (read?.totalBytes === undefined) return line;
  const part = read.bytes / read.totalBytes;
  return `${line}, ${formatPercent(part)}, ${formatSeconds((seconds * (1 - part)) / part)} left`;
}
