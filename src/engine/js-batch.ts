/** Hashing many inputs in JavaScript, one after another: headers, pairs of nodes, messages. */
import { dataView } from '../primitives/index.ts';
import { compress, compressReady } from './js-compress.ts';
import { END_BIT, INITIAL, sumSchedule } from './js-sha256.ts';

/** A block that ends a message of `sizeBytes`, of which it holds `words` words: the padding behind them. */
function endBlock(words: number, sizeBytes: number): Int32Array {
  const block = new Int32Array(16);
  block[words] = END_BIT;
  block[15] = 8 * sizeBytes;
  return block;
}

function readWords(input: DataView, offset: number, words: Int32Array, count: number): void {
  for (let i = 0; i < count; i++) words[i] = input.getInt32(offset + 4 * i);
}

function writeDigest(digest: Int32Array, output: DataView, offset: number): void {
  for (let i = 0; i < 8; i++) output.setInt32(offset + 4 * i, digest[i]!);
}

/** sha256d of each 80-byte header. */
export function hashHeaders(headers: Uint8Array, hashes: Uint8Array): void {
  const input = dataView(headers);
  const output = dataView(hashes);
  const block = new Int32Array(16);
  const tail = endBlock(4, 80);
  const digest = endBlock(8, 32);
  for (let from = 0, to = 0; from < headers.length; from += 80, to += 32) {
    readWords(input, from, block, 16);
    compress(digest, INITIAL, INITIAL, block, 0);
    readWords(input, from + 64, tail, 4);
    compress(digest, digest, digest, tail, 0);
    compress(digest, INITIAL, INITIAL, digest, 0);
    writeDigest(digest, output, to);
  }
}

/** sha256d of each 64 bytes. */
export function hashPairs(pairs: Uint8Array, parents: Uint8Array): void {
  const input = dataView(pairs);
  const output = dataView(parents);
  const block = new Int32Array(16);
  const digest = endBlock(8, 32);
  // the second block is padding alone
  const padding = new Int32Array(64);
  padding.set(endBlock(0, 64));
  sumSchedule(padding, padding, 0);
  for (let from = 0, to = 0; from < pairs.length; from += 64, to += 32) {
    readWords(input, from, block, 16);
    compress(digest, INITIAL, INITIAL, block, 0);
    compressReady(digest, digest, padding, 0);
    compress(digest, INITIAL, INITIAL, digest, 0);
    writeDigest(digest, output, to);
  }
}

/** SHA-256 of each message of `sizeBytes`. */
export function hashMessages(messages: Uint8Array, sizeBytes: number, digests: Uint8Array): void {
  const input = dataView(messages);
  const output = dataView(digests);
  const block = new Int32Array(16);
  const state = new Int32Array(8);
  const restSize = sizeBytes % 64;
  const wholeSize = sizeBytes - restSize;
  const restWords = restSize >> 2;
  // the rest of a message and its padding: one block, or two of which the second tells the size alone
  const endsInRest = restSize < 56;
  const rest = new Int32Array(16);
  const last = new Int32Array(16);
  (endsInRest ? rest : last)[15] = 8 * sizeBytes;
  for (let from = 0, to = 0; from < messages.length; from += sizeBytes, to += 32) {
    let sum = INITIAL;
    for (let at = from; at < from + wholeSize; at += 64) {
      readWords(input, at, block, 16);
      compress(state, sum, sum, block, 0);
      sum = state;
    }
    readWords(input, from + wholeSize, rest, restWords);
    let ending = 0;
    for (let at = from + wholeSize + 4 * restWords; at < from + sizeBytes; at++) ending = (ending << 8) | messages[at]!;
    rest[restWords] = ((ending << 8) | 0x80) << (8 * (3 - (restSize & 3)));
    compress(state, sum, sum, rest, 0);
    if (!endsInRest) compress(state, state, state, last, 0);
    writeDigest(state, output, to);
  }
}
