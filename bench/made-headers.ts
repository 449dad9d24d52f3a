/**
 * Mines the long chain of headers for the work `chain`: each valid by Bitcoin's rules, on a network whose limit is so easy that
 * millions take a minute, and whose bits move every 2016 blocks.
 *
 * The same headers everywhere: what is drawn comes from a generator with a fixed seed, by whole numbers and by divisions that
 * round the same on every machine. node:crypto hashes, so nothing under test makes its own input.
 *
 * The network behaves as one: its hash rate swings slowly between once and twice what the limit asks for, a block comes the
 * sooner the more there is of it, and the bits follow. So every period computes new bits, none far from the limit (two
 * to four hashes a header). Times are up to a quarter of an hour off, so they do not only rise.
 */
import { hash } from 'node:crypto';

export const HEADER_SIZE = 80;
/** How many headers a piece has, but for the last. */
export const PIECE = 10_000;

const SEED = 0x6d696473;
const SPACING = 600;
const TIMESPAN = 1_209_600;
const PERIOD = TIMESPAN / SPACING;
const LIMIT = (1n << 255n) - 1n;
/** Blocks from the lowest hash rate to the lowest again. */
const SWING = 200_000;
/** How far a time may be off, seconds. */
const JITTER = 900;

/** Numbers below 2^32 from a seed: the same everywhere (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word = (word + Math.imul(word ^ (word >>> 7), word | 61)) ^ word;
    return (word ^ (word >>> 14)) >>> 0;
  };
}

/** The bits of the next period, by the text of Bitcoin's rule and in big integers. */
function retarget(bits: number, timespan: number): number {
  const clamped = Math.min(Math.max(timespan, TIMESPAN / 4), TIMESPAN * 4);
  const target = (BigInt(mantissaOf(bits)) * (1n << 232n) * BigInt(clamped)) / BigInt(TIMESPAN);
  const mantissa = Number((target < LIMIT ? target : LIMIT) >> 232n);
  // below 2^247 a target has another size; this chain never comes near
  if (mantissa < 0x8000) throw new Error(`expected a target near the limit, got the mantissa ${mantissa}`);
  return 0x20000000 | mantissa;
}

function mantissaOf(bits: number): number {
  return bits & 0x7fffff;
}

/** What the network's miners do, against what the limit asks for: from 1 up to 2 and down again. */
function hashRate(height: number): number {
  return 2 - Math.abs(2 * ((height / SWING) % 1) - 1);
}

function sha256d(bytes: Uint8Array): Buffer {
  return hash('sha256', hash('sha256', bytes, 'buffer'), 'buffer');
}

/** Counts the nonce up until the hash is below the target, and returns the hash. */
function mine(header: Buffer, bits: number): Buffer {
  // a hash whose first 32 bits are below those of the target is below it; of those with the same, none is taken
  const ceiling = mantissaOf(bits) << 8;
  for (let nonce = 0; ; nonce++) {
    header.writeUInt32LE(nonce, 76);
    const found = sha256d(header);
    if (found.readUInt32LE(28) < ceiling) return found;
  }
}

/** The middle one of the last eleven times. */
function medianOf(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1]!;
}

/** So many headers above a genesis whose bits are those of the limit, in pieces. */
export function* makeHeaders(genesisBytes: Uint8Array, count: number): Generator<Uint8Array> {
  const draw = generator(SEED);
  const genesis = Buffer.from(genesisBytes);
  const header = Buffer.alloc(HEADER_SIZE);
  header.writeInt32LE(0x20000000, 0);
  sha256d(genesis).copy(header, 4);
  let bits = genesis.readUInt32LE(72);
  let time = genesis.readUInt32LE(68);
  let periodStart = time;
  let clock = time;
  const lastTimes = [time];
  let piece = Buffer.alloc(0);
  let filled = 0;

  for (let height = 1; height <= count; height++) {
    if (filled === piece.length) {
      piece = Buffer.alloc(Math.min(count - height + 1, PIECE) * HEADER_SIZE);
      filled = 0;
    }
    const isFirst = height % PERIOD === 0;
    if (isFirst) bits = retarget(bits, time - periodStart);
    // evenly between nothing and twice the mean
    const mean = (SPACING * 0x7fffff) / (mantissaOf(bits) * hashRate(height));
    clock += Math.floor((draw() / 0x80000000) * mean);
    time = Math.max(medianOf(lastTimes) + 1, clock - JITTER + (draw() % (2 * JITTER + 1)));
    if (isFirst) periodStart = time;
    lastTimes.push(time);
    if (lastTimes.length > 11) lastTimes.shift();

    for (let at = 36; at < 68; at += 4) header.writeUInt32LE(draw(), at);
    header.writeUInt32LE(time, 68);
    header.writeUInt32LE(bits, 72);
    const found = mine(header, bits);
    header.copy(piece, filled);
    found.copy(header, 4);
    filled += HEADER_SIZE;
    if (filled === piece.length) yield piece;
  }
}
