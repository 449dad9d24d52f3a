/**
 * A miner as one would write it in an afternoon: FIPS 180-4 in plain JavaScript, typed arrays kept between calls,
 * nothing folded beforehand. It is the yardstick for "no library at all".
 */
import type { Bytes, Hasher } from './contender.ts';

const K = Uint32Array.from(
  [...primes(64)].map((prime) => fractionBits(Math.cbrt(prime))), // FIPS 180-4, 4.2.2
);
const INITIAL = Uint32Array.from([...primes(8)].map((prime) => fractionBits(Math.sqrt(prime)))); // 5.3.3

const schedule = new Uint32Array(64);
const state = new Uint32Array(8);
const block = new Uint8Array(512);
const view = new DataView(block.buffer);

export function loadPlainJavascript(): Hasher {
  return { name: 'plain JavaScript', version: '-', backend: 'js', sha256 };
}

/** SHA-256 of at most 503 bytes: one to eight blocks. */
function sha256(message: Bytes): Uint8Array {
  const blocks = Math.ceil((message.length + 9) / 64);
  block.fill(0, message.length, blocks * 64);
  block.set(message);
  block[message.length] = 0x80;
  view.setUint32(blocks * 64 - 4, message.length * 8);
  state.set(INITIAL);
  for (let i = 0; i < blocks; i++) compress(i * 64);
  const hash = new Uint8Array(32);
  const out = new DataView(hash.buffer);
  for (let i = 0; i < 8; i++) out.setUint32(i * 4, state[i]!);
  return hash;
}

function compress(offset: number): void {
  const w = schedule;
  for (let t = 0; t < 16; t++) w[t] = view.getUint32(offset + t * 4);
  for (let t = 16; t < 64; t++) {
    const x = w[t - 15]!;
    const y = w[t - 2]!;
    const s0 = rotr(x, 7) ^ rotr(x, 18) ^ (x >>> 3);
    const s1 = rotr(y, 17) ^ rotr(y, 19) ^ (y >>> 10);
    w[t] = (w[t - 16]! + s0 + w[t - 7]! + s1) | 0;
  }
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let t = 0; t < 64; t++) {
    const t1 = (h + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + ((e & f) ^ (~e & g)) + K[t]! + w[t]!) | 0;
    const t2 = ((rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0]! += a;
  state[1]! += b;
  state[2]! += c;
  state[3]! += d;
  state[4]! += e;
  state[5]! += f;
  state[6]! += g;
  state[7]! += h;
}

function rotr(x: number, n: number): number {
  return (x >>> n) | (x << (32 - n));
}

function* primes(count: number): Generator<number> {
  for (let n = 2, found = 0; found < count; n++) {
    let divisor = 2;
    while (divisor * divisor <= n && n % divisor !== 0) divisor++;
    if (divisor * divisor > n) {
      found++;
      yield n;
    }
  }
}

/** The first 32 bits of the fraction; a double holds them exactly for roots of primes below 312. */
function fractionBits(root: number): number {
  return Math.floor((root - Math.floor(root)) * 2 ** 32);
}
