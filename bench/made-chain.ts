/**
 * The long chain that the work `chain` validates (made-headers.ts says how it is mined), its network, and what is known of it.
 *
 * What is long is made once, some 9 seconds for a million headers, and kept in `node_modules/.cache`, 80 MB.
 */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as consensus from '../src/consensus/index.ts';
import type { NetworkParams } from '../src/consensus/index.ts';
import { HEADER_SIZE, makeHeaders, PIECE } from './made-headers.ts';
import { root } from './root.ts';

/** SHA-256 of the first 10,000 headers. */
const FIRST_SHA256 = '9fe079b3cf4d12825699efb3afd1708f12f42a64329fef4668dbe2d0839047ff';

/** The hashes at some heights, display order. */
export const KNOWN_HASHES: Readonly<Record<number, string>> = {
  10_000: '04a421a0b879b807ff47d27310a6e5e660c4534f38156c512ec32ed595c613c3',
  100_000: '2253ad1eada32211377e6a567f8507eb9a15dd143ef2dec674c4ac8eb9a2c1ff',
  1_000_000: '075167a2233a99da446efc654c76bbeb31ff7491c2c1b6b213f2743e591cae4e',
  4_000_000: '5086e5bbae42248d35e71c7886671e3b70ba75b7f50a293aedf913b17db96abd',
};

/** How many headers a batch has, as a peer sends them. */
export const BATCH = 2000;

/** A clock at which no time of four million headers lies in the future. */
export const NOW = 0xffff0000;

/**
 * The chain's network: regtest's genesis and limit, mainnet's retarget. It stands on its argument alone, so that a page can
 * run it on its own copy of the package.
 */
export function madeNetwork({
  bitcoinDifficulty,
  defineNetwork,
  networks,
}: Pick<typeof consensus, 'bitcoinDifficulty' | 'defineNetwork' | 'networks'>): NetworkParams {
  return defineNetwork({
    ...networks.regtest,
    name: 'made',
    targetSpacing: 600,
    targetTimespan: 1_209_600,
    difficulty: bitcoinDifficulty(),
  });
}

export const madeParams: NetworkParams = madeNetwork(consensus);

/**
 * So many headers from height 1 on, one after another.
 * @throws Error when the first 10,000 are not those of this chain
 */
export function madeHeaders(count: number): Uint8Array {
  const headers = new Uint8Array(count * HEADER_SIZE);
  if (count > PIECE) {
    let height = 1;
    for (const piece of readMadeHeaders(count)) {
      headers.set(piece, (height - 1) * HEADER_SIZE);
      height += piece.length / HEADER_SIZE;
    }
    return headers;
  }
  for (const piece of makeHeaders(madeParams.genesis, PIECE)) {
    assertFirst(piece);
    headers.set(piece.subarray(0, headers.length));
  }
  return headers;
}

/** The same in batches, read one at a time from the file that keeps them: a batch is overwritten by the next one. */
export function* readMadeHeaders(count: number): Generator<Uint8Array> {
  const input = openSync(madeChainFile(count), 'r');
  const batch = new Uint8Array(BATCH * HEADER_SIZE);
  try {
    for (let height = 0; height < count; height += BATCH) {
      const size = Math.min(BATCH, count - height) * HEADER_SIZE;
      if (readSync(input, batch, 0, size, null) !== size) throw new Error('the made chain ends too early');
      yield batch.subarray(0, size);
    }
  } finally {
    closeSync(input);
  }
}

/**
 * A file that begins with so many headers: the one that is kept, or a new one.
 * @throws Error when its first 10,000 are not those of this chain
 */
export function madeChainFile(count: number): string {
  const file = fileURLToPath(new URL('node_modules/.cache/midstate-bench/made-chain.bin', root));
  const wanted = Math.max(count, PIECE);
  if (!existsSync(file) || statSync(file).size < wanted * HEADER_SIZE) {
    mkdirSync(dirname(file), { recursive: true });
    // complete or not there at all, also when two processes make it
    const unfinished = `${file}.${process.pid}`;
    const output = openSync(unfinished, 'w');
    for (const piece of makeHeaders(madeParams.genesis, wanted)) writeSync(output, piece);
    closeSync(output);
    renameSync(unfinished, file);
  }
  const first = new Uint8Array(PIECE * HEADER_SIZE);
  const input = openSync(file, 'r');
  readSync(input, first);
  closeSync(input);
  assertFirst(first);
  return file;
}

function assertFirst(headers: Uint8Array): void {
  const digest = createHash('sha256').update(headers).digest('hex');
  if (digest !== FIRST_SHA256)
    throw new Error(`the made chain: expected ${PIECE} headers with the SHA-256 ${FIRST_SHA256}, got ${digest}`);
}
