/**
 * Judges a file of headers by every rule of its network, piece by piece, while the page stays alive.
 *
 * The headers go to a chain that begins at the genesis, or to one that is kept and holds headers already. Memory: the
 * chain's own (some 140 bytes a header) and one piece of the file.
 */
import type { AcceptResult, ChainEntry, RefusedHeader } from 'midstate/chain';
import type { NetworkParams } from 'midstate/consensus';
import { HEADER_SIZE_BYTES } from 'midstate/primitives';
import { formatSignificant } from './figures.ts';
import { describeWrongStart } from './first-header.ts';
import { HeaderReader, WrongFile } from './header-reader.ts';

/** What is read of a file: a `File` of the page is one. */
export type HeaderFile = Pick<Blob, 'size' | 'slice'>;

/** The chain that judges: one in memory, or one that is kept in a store. */
export interface JudgingChain {
  readonly params: NetworkParams;
  readonly tip: ChainEntry;
  accept(headers: Uint8Array, now: number): AcceptResult | Promise<AcceptResult>;
}

/** How far it is. */
export interface VerificationProgress {
  /** Headers judged, those that the chain had already among them. */
  readonly headers: number;
  /** The part of the file that was read: 0 to 1. */
  readonly part: number;
  readonly seconds: number;
}

/** How it ended. */
export interface VerificationResult {
  /** Valid headers of the file, those that the chain had already among them. */
  readonly headers: number;
  /** How many the chain had already: kept before, or twice in the file. */
  readonly duplicates: number;
  readonly seconds: number;
  readonly tip: ChainEntry;
  /** The first header that breaks a rule. Those behind it were not looked at. */
  readonly rejected?: RefusedHeader;
}

/** How a file is verified. */
export interface VerificationOptions {
  readonly chain: JudgingChain;
  /** The clock that headers may not be far ahead of, seconds since 1970. */
  readonly now: number;
  /** Aborted: ends with the signal's reason. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: VerificationProgress) => void;
  /** Awaited between pieces: gives the page its turn. */
  readonly tick: () => Promise<void>;
  /** Milliseconds, for the rate. @default performance.now */
  readonly clock?: () => number;
  /** Headers that are judged at once, and stored. @default 1000: some milliseconds, and five times that in a store */
  readonly batchHeaders?: number;
}

/** 6.7 million raw headers: more than any network has, and some gigabyte of memory. */
export const MAX_FILE_BYTES: number = 512 * 2 ** 20;

const PIECE_BYTES = 2 ** 18;

/**
 * Verifies a file up to its first header that breaks a rule.
 * @throws WrongFile for what is no file of headers of the network
 * @throws the reason of the signal; what the chain throws, a store's errors among it
 */
export async function verifyHeaderFile(file: HeaderFile, options: VerificationOptions): Promise<VerificationResult> {
  const { chain, now, signal, onProgress, tick, clock = () => performance.now(), batchHeaders = 1000 } = options;
  const began = clock();
  const seconds = (): number => (clock() - began) / 1000;
  const batchBytes = batchHeaders * HEADER_SIZE_BYTES;
  let [headers, duplicates] = [0, 0];

  for await (const batch of batchesOf(file, batchBytes)) {
    signal.throwIfAborted();
    const result = await chain.accept(batch.headers, now);
    signal.throwIfAborted();
    if (headers === 0 && result.rejected?.index === 0 && !isOnKnown(result))
      throw new WrongFile(describeWrongStart(batch.headers.subarray(0, HEADER_SIZE_BYTES), chain.params));
    headers += result.accepted + result.duplicates;
    duplicates += result.duplicates;
    const progress = { headers, part: Math.min(batch.readBytes / file.size, 1), seconds: seconds() };
    onProgress(progress);
    if (result.rejected) {
      const { height, hashHex, reject } = result.rejected;
      return { headers, duplicates, seconds: seconds(), tip: chain.tip, rejected: { height, hashHex, reject } };
    }
    await tick();
  }
  return { headers, duplicates, seconds: seconds(), tip: chain.tip };
}

/** The first header hangs on the chain and has proof of work: it is a header of this network, and breaks another rule. */
function isOnKnown({ rejected }: AcceptResult): boolean {
  return rejected?.reject.id !== 'prev-blk-not-found' && rejected?.reject.id !== 'high-hash';
}

interface Piece {
  readonly bytes: Uint8Array;
  readonly readBytes: number;
}

async function* piecesOf(file: HeaderFile): AsyncGenerator<Piece> {
  if (file.size > MAX_FILE_BYTES) {
    const [most, got] = [MAX_FILE_BYTES, file.size].map((bytes) => `${formatSignificant(bytes / 2 ** 20)} MiB`);
    throw new WrongFile(`Expected a file of at most ${most}, got ${got}.`);
  }
  for (let at = 0; at < file.size; at += PIECE_BYTES) {
    const bytes = await readPiece(file, at);
    yield { bytes, readBytes: at + bytes.length };
  }
}

async function readPiece(file: HeaderFile, at: number): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.slice(at, at + PIECE_BYTES).arrayBuffer());
  } catch (error) {
    // a folder that was dropped, a file that changed or is gone
    throw new WrongFile(`The file cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

interface Batch {
  readonly headers: Uint8Array;
  readonly readBytes: number;
}

/** The headers of the file, at most `size` bytes of them at once. */
async function* batchesOf(file: HeaderFile, size: number): AsyncGenerator<Batch> {
  const reader = new HeaderReader(file.size);
  let readBytes = 0;
  for await (const piece of piecesOf(file)) {
    readBytes = piece.readBytes;
    yield* cut(reader.read(piece.bytes), size, readBytes);
  }
  yield* cut(reader.end(), size, readBytes);
}

function* cut(headers: Uint8Array, size: number, readBytes: number): Generator<Batch> {
  for (let at = 0; at < headers.length; at += size) yield { headers: headers.subarray(at, at + size), readBytes };
}
