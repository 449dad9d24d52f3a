/** Hashing many inputs in JavaScript, one after another: headers, pairs of nodes, messages, chains of HMACs. */
import { dataView } from '../primitives/index.ts';
import { compress, END_BIT, INITIAL } from './js-sha256.ts';

const w = new Int32Array(64);
const state = new Int32Array(8);

/** Absorbs the block whose 16 words stand at `offset`. */
function absorb(input: DataView, offset: number): void {
  for (let i = 0; i < 16; i++) w[i] = input.getInt32(offset + 4 * i);
  compress(state, w);
}

/** Makes a digest the first half of a block, and ends a message of `sizeBytes` with it. */
function digestBlock(digest: Int32Array, sizeBytes: number): void {
  w.set(digest);
  w.fill(0, 9, 15);
  w[8] = END_BIT;
  w[15] = 8 * sizeBytes;
}

/** Replaces the digest in `state` by its own digest. */
function hashState(): void {
  digestBlock(state, 32);
  state.set(INITIAL);
  compress(state, w);
}

function writeState(output: DataView, to: number): void {
  for (let i = 0; i < 8; i++) output.setInt32(to + 4 * i, state[i]!);
}

/** sha256d of each 80-byte header. */
export function hashHeaders(headers: Uint8Array, hashes: Uint8Array): void {
  const input = dataView(headers);
  const output = dataView(hashes);
  for (let from = 0, to = 0; from < headers.length; from += 80, to += 32) {
    state.set(INITIAL);
    absorb(input, from);
    for (let i = 0; i < 4; i++) w[i] = input.getInt32(from + 64 + 4 * i);
    w.fill(0, 5, 15);
    w[4] = END_BIT;
    w[15] = 640;
    compress(state, w);
    hashState();
    writeState(output, to);
  }
}

/** sha256d of each 64 bytes. */
export function hashPairs(pairs: Uint8Array, parents: Uint8Array): void {
  const input = dataView(pairs);
  const output = dataView(parents);
  for (let from = 0; from < pairs.length; from += 64) {
    state.set(INITIAL);
    absorb(input, from);
    w.fill(0, 1, 15);
    w[0] = END_BIT;
    w[15] = 512;
    compress(state, w);
    hashState();
    writeState(output, from / 2);
  }
}

/** SHA-256 of each message of `sizeBytes`. */
export function hashMessages(messages: Uint8Array, sizeBytes: number, digests: Uint8Array): void {
  const input = dataView(messages);
  const output = dataView(digests);
  const whole = sizeBytes - (sizeBytes % 64);
  // the rest of a message and its padding: one block or two
  const rest = new Uint8Array(sizeBytes - whole < 56 ? 64 : 128);
  const restView = dataView(rest);
  rest[sizeBytes - whole] = 0x80;
  restView.setUint32(rest.length - 4, 8 * sizeBytes);
  for (let from = 0, to = 0; from < messages.length; from += sizeBytes, to += 32) {
    state.set(INITIAL);
    for (let at = 0; at < whole; at += 64) absorb(input, from + at);
    rest.set(messages.subarray(from + whole, from + sizeBytes));
    for (let at = 0; at < rest.length; at += 64) absorb(restView, at);
    writeState(output, to);
  }
}

/** The iterations of PBKDF2-HMAC-SHA-256 behind the first: see `Kernel.iterateHmac`. */
export function iterateHmac(chains: Uint32Array, iterations: number, keys: Uint32Array): void {
  for (let from = 0, to = 0; from < chains.length; from += 24, to += 8) {
    const inner = Int32Array.from(chains.subarray(from, from + 8));
    const outer = Int32Array.from(chains.subarray(from + 8, from + 16));
    const key = Int32Array.from(chains.subarray(from + 16, from + 24));
    state.set(key);
    for (let i = 1; i < iterations; i++) {
      // behind a key block of 64 bytes
      digestBlock(state, 96);
      state.set(inner);
      compress(state, w);
      digestBlock(state, 96);
      state.set(outer);
      compress(state, w);
      for (let t = 0; t < 8; t++) key[t]! ^= state[t]!;
    }
    keys.set(key, to);
  }
}
