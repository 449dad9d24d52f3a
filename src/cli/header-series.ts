/**
 * The headers of an input as difficulty algorithms see them: one chain without branches, of which only that is checked.
 * 12 bytes a header.
 */
import type { HeaderContext, NetworkParams } from '../consensus/index.ts';
import { dataView, equalBytes, hashToDisplayHex, HEADER_SIZE_BYTES, type HeaderHasher } from '../primitives/index.ts';
import { UsageError, type CommandInput } from './command.ts';
import { describeWrongStart } from './first-header.ts';
import { headerBatches, readingStatus } from './header-batches.ts';
import { readHeaders, type InputProgress } from './header-input.ts';

const BATCH_HEADERS = 2000;

/** Versions, times and bits from a height on. */
export class HeaderSeries {
  /** The height of the first header. */
  readonly lowest: number;
  #count = 0;
  #words = new Uint32Array(3 * BATCH_HEADERS);

  constructor(lowest: number) {
    this.lowest = lowest;
  }

  /** The height of the last header. */
  get highest(): number {
    return this.lowest + this.#count - 1;
  }

  /** Takes in n headers of 80 bytes. */
  push(headers: Uint8Array): void {
    const view = dataView(headers);
    for (let at = 0; at < headers.length; at += HEADER_SIZE_BYTES) {
      if (3 * this.#count === this.#words.length) {
        const larger = new Uint32Array(2 * this.#words.length);
        larger.set(this.#words);
        this.#words = larger;
      }
      this.#words[3 * this.#count] = view.getUint32(at, true);
      this.#words[3 * this.#count + 1] = view.getUint32(at + 68, true);
      this.#words[3 * this.#count + 2] = view.getUint32(at + 72, true);
      this.#count++;
    }
  }

  /** The header at a height, from `lowest` to `highest`. */
  at(height: number): HeaderContext {
    const word = 3 * (height - this.lowest);
    return {
      height,
      version: this.#words[word]! | 0,
      time: this.#words[word + 1]!,
      bits: this.#words[word + 2]!,
      ancestor: (ancestorHeight) => (ancestorHeight < this.lowest ? undefined : this.at(ancestorHeight)),
    };
  }
}

/** What the headers are read for. */
export interface HeaderSeriesOptions {
  readonly params: NetworkParams;
  readonly hasher: HeaderHasher;
  /** The height of the first header; undefined: they begin at the network's genesis, or on top of it. */
  readonly anchorHeight: number | undefined;
}

/**
 * Reads the input that the first word of a command names, with a status line.
 * @throws UsageError when it cannot be read, does not begin at genesis, or is not one header on top of the other
 * @throws the reason of the signal when it is aborted
 */
export async function readHeaderSeries(
  { words: [file], signal, output }: CommandInput,
  { params, hasher, anchorHeight }: HeaderSeriesOptions,
): Promise<HeaderSeries> {
  const name = file === '-' ? 'standard input' : file!;
  const series = new HeaderSeries(anchorHeight ?? 0);
  const started = performance.now();
  let read: InputProgress | undefined;
  let previous: Uint8Array | undefined;
  let index = 0;
  try {
    const source = readHeaders(file!, signal, (progress) => (read = progress));
    for await (const headers of headerBatches(source, BATCH_HEADERS)) {
      const hashes = hasher.sha256dHeaders(headers);
      for (let i = 0; i * HEADER_SIZE_BYTES < headers.length; i++, index++) {
        const parent = headers.subarray(i * HEADER_SIZE_BYTES + 4, i * HEADER_SIZE_BYTES + 36);
        const hash = hashes.subarray(i * 32, i * 32 + 32);
        if (previous !== undefined && !equalBytes(parent, previous)) {
          const [wanted, got] = [previous, parent].map((bytes) => hashToDisplayHex(bytes));
          throw new UsageError(`${name}: expected header ${index} on top of ${wanted}, got one on top of ${got}`);
        }
        if (previous === undefined && anchorHeight === undefined && hashToDisplayHex(hash) !== params.genesisHash) {
          const problem = describeWrongStart(headers.subarray(0, HEADER_SIZE_BYTES), params);
          if (problem !== undefined) throw new UsageError(`${name}: ${problem}`);
          series.push(params.genesis);
        }
        previous = hash;
      }
      series.push(headers);
      output.status(readingStatus(index, (performance.now() - started) / 1000, read));
    }
  } finally {
    output.endStatus();
  }
  signal.throwIfAborted();
  return series;
}
